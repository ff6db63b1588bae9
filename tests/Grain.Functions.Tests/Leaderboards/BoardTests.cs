using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Reads.Leaderboards;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Scores;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Grain.Functions.Tests.Leaderboards;

/// <summary>The read model: what it holds whatever happens to it, and what reading it costs.</summary>
public sealed class BoardTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider time = new(Start);
    private readonly Space space = new(Azurite.NewName("space-"), 4, Start, 1, new SpaceConfig(), default);
    private StorageService storage = null!;
    private int ids;

    public async Task InitializeAsync() => storage = await Azurite.NewServiceAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task However_it_came_about_it_is_what_a_new_one_would_be()
    {
        var random = new Random(5);
        Boards[] readers = [Open(), Open(), Open()];
        for (var round = 0; round < 25; round++)
        {
            await GrantAsync([.. Enumerable.Range(0, random.Next(12)).Select(_ => ($"p{random.Next(40)}", random.Next(100)))]);
            await new ScoreBuckets(storage).WriteAsync(space.Journal,
                new BucketWrite($"p{random.Next(40)}", "k", Points.Of(random.Next(9)), "c", "s", default), default);
            var reader = readers[random.Next(3)];
            if (random.Next(3) == 0) await reader.RefreshAsync(space, default);
            else await reader.ReadAsync(space, null, default);
            if (random.Next(5) == 0) readers[random.Next(3)] = Open(); // that process has died
            time.Advance(TimeSpan.FromSeconds(random.Next(60)));
        }

        var expected = Text(await Open().RebuildAsync(space, default));
        foreach (var reader in readers) Assert.Equal(expected, Text(await reader.ReadAsync(space, null, default)));
        await using var heads = new GrantLedger(storage, TimeProvider.System).ReadHeadsAsync(space.Journal, default).GetAsyncEnumerator();
        var board = await readers[0].ReadAsync(space, null, default);
        while (await heads.MoveNextAsync())
            Assert.Equal((heads.Current.Seq, heads.Current.Totals.Total),
                (board.Find(heads.Current.Account)!.Seq, board.Find(heads.Current.Account)!.Total));
    }

    [Fact]
    public async Task A_broken_or_foreign_blob_is_made_anew()
    {
        await GrantAsync(("ada", 3));
        await Open().RefreshAsync(space, default);
        var (container, blob) = (storage.Container("grain"), $"{space.Name}/leaderboard");
        var bytes = (await container.DownloadAsync(blob))!.Content.ToArray();
        bytes[^40] ^= 1;
        await container.UploadAsync(blob, bytes);
        Assert.Equal(Points.Of(3), (await Open().ReadAsync(space, null, default)).Find("ada")!.Total);
        await container.UploadAsync(blob, new byte[] { 1, 2, 3 });
        Assert.Equal(Points.Of(3), (await Open().ReadAsync(space, null, default)).Find("ada")!.Total);
    }

    [Fact]
    public async Task A_board_that_is_fresh_enough_takes_two_reads_and_then_none()
    {
        await GrantAsync(("ada", 3));
        await Open().RefreshAsync(space, default);
        var operations = new FaultInjector();
        var reader = Open(await Azurite.NewServiceAsync(operations));
        var minute = TimeSpan.FromMinutes(1);
        Assert.Equal(Points.Of(3), (await reader.ReadAsync(space, minute, default)).Find("ada")!.Total);
        Assert.Equal(2, operations.Operations);
        await reader.ReadAsync(space, minute, default);
        Assert.Equal(2, operations.Operations);

        // Another process confirms it later: to know that takes one read, and not the blob again.
        time.Advance(minute + minute);
        await Open().RefreshAsync(space, default);
        Assert.Equal(time.GetUtcNow(), (await reader.ReadAsync(space, minute, default)).AsOf);
        Assert.Equal(3, operations.Operations);
    }

    [Fact]
    public async Task A_hundred_thousand_contributors_fit_a_blob_and_come_back()
    {
        var board = new Board(BoardDays.Of(space.Config.Epochs)) { AsOf = Start, Version = 3, Epoch = "2026-11-15" };
        for (var i = 0; i < 100_000; i++)
        {
            var entry = board.FindOrAdd($"github/contributor-{i}");
            (entry.Seq, entry.Total, entry.Cred, entry.Score) = (3, Points.Of(i % 977), i / 7.0, i % 1000);
            for (var day = 0; day < 3; day++) entry.Add(board.FirstDay + day + (i % 300), board.AddWord($"c{i % 5}"),
                board.AddWord("github"), Points.Of(day - 1), board.FirstDay);
        }

        var bytes = BoardBlob.Write(board);
        Assert.InRange(bytes.Length, 1, 12 << 20);
        var read = BoardBlob.Read(bytes)!;
        Assert.Equal(Text(board), Text(read));
        var ranked = Ranking.Rank(read, new BoardQuery(BoardQuery.Ledger, null, null, null));
        Assert.Equal((100_000, 1, 1, "github/contributor-100016"[..19]),
            (ranked.Length, ranked[0].Rank, ranked[101].Rank, ranked[0].Entry.Id[..19]));
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("UTC", "2026-11-20T00:00:00Z", "2026-11-20")]
    [InlineData("UTC", "2026-11-19T23:59:59Z", "2026-11-19")]
    [InlineData("Europe/Vienna", "2026-10-24T22:00:00Z", "2026-10-25")]
    [InlineData("Europe/Vienna", "2026-10-25T22:59:59Z", "2026-10-25")] // a day of 25 hours
    [InlineData("Europe/Vienna", "2026-10-25T23:00:00Z", "2026-10-26")]
    public void A_day_begins_where_the_calendar_says(string zone, string moment, string day)
    {
        var days = new BoardDays(TimeSpan.Zero, zone);
        var at = DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture).DayNumber, days.Of(at));
        Assert.InRange(at, days.StartOf(days.Of(at)), days.StartOf(days.Of(at) + 1).AddTicks(-1));
    }

    /// <summary>All that a board says, but for when.</summary>
    private static string Text(Board board) =>
        string.Join('\n', board.Entries.OrderBy(entry => entry.Id, StringComparer.Ordinal).Select(entry =>
        $"{entry.Id} {entry.Name} {entry.Seq} {entry.Total} {entry.Recomputed} {entry.Cred} {entry.Score} {entry.Received} "
        + string.Join(',', entry.Categories.Select(sum => $"{board.Words[sum.Word]}={sum.Sum}").Order()) + ' '
        + string.Join(',',
        entry.Cells.Select(cell => $"{cell.Day}:{board.Words[cell.Category]}:{board.Words[cell.Source]}={cell.Micro}").Order())));

    private Boards Open(StorageService? over = null)
    {
        var on = over ?? storage;
        var collector = new BoardCollector(
            new GrantLedger(on, time), new GrainLedger(on, time), new ScoreBuckets(on), new ScoreBoard(new EpochStore(on)));
        return new Boards(new BoardStore(on), collector, time, NullLogger<Boards>.Instance);
    }

    private async Task GrantAsync(params (string Contributor, int Points)[] grants) =>
        await new GrantLedger(storage, TimeProvider.System).AppendAsync(
        space.Journal,
        [
            .. grants.Select(grant => new Grant
            {
                GrantId = $"g{++ids}",
                Contributor = grant.Contributor,
                Key = "k",
                Category = $"c{grant.Points % 3}",
                Source = "s",
                Amount = Points.Of(grant.Points),
                GrantedAt = Start.AddDays(-grant.Points),
            }),
        ],
        default);
}
