using Grain.Functions.Ledgers.Credits.Escrows;
using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Credits.Replicas;

/// <summary>
/// Merges what a replica knows into the ledger: all of it, or, if anything is wrong with any of it, nothing. A merge that was
/// interrupted is finished by merging the same again.
/// </summary>
internal sealed class ReplicaMerge(
    CreditLedger ledger, EscrowLedger escrows, TaskCredits credits, ReplicaKeys keys, CreditNotices notices, TimeProvider time)
{
    /// <summary>Merges.</summary>
    /// <exception cref="ProblemException">400: something is forged; 409: something contradicts the ledger. Every fault is named, and
    /// nothing was written.</exception>
    public async Task<MergeAnswer> MergeAsync(Space space, MergeRequest request, CancellationToken cancellation)
    {
        // What a replica signs names the node as the replica spells it, so it cannot be put right here.
        var (named, node) = (request.Node, await ledger.Spelling.OfNodeAsync(space.Journal, request.Node, cancellation));
        if (space.IsSealed ? Opaque.IsPerson(named) || AccountId.CanonicalNode(named) != named : node != named)
            throw new ProblemException(Problem.BadRequest("$.node", $"is written '{node}' here"));
        request = await KeptAsync(space, request with { Node = node }, cancellation);
        var merge = HashOf(request);
        var (known, claimed, unfinished) = await CompareAsync(space, request, merge, cancellation);
        var unpaid = request.Items.Where(item => !known.Contains(item.Key)).ToArray();
        MergeItem[] fresh = [.. unpaid.Where(item => !claimed.Contains(item.Key))];
        await CheckSignaturesAsync(space, node, named, fresh, cancellation);

        if (unpaid.Length > 0) // nobody new is made of what is refused
            request = request with { Node = await ledger.Spelling.WriterAsync(space.Journal, named, true, cancellation) };
        await WriteAsync(space, request.Node, await EntriesAsync(space, request.Node, merge, unpaid, cancellation), cancellation);
        if (unpaid.Length > 0 || unfinished) await TellAsync(space, request.Node, merge, cancellation);

        var head = await ledger.ReadHeadAsync(space.Journal, request.Node, cancellation);
        return new MergeAnswer(
            request.Node, fresh.Length, known.Count + claimed.Count, head.Totals.Balance, head.Totals.Balance < CreditAmount.Zero,
            request.Ignored.Count > 0 ? request.Ignored : null);
    }

    /// <summary>What is merged under the keys that it is kept under.</summary>
    private async Task<MergeRequest> KeptAsync(Space space, MergeRequest request, CancellationToken cancellation)
    {
        if (!space.IsSealed) return request;
        var items = new List<MergeItem>(request.Items.Count);
        foreach (var item in request.Items)
            items.Add(item.Entry.TaskId is not { } told || await ledger.Sealing.TaskAsync(space.Journal, told, cancellation) is not { } task
                ? item
                : item with { Key = TaskIds.Key(item.Key[..item.Key.IndexOf(':', StringComparison.Ordinal)], task), Task = task });
        return request with { Items = items };
    }

    private async Task<IReadOnlyList<(MergeItem Item, CreditEntry Entry)>> EntriesAsync(
        Space space, string node, string merge, MergeItem[] items, CancellationToken cancellation)
    {
        var (now, entries) = (time.GetUtcNow(), new List<(MergeItem, CreditEntry)>(items.Length));
        foreach (var item in items)
            entries.Add((item, await ledger.Sealing.SealAsync(space.Journal, node, item.Entry with
            {
                At = now,
                Merge = merge,
                Initial = TaskCredits.Initial(space.Config.Credits),
            }, cancellation) ?? throw new ProblemException(Problem.Erased(node))));
        return entries;
    }

    /// <summary>Goes through the account once; its length costs time, and memory only for what is in the request.</summary>
    /// <returns>Keys that have entries; keys of earnings that an escrow noted and has not paid yet; whether an entry is of this very
    /// merge.</returns>
    private async Task<(HashSet<string> Known, HashSet<string> Claimed, bool Unfinished)> CompareAsync(
        Space space, MergeRequest request, string merge, CancellationToken cancellation)
    {
        var wanted = request.Items.ToDictionary(item => item.Key, StringComparer.Ordinal);
        var (known, conflicts, unfinished) = (new HashSet<string>(StringComparer.Ordinal), new List<Fault>(), false);
        await foreach (var stored in ledger.ReadEntriesAsync(space.Journal, request.Node, 0, cancellation))
        {
            unfinished |= stored.Value.Merge == merge;
            if (!wanted.TryGetValue(stored.Key, out var item)) continue;
            known.Add(stored.Key);
            if (stored.Value.Refused)
                conflicts.Add(new Fault(item.Path, $"{item.Named} was refused for want of credits; see entry {stored.Seq}"));
            else if (await AmountAsync(space, stored.Value, item, cancellation) != item.Entry.Amount)
                conflicts.Add(new Fault(item.Path,
                    $"{item.Named} has {stored.Value.Amount} credits in entry {stored.Seq}, and {item.Entry.Amount} here"));
        }

        var claimed =
            await ClaimedAsync(space, request, [.. request.Items.Where(item => !known.Contains(item.Key))], conflicts, cancellation);
        return conflicts.Count == 0 ? (known, claimed, unfinished)
            : throw new ProblemException(
                Problem.Conflict($"The ledger knows {conflicts.Count} of these transactions otherwise; nothing was merged.", conflicts));
    }

    /// <summary>
    /// What an entry stands for: an escrow pays a claim as far as it reaches, so that its entry may have less than was claimed.
    /// </summary>
    private async Task<CreditAmount> AmountAsync(Space space, CreditEntry stored, MergeItem item, CancellationToken cancellation)
    {
        if (stored.Amount == item.Entry.Amount || !stored.Escrow || stored.Kind != CreditKinds.Earn) return stored.Amount;
        return (await escrows.FindClaimAsync(space.Journal, stored.TaskId!, cancellation))?.Amount ?? stored.Amount;
    }

    /// <summary>In transfer mode an earning may be noted in its task's escrow only, until the submitter's credits arrive there.</summary>
    private async Task<HashSet<string>> ClaimedAsync(
        Space space, MergeRequest request, MergeItem[] items, List<Fault> conflicts, CancellationToken cancellation)
    {
        var claimed = new HashSet<string>(StringComparer.Ordinal);
        if (space.Config.Credits.Mode != CreditMode.Transfer) return claimed;
        foreach (var item in items.Where(item => item.Entry.Kind == CreditKinds.Earn))
        {
            if (await escrows.FindClaimAsync(space.Journal, item.Task!, cancellation) is not { } claim) continue;
            if (claim.Node == request.Node && claim.Amount == item.Entry.Amount) claimed.Add(item.Key);
            else conflicts.Add(new Fault(item.Path, $"{claim.Amount} credits of this task were claimed by {claim.Node}"));
        }

        return claimed;
    }

    private async Task CheckSignaturesAsync(
        Space space, string node, string named, MergeItem[] fresh, CancellationToken cancellation)
    {
        if (fresh.All(item => item.Transaction is null)) return;
        var replicas = await keys.ReadAsync(space.Journal, node, cancellation);
        var faults = fresh.Where(item => item.Transaction is not null)
            .Select(item => (item.Path, Message: ReplicaKeys.Fault(replicas, space.Name, named, item.Transaction!)))
            .Where(fault => fault.Message is not null)
            .Select(fault => new Fault(fault.Path, fault.Message!)).ToArray();
        if (faults.Length > 0) throw new ProblemException(Problem.BadRequest(faults));
    }

    private async Task WriteAsync(
        Space space, string node, IReadOnlyList<(MergeItem Item, CreditEntry Entry)> entries, CancellationToken cancellation)
    {
        if (space.Config.Credits.Mode == CreditMode.Mint || entries.All(entry => entry.Entry.Replica is null))
        {
            var outcomes = await ledger.RecordManyAsync(
                space.Journal, node, [.. entries.Select(each => (each.Item.Key, each.Entry))], cancellation);
            Refuse(entries.Zip(outcomes)
                .Where(each => each.Second is AppendOutcome<CreditTotals>.ConflictsWithEarlier or AppendOutcome<CreditTotals>.Refused)
                .Select(each => new Fault(each.First.Item.Named,
                    each.Second is AppendOutcome<CreditTotals>.Refused refused ? refused.Reason : "was recorded otherwise meanwhile")));
            return;
        }

        var faults = new List<Fault>();
        foreach (var (item, entry) in entries)
        {
            var credit =
                new TaskCredit { Kind = entry.Kind, NodeId = node, TaskId = entry.TaskId!, Amount = entry.Amount, Task = entry.Task };
            var record = await credits.ApplyAsync(space, credit, maybeSeen: true, cancellation, entry);
            if (record is CreditRecord.Conflict conflict) faults.Add(new Fault(item.Named, conflict.Reason));
        }

        Refuse(faults);
    }

    /// <summary>
    /// Only a rival who writes between the check and the write, or in transfer mode another claim on a task, leads here; the rest is
    /// merged.
    /// </summary>
    private static void Refuse(IEnumerable<Fault> faults)
    {
        if (faults.ToArray() is { Length: > 0 } all)
            throw new ProblemException(
                Problem.Conflict("Some of these transactions contradict others that arrived first; the others are merged.", all));
    }

    private async Task TellAsync(Space space, string node, string merge, CancellationToken cancellation)
    {
        var entries = new List<(long, CreditEntry)>();
        await foreach (var stored in ledger.ReadEntriesAsync(space.Journal, node, 0, cancellation))
            if (stored.Value.Merge == merge) entries.Add((stored.Seq, stored.Value));
        if (entries.Count > 0) await notices.PublishMergeAsync(space, node, merge, entries, cancellation);
    }

    private static string HashOf(MergeRequest request) => JournalHash.Of(string.Join('\n', request.Items
        .Select(item => string.Create(CultureInfo.InvariantCulture, $"{item.Key} {item.Entry.Amount.Hundredths}"))
            .Order(StringComparer.Ordinal)))[..16];
}
