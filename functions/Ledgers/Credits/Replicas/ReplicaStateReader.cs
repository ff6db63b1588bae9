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
    public static MergeRequest Read(JsonElement body, string space)
    {
        var json = new FaultyJson();
        // Balance, base and next are what an export tells besides; the set of transactions alone decides.
        if (!json.IsObject(body, "$", "format", "space", "node", "balance", "base", "transactions", "next"))
            throw new ProblemException(Problem.BadRequest(json.Faults));
        if (json.Text(body, "$", "format", 64) is not ("" or Format)) json.Add("$.format", $"must be '{Format}'");
        if (json.Text(body, "$", "space", 100) is { Length: > 0 } named && named != space)
            json.Add("$.space", $"must be '{space}', as in the address");
        var node = TaskCreditReader.ReadNode(json, body, "$", "node");
        var read = ReadTransactions(json, body);
        if (json.Faults.Count > 0) throw new ProblemException(Problem.BadRequest(json.Faults));

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

    private static List<(string Path, ReplicaTransaction Transaction)> ReadTransactions(FaultyJson json, JsonElement body)
    {
        var transactions = new List<(string, ReplicaTransaction)>();
        if (!body.TryGetProperty("transactions", out var array) || array.ValueKind != JsonValueKind.Array)
        {
            json.Add("$.transactions", "must be an array");
            return transactions;
        }

        if (array.GetArrayLength() > TransactionsMax)
            throw new ProblemException(
                Problem.TooLarge($"At most {TransactionsMax} transactions in one request; this one has {array.GetArrayLength()}."));
        foreach (var (index, element) in array.EnumerateArray().Index())
            if (ReadTransaction(json, element, $"$.transactions[{index}]") is { } transaction)
                transactions.Add(($"$.transactions[{index}]", transaction));
        return transactions;
    }

    private static ReplicaTransaction? ReadTransaction(FaultyJson json, JsonElement element, string path)
    {
        var before = json.Faults.Count;
        if (!json.IsObject(element, path, "kind", "taskId", "amount", "task", "replica", "signature")) return null;
        var kind = json.Text(element, path, "kind", 64);
        if (kind is not ("" or CreditKinds.Earn or CreditKinds.Spend))
            json.Add($"{path}.kind", $"must be '{CreditKinds.Earn}' or '{CreditKinds.Spend}'");
        var taskId = json.Text(element, path, "taskId", TaskIds.LengthMax);
        if (FaultyJson.Member(element, "amount") is null) json.Add($"{path}.amount", "is missing");
        var amount = json.OptionalAmount(element, path, "amount", zeroAllowed: true);
        var task = TaskCreditReader.ReadTask(json, FaultyJson.Member(element, "task"), $"{path}.task");
        var replica = json.OptionalText(element, path, "replica", ReplicaKeys.NameLengthMax);
        var signature = json.OptionalText(element, path, "signature", SignatureLengthMax);
        if (replica is null != signature is null) json.Add(path, "must have both replica and signature, or neither");
        return json.Faults.Count > before || amount is not { } exact ? null
            : new ReplicaTransaction(kind, taskId, exact, task, replica is null ? null : new ReplicaMark(replica, signature!));
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
