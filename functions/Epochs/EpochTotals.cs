using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>What an epoch pays, in sums; amounts in base units.</summary>
/// <param name="Paid">All of it.</param>
/// <param name="Recipients">How many accounts are paid.</param>
/// <param name="Policies">What each kind of policy gives of it.</param>
internal sealed record EpochTotals(GrainAmount Paid, int Recipients, IReadOnlyList<PolicyTotal> Policies)
{
    /// <summary>The sums of an allocation; policies of one kind together.</summary>
    public static EpochTotals Of(EpochAllocation allocation) => new(allocation.Paid, allocation.Payments.Count,
    [
        .. allocation.Policies.GroupBy(policy => policy.Policy, StringComparer.Ordinal).Select(kind => new PolicyTotal(
            kind.Key, PaymentSplits.NameOf(kind.Key),
            GrainAmount.Sum(kind.SelectMany(policy => policy.Receipts).Select(receipt => receipt.Amount)))),
    ]);

    /// <summary>As it stands beside the allocation in the epoch's row.</summary>
    public static string Write(EpochTotals totals) => JsonSerializer.Serialize(totals, EpochJson.Default.EpochTotals);

    /// <summary>Reads what <see cref="Write"/> gave.</summary>
    public static EpochTotals Read(string text) => JsonSerializer.Deserialize(text, EpochJson.Default.EpochTotals)
        ?? throw new InvalidDataException("The totals of an epoch are null.");
}

/// <summary>What a kind of policy gives.</summary>
/// <param name="Policy">The name of the kind.</param>
/// <param name="Name">The word for it: <c>fast</c>, <c>slow</c>, <c>recent</c> or <c>special</c>.</param>
/// <param name="Paid">How much, in base units.</param>
internal sealed record PolicyTotal(string Policy, string Name, GrainAmount Paid);

/// <summary>
/// The totals of epochs. Runs have theirs with them; those of earlier builds are found in what the epoch pinned, and kept in memory.
/// </summary>
internal sealed class EpochTotalsReader(EpochStore store)
{
    /// <summary>Epochs of earlier builds whose totals are found for one listing: each takes one read.</summary>
    private const int FoundMax = 12;

    private const int KeptMax = 1000;
    private readonly ConcurrentDictionary<string, EpochTotals> kept = new(StringComparer.Ordinal);

    /// <summary>The totals of epochs by id; those of early epochs may be left out.</summary>
    /// <param name="runs">The epochs, oldest first.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyDictionary<string, EpochTotals>> ReadAsync(IReadOnlyList<EpochRun> runs, CancellationToken cancellation)
    {
        var early = runs.Reverse().Where(run => Known(run) is null && run.Allocation is not null).Take(FoundMax);
        await Task.WhenAll(early.Select(run => FindAsync(run, cancellation)));
        return runs.Select(run => (run.Epoch.Id, Totals: Known(run))).Where(each => each.Totals is not null)
            .ToDictionary(each => each.Id, each => each.Totals!, StringComparer.Ordinal);
    }

    private EpochTotals? Known(EpochRun run) => run.Totals is { } text ? EpochTotals.Read(text)
        : run.Allocation is { } piece ? kept.GetValueOrDefault(piece.Name) : null;

    private async Task FindAsync(EpochRun run, CancellationToken cancellation)
    {
        try
        {
            var totals = EpochTotals.Of(await store.ReadAllocationAsync(run.Allocation!, cancellation));
            if (kept.Count >= KeptMax) kept.Clear();
            kept[run.Allocation!.Name] = totals;
        }
        catch (InvalidDataException)
        {
            // the piece is gone or damaged: verify says so
        }
    }
}
