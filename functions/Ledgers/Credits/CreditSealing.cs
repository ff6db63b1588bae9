using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Credits;

/// <summary>
/// Takes what people say out of task credits, in a sealed space: nodes become opaque ids, the id of a task an HMAC, by which the escrow,
/// its submitter and its worker still meet, and words are sealed under the key of the node that reports them. What is told again comes out
/// the same. In other spaces everything stays as it is.
/// </summary>
internal sealed class CreditSealing(AccountSpelling spelling)
{
    /// <summary>
    /// Types and priorities that say nothing of anybody, and stay. A list of its own: what was sealed once has to be sealed when it is told
    /// again, whatever is priced by then.
    /// </summary>
    private static readonly HashSet<string> Plain = new(StringComparer.Ordinal)
    {
        "embed", "process", "analyze", "transform", "compute", "aggregate", "custom", "low", "medium", "high", "critical",
    };

    /// <summary>A text of a node as it is kept, or waits in a queue.</summary>
    /// <exception cref="ProblemException">409: the node is erased.</exception>
    public async Task<string> TextAsync(JournalSpace space, string node, string text, CancellationToken cancellation) =>
        await spelling.Vault.SealAsync(space.Name, [node], text, cancellation)
            ?? throw new ProblemException(Problem.Erased(node));

    /// <summary>The text that was sealed; <see langword="null"/> if whose it is was erased meanwhile.</summary>
    public Task<string?> OpenTextAsync(JournalSpace space, string box, CancellationToken cancellation) =>
        spelling.Vault.OpenTextAsync(space.Name, box, cancellation);

    /// <summary>The credit with opaque people; they are made where nobody is called so.</summary>
    public async Task<TaskCredit> NameAsync(JournalSpace space, TaskCredit credit, CancellationToken cancellation)
    {
        if (!space.IsSealed) return credit;
        if (credit.NodeId == "*") throw new ProblemException(Problem.BadRequest("nodeId", "must not be '*', which is nobody here"));
        return credit with
        {
            NodeId = await WriterAsync(credit.NodeId),
            Task = credit.Task is not { } task ? null : task with
            {
                Submitter = task.Submitter is { } submitter ? await WriterAsync(submitter) : null,
                TargetPeer = task.TargetPeer is { } peer ? await WriterAsync(peer) : null,
            },
        };

        Task<string> WriterAsync(string id) => spelling.WriterAsync(space, id, true, cancellation);
    }

    /// <summary>The id under which a task is kept.</summary>
    public async Task<string> TaskAsync(JournalSpace space, string taskId, CancellationToken cancellation) => !space.IsSealed ? taskId
        : Opaque.Task + await spelling.Vault.HashAsync(space.Name, "task", taskId, cancellation);

    /// <summary>An entry as it is kept; <see langword="null"/> if the node is erased: nothing counts for it any more.</summary>
    public async Task<CreditEntry?> SealAsync(JournalSpace space, string node, CreditEntry entry, CancellationToken cancellation)
    {
        if (!space.IsSealed) return entry;
        if (await spelling.Vault.OpenAsync(space.Name, node, cancellation) is null) return null;
        var task = entry.Task is not { } told ? null : told with
        {
            Type = await WordAsync(told.Type),
            Priority = await WordAsync(told.Priority),
            Submitter = await PersonAsync(told.Submitter),
            TargetPeer = await PersonAsync(told.TargetPeer),
        };
        // A signature proves what was signed to whoever guesses it. So it is of all who stand in it.
        string[] all = [node, .. PeopleOf(task?.Submitter), .. PeopleOf(task?.TargetPeer)];
        return entry with
        {
            TaskId = entry.TaskId is { } id ? await TaskAsync(space, id, cancellation) : null,
            SentAs = entry.TaskId is { } sent ? await TextAsync([node], sent) : null,
            Task = task,
            Unknown = entry.Unknown is { } unknown
                ? [.. unknown.Select(word => word.StartsWith("type ", StringComparison.Ordinal) ? $"type {task?.Type}"
                    : $"priority {task?.Priority}")] : null,
            Replica = entry.Replica is { } mark
                ? new ReplicaMark(await TextAsync([node], mark.Id) ?? "", await TextAsync(all, mark.Signature) ?? "") : null,
        };

        async Task<string?> WordAsync(string? word) => word is null || Plain.Contains(word) ? word : await TextAsync([node], word);

        // Spelled otherwise than usual it stays so, sealed: a replica may have signed it.
        async Task<string?> PersonAsync(string? id)
        {
            if (id is null) return null;
            var person = await spelling.WriterAsync(space, id, true, cancellation);
            return AccountId.CanonicalNode(id) == id || !Opaque.IsPerson(person) ? person : await TextAsync([node, person], id) ?? person;
        }

        Task<string?> TextAsync(string[] whose, string text) => spelling.Vault.SealAsync(space.Name, whose, text, cancellation);
    }

    /// <summary>
    /// The entry with its words, for what is derived of it and sealed in turn; <see langword="null"/> if the node is erased.
    /// </summary>
    public async Task<CreditEntry?> OpenAsync(JournalSpace space, CreditEntry entry, CancellationToken cancellation)
    {
        if (!space.IsSealed || entry.SentAs is not { } sent) return entry;
        if (await spelling.Vault.OpenTextAsync(space.Name, sent, cancellation) is not { } id) return null;
        return entry with
        {
            TaskId = id,
            Task = entry.Task is not { } task ? null : task with
            {
                Type = await WordAsync(task.Type),
                Submitter = await WordAsync(task.Submitter) ?? PeopleOf(task.Submitter).LastOrDefault(),
            },
        };

        async Task<string?> WordAsync(string? word) =>
            word is null || !SealedText.Is(word) ? word : await spelling.Vault.OpenTextAsync(space.Name, word, cancellation);
    }

    private static IEnumerable<string> PeopleOf(string? id) =>
        id is null ? [] : SealedText.PeopleOf(id) ?? (Opaque.IsPerson(id) ? [id] : []);
}
