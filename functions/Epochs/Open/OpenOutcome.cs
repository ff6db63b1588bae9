using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs.Open;

/// <summary>What one attempt at ranking the open epoch came to. A closed set.</summary>
internal abstract record OpenOutcome
{
    private OpenOutcome() { }

    /// <summary>It is ranked. <paramref name="IsNew"/> tells whether anything came since the last time.</summary>
    public sealed record Ranked(EpochRun Run, bool IsNew) : OpenOutcome;

    /// <summary>It is not to be ranked, and why.</summary>
    public sealed record Refused(string Reason) : OpenOutcome;

    /// <summary>There is more to be collected than fits one attempt; what was done is saved, and the next one goes on from there.</summary>
    public sealed record Unfinished(long Grants) : OpenOutcome;
}
