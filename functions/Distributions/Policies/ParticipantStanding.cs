using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Distributions.Policies;

/// <summary>
/// What a participant has earned (cred) and has been paid (grain), interval by interval. Early intervals may be given as one sum
/// (<see cref="CredBefore"/>, <see cref="PaidBefore"/>); <see cref="CredView.SummarisedIntervals"/> tells how many those are.
/// </summary>
public sealed record ParticipantStanding
{
    /// <summary>The participant's id, unique in the view.</summary>
    public required string Id { get; init; }

    /// <summary>Only active participants take part in distributions.</summary>
    public required bool Active { get; init; }

    /// <summary>Cred of all summarised intervals together; finite, at least 0.</summary>
    public double CredBefore { get; init; }

    /// <summary>
    /// Cred of each later interval, oldest first; finite, at least 0. All participants of a view have the same number of entries.
    /// It may be a slice of a larger array: nothing is copied.
    /// </summary>
    public ReadOnlyMemory<double> Cred { get; init; }

    /// <summary>
    /// Grain distributed to the participant in all summarised intervals; at least 0. Grain that was distributed, over life: never a
    /// balance, which spending and gifts would change.
    /// </summary>
    public GrainAmount PaidBefore { get; init; }

    /// <summary>
    /// Grain distributed in each later interval, as long as <see cref="Cred"/>. A payment for an interval carries that interval's end
    /// as its time, and so counts in the next one. Empty if only the sum over life is known (then all of it is in
    /// <see cref="PaidBefore"/>), which is enough for every policy except a BALANCED one with a limited lookback.
    /// </summary>
    public ReadOnlyMemory<GrainAmount> Paid { get; init; }

    internal double TotalCred => CredIn(new CredWindow(true, 0, Cred.Length));

    /// <summary>Cred in the window, added from the oldest interval to the newest.</summary>
    internal double CredIn(CredWindow window)
    {
        var sum = window.FromTheBeginning ? CredBefore : 0;
        foreach (var cred in Cred.Span[window.Start..window.End]) sum += cred;
        return sum;
    }

    internal GrainAmount PaidIn(CredWindow window)
    {
        var sum = window.FromTheBeginning ? PaidBefore : GrainAmount.Zero;
        if (Paid.IsEmpty)
        {
            return window.FromTheBeginning
                ? sum
                : throw new InvalidOperationException($"the payments of '{Id}' are known as a sum only, not for a window of intervals");
        }

        foreach (var paid in Paid.Span[window.Start..window.End]) sum += paid;
        return sum;
    }

    /// <summary>What is wrong with the numbers, if anything; the number of intervals is the view's to check.</summary>
    internal string? Fault() =>
        !IsCred(CredBefore) || Cred.Span.ContainsAnyExceptInRange(0, double.MaxValue) ? "cred must be finite and not negative"
        : PaidBefore.Sign < 0 || AnyNegative(Paid.Span) ? "paid grain must not be negative"
        : Paid.Length != 0 && Paid.Length != Cred.Length ? $"{Paid.Length} payments are given for {Cred.Length} intervals"
        : null;

    internal static bool IsCred(double value) => double.IsFinite(value) && value >= 0;

    private static bool AnyNegative(ReadOnlySpan<GrainAmount> amounts)
    {
        foreach (var amount in amounts)
            if (amount.Sign < 0) return true;
        return false;
    }
}
