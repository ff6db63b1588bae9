using Grain.Functions.Ledgers.Grants.Queue;

namespace Grain.Functions.Ledgers.Grants.Guards;

/// <summary>Lets through what was held of a person. Cut off, the same again goes on.</summary>
internal sealed class HeldGrants(GrantGuard guard, PassedGrants grants)
{
    private const int BatchMax = 500;

    /// <summary>Releases a person: what was held becomes grants, and what comes is not held any more.</summary>
    /// <returns>How many grants were new to the ledger; or why the person's state does not allow it.</returns>
    public async Task<(int Counted, string? Refusal)> ReleaseAsync(
        Space space, JournalHead<GuardTotals> person, CancellationToken cancellation)
    {
        if (person.Totals.State != GuardStates.Released
            && await guard.DecideAsync(space, person, GuardEntryKinds.Release, cancellation) is { } reason
            // Somebody else may have released them at this very moment.
            && (await guard.ReadAsync(space, person.Account, cancellation)).Totals.State != GuardStates.Released) return (0, reason);
        var counted = 0;
        await foreach (var batch in guard.ReadHeldAsync(space, person.Account, cancellation).Chunk(BatchMax).WithCancellation(cancellation))
            counted += await grants.AppendAsync(space, $"release of {person.Account}", batch, cancellation);
        return (counted, null);
    }
}
