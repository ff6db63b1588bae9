using Grain.Local.Api;
using GrantRow = Grain.Local.Api.GrantRow;

namespace Grain.Local.Demo;

/// <summary>A contributor's journal: its head and all its entries.</summary>
internal sealed record ContributorLedger(ContributorView Head, IReadOnlyList<GrantRow> Grants);

/// <summary>A closed epoch, its statement and the SHA-256 of the statement's bytes.</summary>
internal sealed record ClosedEpoch(EpochRow Row, StatementView Statement, string Hash);

/// <summary>Everything that the API tells about a space.</summary>
/// <param name="Contributors">Everybody with a grant or with grain, in the order of their ids.</param>
/// <param name="Accounts">Their grain accounts, in the same order.</param>
/// <param name="Supply">All grain there is, in base units, as the space's books say.</param>
/// <param name="Epochs">All closed epochs, oldest first.</param>
internal sealed record DemoState(
    IReadOnlyList<ContributorLedger> Contributors, IReadOnlyList<AccountPage> Accounts, BigInteger Supply,
    IReadOnlyList<ClosedEpoch> Epochs)
{
    /// <summary>Few enough for a laptop, and enough to hide the way there and back.</summary>
    private const int ReadsAtOnce = 8;

    /// <summary>The number of grants in all journals.</summary>
    public int GrantCount => Contributors.Sum(contributor => contributor.Grants.Count);

    /// <summary>The points in all journals.</summary>
    public decimal Points => Contributors.Sum(contributor => contributor.Head.Points.Total);

    /// <summary>
    /// SHA-256 over what everybody has: number and sum of grants, and grain. It holds neither clock times nor the order in
    /// which things came, so every run over the same deliveries must reach the same one.
    /// </summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(Contributors.Select(
        ledger => $"{ledger.Head.Id}\t{ledger.Head.Points.Count}\t{ledger.Head.Points.Total}\t{ledger.Head.Grain.BalanceUnits}\n")))));

    /// <summary>Reads all of it.</summary>
    public static async Task<DemoState> ReadAsync(SpaceClient space, CancellationToken cancellation)
    {
        var list = await space.ReadEpochsAsync(cancellation);
        var closed = list.Epochs.Where(epoch => epoch.Statement is not null).OrderBy(epoch => epoch.Start);
        var epochs = await SelectAsync(closed, (epoch, token) => ReadEpochAsync(space, epoch, token), cancellation);

        // Whoever was connected to a contribution gets grain, even without a grant of their own; statements name them.
        var standings = await space.ReadLeaderboardAsync("ledger", cancellation);
        var ids = standings.Select(standing => standing.Contributor)
            .Concat(epochs.SelectMany(epoch => epoch.Statement.Payments).Select(payment => payment.ParticipantId))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var contributors = await SelectAsync(ids, (id, token) => ReadContributorAsync(space, id, token), cancellation);
        var accounts = await SelectAsync(ids, space.ReadAccountAsync, cancellation);
        return new DemoState(contributors, accounts, Units.Of(list.Supply), epochs);
    }

    private static async Task<ClosedEpoch> ReadEpochAsync(SpaceClient space, EpochRow row, CancellationToken cancellation)
    {
        var bytes = await space.ReadStatementAsync(row.Id, cancellation);
        return new ClosedEpoch(
            row, JsonSerializer.Deserialize(bytes, ApiJson.Default.StatementView)!, Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    private static async Task<ContributorLedger> ReadContributorAsync(SpaceClient space, string id, CancellationToken cancellation) =>
        new(await space.ReadContributorAsync(id, cancellation), await space.ReadGrantsAsync(id, cancellation));

    private static async Task<IReadOnlyList<TResult>> SelectAsync<T, TResult>(
        IEnumerable<T> items, Func<T, CancellationToken, Task<TResult>> read, CancellationToken cancellation)
    {
        var all = items.ToArray();
        var results = new TResult[all.Length];
        await Parallel.ForAsync(0, all.Length,
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellation },
            async (index, token) => results[index] = await read(all[index], token));
        return results;
    }
}
