using System.Text.Json;
using Grain.Functions.Journals;
using Grain.Functions.Storage;

namespace Grain.Functions.Grants;

/// <summary>
/// The append-only ledger of grants. Invariants. G1: a grant id stands for one grant of its space for ever. G2: a
/// contributor's totals are the sums over all their grants. G3: a grant is corrected at most once, by another grant.
/// </summary>
public sealed class GrantLedger(StorageService storage, TimeProvider time)
{
    private readonly Journal<GrantTotals, Grant> journal = new(storage, time, new GrantRules());
    private readonly GrantIds ids = new(storage);

    /// <summary>Counts grants: each once, whatever is delivered twice, late, at once or again after a crash. One outcome each, in order.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage failed; append the same grants again.</exception>
    public async Task<IReadOnlyList<GrantOutcome>> AppendAsync(JournalSpace space, IReadOnlyList<Grant> grants, CancellationToken cancellationToken)
    {
        var outcomes = new GrantOutcome?[grants.Count];
        await CheckCorrectionsAsync(space, grants, outcomes, cancellationToken);
        var seen = await ReserveAsync(space, grants, outcomes, cancellationToken);

        var open = Enumerable.Range(0, grants.Count).Where(index => outcomes[index] is null).ToArray();
        var appended = await journal.AppendAsync(
            space, [.. open.Select(index => new JournalAppend<Grant>(grants[index].Contributor, grants[index].GrantId, grants[index], seen[index]))],
            cancellationToken);
        for (var i = 0; i < open.Length; i++) outcomes[open[i]] = Translate(appended[i]);
        return outcomes!;
    }

    /// <summary>A contributor's totals; of nothing for somebody unknown.</summary>
    public Task<JournalHead<GrantTotals>> ReadHeadAsync(JournalSpace space, string contributor, CancellationToken cancellationToken) =>
        journal.ReadHeadAsync(space, contributor, cancellationToken);

    /// <summary>All contributors with their totals: one range read a shard and page of 1 000.</summary>
    public IAsyncEnumerable<JournalHead<GrantTotals>> ReadHeadsAsync(JournalSpace space, CancellationToken cancellationToken) =>
        journal.ReadHeadsAsync(space, cancellationToken);

    /// <summary>A contributor's grants after entry <paramref name="afterSeq"/>, oldest first.</summary>
    public IAsyncEnumerable<JournalEntry<Grant>> ReadEntriesAsync(JournalSpace space, string contributor, long afterSeq, CancellationToken cancellationToken) =>
        journal.ReadEntriesAsync(space, contributor, afterSeq, cancellationToken);

    /// <summary>The same, at most <paramref name="limit"/> of them.</summary>
    public Task<IReadOnlyList<JournalEntry<Grant>>> ReadPageAsync(JournalSpace space, string contributor, long afterSeq, int limit, CancellationToken cancellationToken) =>
        journal.ReadPageAsync(space, contributor, afterSeq, limit, cancellationToken);

    /// <summary>Proves a contributor's totals and chain; the first fault, or <see langword="null"/>.</summary>
    public Task<string?> VerifyAsync(JournalSpace space, JournalHead<GrantTotals> head, CancellationToken cancellationToken) =>
        journal.VerifyAsync(space, head, cancellationToken);

    /// <summary>
    /// Appends a correction that takes a grant back in full: as much as was really granted, from whom it was granted to,
    /// whatever the weights are by now.
    /// </summary>
    /// <returns>The outcome, or <see langword="null"/> when there is no such grant to take back.</returns>
    public async Task<GrantOutcome?> ReverseAsync(JournalSpace space, Grant correction, CancellationToken cancellationToken)
    {
        var corrects = correction.Corrects ?? throw new ArgumentException("A correction names the grant it corrects.", nameof(correction));
        var granted = await ids.FindAsync(space, corrects, cancellationToken);
        if (granted is null) return null;
        var reversal = correction with { Contributor = granted.Contributor, Amount = -granted.Amount };
        return (await AppendAsync(space, [reversal], cancellationToken))[0];
    }

    /// <summary>A correction must point at a grant of the same contributor (G3's first half).</summary>
    private async Task CheckCorrectionsAsync(JournalSpace space, IReadOnlyList<Grant> grants, GrantOutcome?[] outcomes, CancellationToken cancellationToken)
    {
        for (var i = 0; i < grants.Count; i++)
        {
            if (grants[i].Corrects is not { } corrects) continue;
            var corrected = await ids.FindAsync(space, corrects, cancellationToken);
            if (corrected is null || corrected.Contributor != grants[i].Contributor)
                outcomes[i] = new GrantOutcome.Refused($"{grants[i].Contributor} has no grant {corrects} that could be corrected");
        }
    }

    /// <summary>Reserves the ids of the grants, and for corrections the right to correct (G1, G3).</summary>
    /// <returns>For each grant whether its id was reserved before: it may be in the journal already.</returns>
    private async Task<bool[]> ReserveAsync(JournalSpace space, IReadOnlyList<Grant> grants, GrantOutcome?[] outcomes, CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<string, GrantReservation>(StringComparer.Ordinal);
        var own = new GrantReservation[grants.Count];
        for (var i = 0; i < grants.Count; i++)
        {
            own[i] = new GrantReservation(grants[i].Contributor, JournalHash.Of(JsonSerializer.Serialize(grants[i], GrantJson.Stored.Grant)), grants[i].Amount);
            if (outcomes[i] is not null) continue;
            foreach (var id in IdsOf(grants[i])) wanted.TryAdd(id, own[i]);
        }

        var found = await ids.ReserveAsync(space, [.. wanted.Select(id => (id.Key, id.Value))], cancellationToken);
        var standing = wanted.Keys.Zip(found).ToDictionary(id => id.First, id => id.Second, StringComparer.Ordinal);

        var seen = new bool[grants.Count];
        for (var i = 0; i < grants.Count; i++)
        {
            if (outcomes[i] is not null) continue;
            seen[i] = standing[grants[i].GrantId] is not null;
            foreach (var id in IdsOf(grants[i]))
                if ((standing[id] ?? wanted[id]) != own[i]) outcomes[i] = new GrantOutcome.ConflictsWithEarlier(Reason(grants[i], id));
        }

        return seen;
    }

    /// <summary>The right to correct a grant is reserved like an id: a line feed keeps it apart from the ids of grants, which have none.</summary>
    private static IEnumerable<string> IdsOf(Grant grant) => grant.Corrects is { } corrects ? [grant.GrantId, $"\n{corrects}"] : [grant.GrantId];

    private static string Reason(Grant grant, string id) => id == grant.GrantId
        ? $"the id {grant.GrantId} belongs to an earlier grant with other content"
        : $"the grant {grant.Corrects} is corrected already";

    private static GrantOutcome Translate(AppendOutcome<GrantTotals> outcome) => outcome switch
    {
        AppendOutcome<GrantTotals>.Appended appended => new GrantOutcome.Appended(appended.Seq, appended.Before, appended.After),
        AppendOutcome<GrantTotals>.AlreadyAppended already => new GrantOutcome.AlreadyAppended(already.Seq),
        AppendOutcome<GrantTotals>.ConflictsWithEarlier => new GrantOutcome.ConflictsWithEarlier("the id belongs to an earlier grant with other content"),
        AppendOutcome<GrantTotals>.Refused refused => new GrantOutcome.Refused(refused.Reason),
        _ => throw new InvalidOperationException($"Unknown outcome {outcome.GetType().Name}."),
    };
}
