using Grain.Functions.Ledgers.Grants.Counting;

namespace Grain.Functions.Ledgers.Grants.Guards;

/// <summary>
/// Stands before the ledger: decides of grants that came by webhook which count, and how much. Each decision is written down before its
/// grant is, under the grant's id, so that a redelivery, a second process or a crash in between comes to the same.
/// </summary>
internal sealed class GrantGuard
{
    private readonly Journal<GuardTotals, GuardEntry> journal;
    private readonly GuardRules rules = new();
    private readonly GrantLedger ledger;
    private readonly TimeProvider time;

    /// <summary>Opens the journal. Nothing is read or written.</summary>
    public GrantGuard(StorageService storage, GrantLedger ledger, TimeProvider time)
    {
        (this.ledger, this.time) = (ledger, time);
        journal = new(storage.For("grants"), time, rules);
    }

    /// <summary>The grants that count, with the points that count, in their order; those that are held are left out.</summary>
    public async Task<IReadOnlyList<Grant>> PassAsync(
        Space space, GuardConfig config, IReadOnlyList<Grant> grants, CancellationToken cancellation)
    {
        if (!config.IsOn || grants.Count == 0) return grants;
        var asked = grants.Where(grant => !IsOfWhoever(grant)).ToArray();
        return [.. await DecideAsync(space, asked, config, cancellation), .. grants.Where(IsOfWhoever)];
    }

    /// <summary>It takes back from whoever has it: nobody is there to be asked, and nothing of it is anybody's gain.</summary>
    private static bool IsOfWhoever(Grant grant) => grant is { Corrects: not null, Contributor: EarlyCorrections.Whoever };

    private async Task<IReadOnlyList<Grant>> DecideAsync(Space space, Grant[] grants, GuardConfig config, CancellationToken cancellation)
    {
        var known = config.HoldNewcomers ? await KnownAsync(space, grants, cancellation) : [];
        var asked = grants.Select(grant => Ask(new GuardQuestion(grant, config, known.Contains(grant.Contributor)))).ToArray();
        var outcomes = await journal.AppendAsync(
            space.Journal, [.. asked.Select(entry =>
                new JournalAppend<GuardEntry>(entry.Question!.Grant.Contributor, entry.GrantId!, entry))], cancellation);

        var passed = new List<Grant>(grants.Length);
        foreach (var (grant, entry, outcome) in grants.Zip(asked, outcomes))
            if (await DecidedAsync(space, grant, entry, outcome, cancellation) is { } decided) passed.Add(decided);
        return passed;
    }

    /// <summary>Everybody who is held, or was turned away.</summary>
    public async IAsyncEnumerable<JournalHead<GuardTotals>> ReadQuarantineAsync(Space space,
        [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var head in journal.ReadHeadsAsync(space.Journal, cancellation))
            if (head.Totals.State is GuardStates.Held or GuardStates.Rejected) yield return head;
    }

    /// <summary>Where a person stands.</summary>
    public Task<JournalHead<GuardTotals>> ReadAsync(Space space, string person, CancellationToken cancellation) =>
        journal.ReadHeadAsync(space.Journal, person, cancellation);

    /// <summary>Whether a grant of a person was decided about.</summary>
    public async Task<bool> HasDecidedAsync(Space space, string person, string grantId, CancellationToken cancellation) =>
        await journal.FindSeqAsync(space.Journal, person, grantId, cancellation) is not null;

    /// <summary>All that was decided about a person, in order.</summary>
    public IAsyncEnumerable<JournalEntry<GuardEntry>> ReadEntriesAsync(Space space, string person, CancellationToken cancellation) =>
        journal.ReadEntriesAsync(space.Journal, person, cancellation: cancellation);

    /// <summary>What was held of a person, in the order in which it came.</summary>
    public async IAsyncEnumerable<Grant> ReadHeldAsync(Space space, string person, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var entry in journal.ReadEntriesAsync(space.Journal, person, cancellation: cancellation))
            if (entry.Value.Held is { } grant) yield return grant;
    }

    /// <summary>Writes down what a steward decided about a person.</summary>
    /// <returns>Why it cannot be, or <see langword="null"/>.</returns>
    public async Task<string?> DecideAsync(Space space, JournalHead<GuardTotals> person, string kind, CancellationToken cancellation)
    {
        // Two stewards at once append under one key: the second finds it done.
        var append = new JournalAppend<GuardEntry>(person.Account, $"{kind}\n{person.Seq}", new GuardEntry { Kind = kind });
        return (await journal.AppendAsync(space.Journal, [append], cancellation))[0] is AppendOutcome<GuardTotals>.Refused refused
            ? refused.Reason : null;
    }

    /// <summary>Proves the journal of guards.</summary>
    public async Task<SpaceProofResult> ProveAsync(JournalSpace space, CancellationToken cancellation) =>
        await journal.ProveAsync(space, cancellation: cancellation);

    private GuardEntry Ask(GuardQuestion question)
    {
        var (grant, today) = (question.Grant, DayOf(time.GetUtcNow()));
        return new GuardEntry
        {
            Kind = GuardEntryKinds.Grant,
            GrantId = grant.GrantId,
            Source = grant.Source,
            Key = grant.Key,
            Name = grant.Facts?.ContributorName,
            Amount = grant.Amount,
            Day = Math.Clamp(DayOf(grant.GrantedAt), today - GuardTotals.KeptDays + 1, today),
            Question = question,
        };
    }

    /// <summary>The decision that stands: the one just made, or the one from before.</summary>
    private async Task<Grant?> DecidedAsync(
        Space space, Grant grant, GuardEntry asked, AppendOutcome<GuardTotals> outcome, CancellationToken cancellation)
    {
        var (entry, state) = outcome switch
        {
            AppendOutcome<GuardTotals>.Appended appended => (rules.Settle(appended.Before, asked), appended.After.State),
            AppendOutcome<GuardTotals>.Refused refused =>
                throw new InvalidOperationException($"The guard cannot decide about {grant.GrantId}: {refused.Reason}."),
            _ => await EarlierAsync(space, grant, cancellation),
        };
        if (entry.Held is not null)
        {
            if (state == GuardStates.Released) return entry.Held;
            // What was counted past the guard, or under another id of the person, is taken back whoever is held.
            return grant.Corrects is { } counted && await ledger.IsReservedAsync(space.Journal, counted, cancellation) ? grant : null;
        }

        if (grant.Corrects is not null) return grant; // takes back what was counted, whatever that was
        return entry.Allowed == entry.Amount
            ? grant with { Amount = entry.Amount }
            : grant with
            {
                Amount = entry.Allowed,
                Note = $"{entry.Amount} points by itself, {entry.Allowed} of them within the space's limits"
            };
    }

    private async Task<(GuardEntry Entry, string? State)> EarlierAsync(Space space, Grant grant, CancellationToken cancellation)
    {
        var entry = await journal.FindAsync(space.Journal, grant.Contributor, grant.GrantId, cancellation);
        var head = await journal.ReadHeadAsync(space.Journal, grant.Contributor, cancellation);
        return (entry!.Value, head.Totals.State);
    }

    private async Task<HashSet<string>> KnownAsync(Space space, IReadOnlyList<Grant> grants, CancellationToken cancellation)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var person in grants.Select(grant => grant.Contributor).Distinct(StringComparer.Ordinal))
            foreach (var account in await ledger.Arriving.AccountsOfAsync(space.Journal, person, cancellation))
                if ((await ledger.ReadHeadAsync(space.Journal, account, cancellation)).Seq > 0) known.Add(person);
        return known;
    }

    private static int DayOf(DateTimeOffset at) => (int)(at.UtcTicks / TimeSpan.TicksPerDay);
}
