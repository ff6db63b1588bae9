namespace Grain.Functions.Ledgers.Grants.Counting;

/// <summary>
/// Decides which corrections may be made: of a counted grant of the same contributor, of at most its amount, once (G3).
/// Everything is read before anything is reserved, so that a refused correction leaves no trace.
/// </summary>
internal sealed class GrantCorrections(GrantIds ids, Journal<GrantTotals, Grant> journal)
{
    private const int ReadsAtOnceMax = 8;

    /// <summary>
    /// The right to correct a grant is reserved like an id: a line feed keeps it apart from the ids of grants, which have none.
    /// </summary>
    public static string RightOf(string grantId) => $"\n{grantId}";

    /// <summary>Settles the corrections that may not be made.</summary>
    public async Task CheckAsync(JournalSpace space, IReadOnlyList<GrantItem> wave, CancellationToken cancellation)
    {
        var corrections = wave.Where(item => item.Grant.Corrects is not null).ToArray();
        await Parallel.ForEachAsync(
            corrections, new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnceMax, CancellationToken = cancellation },
            async (item, token) => item.Outcome = await FaultAsync(space, item, token));

        var first = new Dictionary<string, GrantItem>(StringComparer.Ordinal);
        foreach (var item in corrections)
            if (item.Outcome is null && !first.TryAdd(item.Grant.Corrects!, item)
                && first[item.Grant.Corrects!].Reservation != item.Reservation)
                item.Outcome = CorrectedAlready(item.Grant);
    }

    /// <summary>The outcome for a second correction.</summary>
    public static GrantOutcome CorrectedAlready(Grant grant) =>
        new GrantOutcome.ConflictsWithEarlier($"the grant {grant.Corrects} is corrected already");

    private async Task<GrantOutcome?> FaultAsync(JournalSpace space, GrantItem item, CancellationToken cancellation)
    {
        var (grant, corrects) = (item.Grant, item.Grant.Corrects!);
        if ((await ids.FindAsync(space, corrects, cancellation))?.Reservation?.Contributor != grant.Contributor)
            return new GrantOutcome.Refused($"{grant.Contributor} has no grant {corrects} that could be corrected");
        if (await ids.FindAsync(space, RightOf(corrects), cancellation) is { } right)
            return right.Reservation == item.Reservation ? null : CorrectedAlready(grant);
        if (await journal.FindAsync(space, grant.Contributor, corrects, cancellation) is not { Value.Amount: var amount })
            return new GrantOutcome.Refused($"the grant {corrects} is not counted yet; send it again, and then its correction");
        if (!TakesBack(grant.Amount, amount))
            return new GrantOutcome.Refused(
                $"the grant {corrects} is of {amount}; {grant.Amount} does not take back all or a part of it");
        return await journal.FindRefusalAsync(space, grant.Contributor, grant, cancellation) is { } refusal
            ? new GrantOutcome.Refused(refusal) : null;
    }

    /// <summary>The other sign, and no more than there was. A grant of nothing is taken back by nothing.</summary>
    private static bool TakesBack(Points amount, Points corrected) => corrected.Micro switch
    {
        0 => amount.Micro == 0,
        > 0 => amount.Micro < 0 && corrected.Micro + amount.Micro >= 0,
        < 0 => amount.Micro > 0 && corrected.Micro + amount.Micro <= 0,
    };
}
