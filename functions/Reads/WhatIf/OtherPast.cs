using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.WhatIf;

/// <summary>
/// What would have been paid otherwise so far: what an epoch looks at of what was before is what it was, and the difference. So grain that
/// was handed out beside epochs, and before the first epoch that is tried, stays as it was. Pure.
/// </summary>
internal sealed class OtherPast
{
    private readonly Queue<Dictionary<string, GrainAmount>> recent = new();

    /// <summary>How many epochs to keep apart, for policies that look back.</summary>
    public int LookbackMax { get; init; }

    /// <summary>What each account was paid by the epochs that were tried, and would have been.</summary>
    public Dictionary<string, Compared<GrainAmount>> Paid { get; init; } = new(StringComparer.Ordinal);

    /// <summary>How much more people would hold in all; negative for less.</summary>
    public GrainAmount Outstanding { get; set; }

    /// <summary>What the epoch before would have carried over; what it did carry over, if none was tried.</summary>
    public GrainAmount? CarriedOver { get; set; }

    /// <summary>How the last epochs that were tried differ in what they pay, oldest first.</summary>
    public IEnumerable<IReadOnlyDictionary<string, GrainAmount>> Recent
    {
        get => recent;
        init => recent = new(value.Select(each => new Dictionary<string, GrainAmount>(each, StringComparer.Ordinal)));
    }

    /// <summary>What an epoch would have seen of what was before.</summary>
    public EpochPast Of(
        SpaceBooks books, EpochAllocation actual, IReadOnlyDictionary<int, IReadOnlyList<Receipt>> earlier, EarlierCred? cred = null)
    {
        var difference = Paid.ToDictionary(paid => paid.Key, paid => paid.Value.After - paid.Value.Before, StringComparer.Ordinal);
        return new EpochPast(
            CarriedOver is { } carried ? books with { CarriedOver = carried } : books, AtLeastNothing(actual.Outstanding + Outstanding),
            Plus(actual.ReceivedBefore, difference),
            earlier.ToDictionary(each => each.Key, each => Plus(each.Value, DifferenceBefore(difference, each.Key))))
        {
            Cred = cred,
        };
    }

    /// <summary>Notes what an epoch paid, and would have.</summary>
    public void Take(TriedEpoch tried)
    {
        var (before, after) = (tried.Before.Allocation, tried.After.Allocation);
        var change = new Dictionary<string, GrainAmount>(StringComparer.Ordinal);
        foreach (var (account, amount) in before.Payments) Add(account, new(amount, GrainAmount.Zero));
        foreach (var (account, amount) in after.Payments) Add(account, new(GrainAmount.Zero, amount));
        CarriedOver = after.CarriedOver;
        // Without accounting it counts as paid out at once, and is held by nobody.
        if (tried.Identities.Accounting) Outstanding += after.Paid - before.Paid;
        if (LookbackMax == 0) return;
        recent.Enqueue(change);
        if (recent.Count > LookbackMax) recent.Dequeue();

        void Add(string account, Compared<GrainAmount> paid)
        {
            var known = Paid.GetValueOrDefault(account) ?? new(GrainAmount.Zero, GrainAmount.Zero);
            Paid[account] = new(known.Before + paid.Before, known.After + paid.After);
            change[account] = change.GetValueOrDefault(account) + paid.After - paid.Before;
        }
    }

    /// <summary>The difference as it was so many epochs ago.</summary>
    private Dictionary<string, GrainAmount> DifferenceBefore(Dictionary<string, GrainAmount> difference, int lookback)
    {
        var then = new Dictionary<string, GrainAmount>(difference, StringComparer.Ordinal);
        foreach (var (account, amount) in recent.TakeLast(lookback).SelectMany(change => change))
            then[account] = then.GetValueOrDefault(account) - amount;
        return then;
    }

    private static IReadOnlyList<Receipt> Plus(IReadOnlyList<Receipt> received, Dictionary<string, GrainAmount> difference)
    {
        var sums = received.ToDictionary(receipt => receipt.ParticipantId, receipt => receipt.Amount, StringComparer.Ordinal);
        foreach (var (account, amount) in difference) sums[account] = sums.GetValueOrDefault(account) + amount;
        return [.. sums.Where(sum => sum.Value.Sign > 0).OrderBy(sum => sum.Key, StringComparer.Ordinal)
            .Select(sum => new Receipt(sum.Key, sum.Value))];
    }

    private static GrainAmount AtLeastNothing(GrainAmount amount) => amount.Sign < 0 ? GrainAmount.Zero : amount;
}
