using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>What was distributed at one time, by an epoch or beside.</summary>
/// <param name="Id">The epoch's id, or the special distribution's.</param>
/// <param name="At">When: what it paid is owed in the currency of that time.</param>
/// <param name="Receipts">Who got how much, by account.</param>
/// <param name="IsEpoch">Whether it is an epoch's.</param>
internal sealed record Distributed(string Id, DateTimeOffset At, IReadOnlyList<Receipt> Receipts, bool IsEpoch)
{
    /// <summary>What its marks are kept under.</summary>
    public string Key => DistributionExecuted.KeyOf(Id, IsEpoch);
}

/// <summary>Reads what closed epochs and special distributions paid.</summary>
internal sealed class DistributedGrain(EpochStore epochs)
{
    /// <summary>
    /// All of a space, oldest first. Epochs from one id to another, both included: ids sort by time. Special distributions by the days of
    /// these ids.
    /// </summary>
    public async Task<IReadOnlyList<Distributed>> ReadAsync(string space, CommunityRegister register, string? from, string? to,
        CancellationToken cancellation)
    {
        var found = register.Distributions.Values.Select(special => Of(register, special))
            .Where(special => special.At.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) is var day
                && IsWithin(day, Day(from), Day(to))).ToList();
        await foreach (var run in epochs.ListAsync(space, cancellation))
            if (run.Stage == EpochStage.Closed && IsWithin(run.Epoch.Id, from, to)) found.Add(await OfAsync(run, cancellation));
        return [.. found.OrderBy(each => each.At).ThenBy(each => each.Id, StringComparer.Ordinal)];
    }

    /// <summary>A closed epoch or a special distribution, or <see langword="null"/>.</summary>
    public async Task<Distributed?> FindAsync(string space, CommunityRegister register, string id, CancellationToken cancellation)
    {
        if (await epochs.FindAsync(space, id, cancellation) is { Stage: EpochStage.Closed } run) return await OfAsync(run, cancellation);
        return register.Distributions.TryGetValue(id, out var special) ? Of(register, special) : null;
    }

    private async Task<Distributed> OfAsync(EpochRun run, CancellationToken cancellation) =>
        new(run.Epoch.Id, run.ClosedAt!.Value, (await epochs.ReadAllocationAsync(run.Allocation!, cancellation)).Payments,
            IsEpoch: true);

    private static Distributed Of(CommunityRegister register, GrainDistributed special) =>
        new(special.Distribution, register.DistributedAt[special.Distribution],
            [.. special.Allocations.SelectMany(allocation => allocation.Receipts)], IsEpoch: false);

    private static string? Day(string? id) => id?[..Math.Min(id.Length, "2026-11-15".Length)];

    private static bool IsWithin(string id, string? from, string? to) =>
        (from is null || string.CompareOrdinal(id, from) >= 0) && (to is null || string.CompareOrdinal(id, to) <= 0);
}
