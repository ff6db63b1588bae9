namespace Grain.Functions.Ledgers.Credits.Replicas;

/// <summary>
/// A credit that a replica has recorded, maybe while apart. Immutable; its id is made of kind and task, so it counts once wherever it was
/// recorded.
/// </summary>
/// <param name="Kind"><see cref="CreditKinds.Earn"/> or <see cref="CreditKinds.Spend"/>.</param>
/// <param name="TaskId">Which task.</param>
/// <param name="Amount">How much, multipliers applied; above 0.</param>
/// <param name="Task">What is known of the task.</param>
/// <param name="Mark">The replica and its signature; absent for what the ledger itself has recorded.</param>
public sealed record ReplicaTransaction(string Kind, string TaskId, CreditAmount Amount, TaskInfo? Task, ReplicaMark? Mark)
{
    /// <summary>The name of the signed text's form.</summary>
    private const string Form = "grain-credit/1";

    /// <summary>What names it in its node's account.</summary>
    public string Id => TaskIds.Key(Kind, TaskId);

    /// <summary>
    /// The text that is signed: UTF-8, lines joined by line feeds: the form <c>grain-credit/1</c>, space, node, replica, kind,
    /// task id, amount in hundredths, type, priority, submitter, target peer, duration in ms; an empty line for what is absent.
    /// </summary>
    public string SignedText(string space, string node, string replica) => string.Join('\n',
        Form, space, node, replica, Kind, TaskId, Amount.Hundredths.ToString(CultureInfo.InvariantCulture),
        Task?.Type, Task?.Priority, Task?.Submitter, Task?.TargetPeer, Task?.DurationMs?.ToString(CultureInfo.InvariantCulture));

    /// <summary>The same, signed by a replica.</summary>
    public ReplicaTransaction SignedBy(ECDsa key, string space, string node, string replica) => this with
    {
        Mark = new ReplicaMark(replica,
            Convert.ToBase64String(key.SignData(Encoding.UTF8.GetBytes(SignedText(space, node, replica)), HashAlgorithmName.SHA256))),
    };

    /// <summary>
    /// Whether this record comes before another in an order that looks at nothing but the content: of two records of one transaction the
    /// first is kept.
    /// </summary>
    internal bool IsBefore(ReplicaTransaction other) => string.CompareOrdinal(Text, other.Text) < 0;

    private string Text => SignedText("", "", Mark?.Id ?? "") + "\n" + Mark?.Signature;
}
