using System.Text.RegularExpressions;
using Azure.Data.Tables;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary>What a deleted space held is removed: all of it, nothing else, and wherever the work is cut off.</summary>
public sealed partial class EraseSpaceTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly string account = MemoryAccount.New();

    /// <summary>Whatever it is called: as a partition of the house's own, or as others begin.</summary>
    [Fact]
    public async Task Nothing_is_left_of_it_and_nobody_else_loses_anything()
    {
        string[] neighbours = ["spaces", "board", "boards-garden", "boards2"];
        await FillAsync("boards");
        foreach (var neighbour in neighbours) await FillAsync(neighbour, few: true);
        await EraseAsync("boards");

        var (_, spaces) = await OpenAsync();
        Assert.Empty(await LeftOfAsync("boards"));
        Assert.NotNull((await spaces.LookAsync("boards", fresh: true, default))!.Deletion!.GoneAt);
        foreach (var neighbour in neighbours)
        {
            Assert.Equal(8, (await LeftOfAsync(neighbour)).Count);
            Assert.NotNull(await spaces.FindAsync(neighbour, fresh: true, default));
        }
    }

    [Theory]
    [InlineData(Fault.DiesBefore, 3)]
    [InlineData(Fault.DiesAfter, 20)]
    [InlineData(Fault.DiesBefore, 42)] // the row that says which piece is next
    [InlineData(Fault.DiesAfter, 42)]
    [InlineData(Fault.DiesAfter, 43)] // and the message that asks for it
    public async Task Wherever_it_is_cut_off_it_goes_on(Fault fault, int call)
    {
        await FillAsync("moss", few: true);
        await FillAsync("moss2", few: true);
        var (_, spaces) = await OpenAsync();
        var space = (await spaces.LookAsync("moss", fresh: true, default))!;
        Assert.NotNull(await spaces.ReplaceAsync(space, space.With(archived: true, At).Ended(At), default));
        var faults = new FaultInjector().FailAt(call, fault);
        var (dying, itsSpaces) = await OpenAsync(faults);
        await Assert.ThrowsAsync<ProcessDiedException>(() => Erasing(dying, itsSpaces, At).RunAsync(Message("moss", 0), default));
        await FinishAsync("moss");
        Assert.Empty(await LeftOfAsync("moss"));
        Assert.NotEmpty(await LeftOfAsync("moss2"));
    }

    /// <summary>Somebody who read the space before its end writes after it was found empty.</summary>
    [Fact]
    public async Task What_is_written_late_is_removed_too()
    {
        await FillAsync("moss", few: true);
        var (storage, spaces) = await OpenAsync();
        var space = (await spaces.LookAsync("moss", fresh: true, default))!;
        space = (await spaces.ReplaceAsync(space, space.With(archived: true, At).Ended(At), default))!;
        var soon = Erasing(storage, spaces, At + TimeSpan.FromSeconds(5));
        await soon.RunAsync(Message("moss", 0), default);
        await soon.RunAsync(Message("moss", 1), default);
        Assert.Empty(await LeftOfAsync("moss"));
        await storage.Table("grants").AddAsync(new TableEntity("moss~05", "late"));
        await FinishAsync("moss");
        Assert.Empty(await LeftOfAsync("moss"));
    }

    [Fact]
    public async Task Of_two_at_one_piece_one_goes_on_and_what_nobody_asked_for_is_passed_over()
    {
        await FillAsync("moss", few: true);
        var (storage, spaces) = await OpenAsync();
        await Erasing(storage, spaces, At).RunAsync(Message("moss", 0), default); // it is in use
        await Erasing(storage, spaces, At).RunAsync(Message("nowhere", 0), default);
        Assert.NotEmpty(await LeftOfAsync("moss"));
        var space = (await spaces.LookAsync("moss", fresh: true, default))!;
        Assert.NotNull(await spaces.ReplaceAsync(space, space.With(archived: true, At).Ended(At), default));
        await Erasing(storage, spaces, At).RunAsync(Message("moss", 3), default); // a piece of another time
        Assert.NotEmpty(await LeftOfAsync("moss"));
        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            var (one, its) = await OpenAsync();
            await Erasing(one, its, At).RunAsync(Message("moss", 0), default);
        }));
        Assert.Equal(1, (await spaces.LookAsync("moss", fresh: true, default))!.Deletion!.Piece);
        Assert.Equal(1, await storage.Queue("spaces").CountAsync());
    }

    [Fact]
    public void No_table_of_a_space_is_missing()
    {
        var named = Directory.EnumerateFiles(Path.Combine(Repository.Root, "functions"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))
            .SelectMany(file => TableName().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value + match.Groups[2].Value).Distinct().Except(["spaces", "boards", "failures", "health"]);
        Assert.Equal(SpaceRemains.Tables, named.Order(StringComparer.Ordinal));
    }

    private async Task EraseAsync(string name)
    {
        var (_, spaces) = await OpenAsync();
        var space = (await spaces.LookAsync(name, fresh: true, default))!;
        Assert.NotNull(await spaces.ReplaceAsync(space, space.With(archived: true, At).Ended(At), default));
        await FinishAsync(name);
    }

    /// <summary>As the queue and the timer do, after the watch is over.</summary>
    private async Task FinishAsync(string name)
    {
        var (storage, spaces) = await OpenAsync();
        for (var tries = 0; tries < 10; tries++)
        {
            if ((await spaces.LookAsync(name, fresh: true, default))!.Deletion is not { GoneAt: null } deletion) return;
            await Erasing(storage, spaces, At + Deletion.Watch).RunAsync(Message(name, deletion.Piece), default);
        }

        Assert.Fail("It comes to no end.");
    }

    private static string Message(string space, int piece) => $$"""{"space":"{{space}}","piece":{{piece}}}""";

    private static EraseSpace Erasing(StorageService storage, SpaceDirectory spaces, DateTimeOffset now) =>
        new(spaces, new SpaceRemains(storage), new EraseQueue(storage), new FixedTime(now), NullLogger<EraseSpace>.Instance);

    private async Task FillAsync(string name, bool few = false)
    {
        var (storage, spaces) = await OpenAsync();
        await spaces.CreateAsync(name, 16, new SpaceConfig(), default);
        foreach (var table in few ? ["grants", "activity"] : SpaceRemains.Tables)
        {
            await storage.Table(table).AddAsync(new TableEntity(name, "row"));
            await storage.Table(table).AddAsync(new TableEntity($"{name}~{(table == "deliveries" ? "20261126" : "0f")}", "row"));
        }

        await storage.Table("boards").AddAsync(new TableEntity("boards", name));
        foreach (var blob in (string[])["leaderboard", "epochs/2026-11-01/graph-1"])
            await storage.Container("grain").UploadAsync($"{name}/{blob}", new byte[1]);
    }

    private async Task<List<string>> LeftOfAsync(string name)
    {
        var (storage, _) = await OpenAsync();
        var left = new List<string>();
        foreach (var table in SpaceRemains.Tables)
            await foreach (var row in storage.Table(table).QueryAsync(null, default))
                if (row.PartitionKey == name || row.PartitionKey.StartsWith($"{name}~", StringComparison.Ordinal))
                    left.Add($"{table} {row.PartitionKey}");
        if (await storage.Table("boards").FindAsync("boards", name) is not null) left.Add("boards");
        await foreach (var row in storage.Table("spaces").QueryAsync(Filters.Partition($"config~{name}"), default))
            left.Add(row.PartitionKey);
        foreach (var blob in (string[])["leaderboard", "epochs/2026-11-01/graph-1"])
            if (await storage.Container("grain").DownloadAsync($"{name}/{blob}") is not null) left.Add(blob);
        return left;
    }

    private async Task<(StorageService, SpaceDirectory)> OpenAsync(FaultInjector? faults = null)
    {
        var storage = await Azurite.NewServiceAsync(faults, withRetries: false, account);
        return (storage, new SpaceDirectory(storage, new FixedTime(At)));
    }

    [GeneratedRegex("""\.Table\("(\w+)"\)|override string Table => "(\w+)";""")]
    private static partial Regex TableName();

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
