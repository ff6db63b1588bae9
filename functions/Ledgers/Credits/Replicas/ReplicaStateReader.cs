using Grain.Functions.Ledgers.Credits.Tasks;

namespace Grain.Functions.Ledgers.Credits.Replicas;

/// <summary>Reads a replica's state as <c>grain-credits/1</c> has it, and finds every fault before anything is merged.</summary>
internal static class ReplicaStateReader
{
    /// <summary>The name of the format.</summary>
    public const string Format = "grain-credits/1";

    /// <summary>Most transactions in one request; any part of a set can be merged by itself.</summary>
    public const int TransactionsMax = 5000;

    private const int SignatureLengthMax = 128;

    /// <summary>Reads a state.</summary>
    /// <exception cref="ProblemException">400 with all faults, 409, or 413.</exception>
    public static MergeRequest Read(SentValue body, string space)
    {
        // Balance, base and next are what an export tells besides; the set of transactions alone decides.
        if (!body.IsObject("format", "space", "node", "balance", "base", "transactions", "next")) body.Faults.ThrowIfAny();
        if (body.Line("format", 64) is not ("" or Format)) body.Fail("format", $"must be '{Format}'");
        if (body.Line("space", 100) is { Length: > 0 } named && named != space)
            body.Fail("space", $"must be '{space}', as in the address");
        var node = TaskCreditReader.ReadNode(body, "node");
        var read = TransactionsOf(body).Select(sent => (sent.Path, Transaction: ReadTransaction(sent)!)).ToArray();
        body.Faults.ThrowIfAny();

        var paths = read.GroupBy(each => each.Transaction.Id)
            .ToDictionary(group => group.Key, group => group.First().Path, StringComparer.Ordinal);
        try
        {
            var state = ReplicaState.Of(read.Select(each => each.Transaction));
            return new MergeRequest(node, [.. state.Transactions.Select(transaction => Item(paths[transaction.Id], transaction))], []);
        }
        catch (ReplicaConflictException conflict)
        {
            throw new ProblemException(Problem.Conflict(conflict.Message,
                conflict.Ids.Select(id => new Fault(paths[id], $"{id} is listed with different amounts"))));
        }
    }

    /// <summary>What is listed as transactions.</summary>
    /// <exception cref="ProblemException">413: too many.</exception>
    public static IEnumerable<SentValue> TransactionsOf(SentValue body)
    {
        if (!body.Present("transactions", "must be an array")) return [];
        var array = body.Find("transactions")!.Value;
        return array.IsArray ? array.AtMost(TransactionsMax, "transactions") : array.Elements(0);
    }

    private static ReplicaTransaction? ReadTransaction(SentValue sent)
    {
        if (!sent.IsObject("kind", "taskId", "amount", "task", "replica", "signature")) return null;
        var (replica, signature) =
            (sent.OptionalLine("replica", ReplicaKeys.NameLengthMax), sent.OptionalLine("signature", SignatureLengthMax));
        if (replica is null != signature is null) sent.Fail("must have both replica and signature, or neither");
        return new ReplicaTransaction(
            TaskCreditReader.ReadKind(sent), sent.Line("taskId", TaskIds.LengthMax),
            sent.Amount("amount", CreditAmount.Zero, CreditAmount.OneMax), TaskCreditReader.ReadTask(sent),
            replica is null ? null : new ReplicaMark(replica, signature ?? ""));
    }

    private static MergeItem Item(string path, ReplicaTransaction transaction) => new(
        path, transaction.Id,
        new CreditEntry
        {
            Kind = transaction.Kind,
            Amount = transaction.Amount,
            TaskId = transaction.TaskId,
            Task = transaction.Task,
            Asked = transaction.Amount,
            Replica = transaction.Mark,
        },
        transaction);
}
