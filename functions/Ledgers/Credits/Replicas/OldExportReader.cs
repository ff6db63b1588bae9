using Grain.Functions.Ledgers.Credits.Tasks;

namespace Grain.Functions.Ledgers.Credits.Replicas;

/// <summary>
/// Reads the export of an older ledger: two grow-only counters by node, and a list of transactions that may have been cut.
/// Only the part of the node that exports is taken. Its transactions become entries by their own ids, its counters the least
/// total that the entries come to: credits = max(listed, counted). So nothing is lost when two devices shared a counter, nor
/// when the list was cut, and order does not matter. Amounts are rounded to hundredths, halves away from zero.
/// </summary>
internal static class OldExportReader
{
    private const int IdLengthMax = 200;
    private const int TransactionsMax = ReplicaStateReader.TransactionsMax;

    /// <summary>No counter of an honest ledger comes near; it also keeps sums of counters within range.</summary>
    private const decimal CounterMax = 1_000_000_000_000;

    /// <summary>Whether this looks like such an export.</summary>
    public static bool Matches(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && !body.TryGetProperty("format", out _)
            && (body.TryGetProperty("earned", out _) || body.TryGetProperty("spent", out _));

    /// <summary>Reads an export.</summary>
    /// <exception cref="ProblemException">400 with all faults, or 413.</exception>
    public static MergeRequest Read(JsonElement body)
    {
        var json = new FaultyJson();
        var node = TaskCreditReader.ReadNode(json, body, "$", "nodeId");
        var ignored = new SortedSet<string>(StringComparer.Ordinal);
        var items = new Dictionary<string, MergeItem>(StringComparer.Ordinal);
        ReadCounter(json, body, "earned", CreditKinds.OldCreditCount, node, items, ignored);
        ReadCounter(json, body, "spent", CreditKinds.OldDebitCount, node, items, ignored);
        ReadTransactions(json, body, node, items, ignored);
        return json.Faults.Count == 0 ? new MergeRequest(node, [.. items.Values], [.. ignored])
            : throw new ProblemException(Problem.BadRequest(json.Faults));
    }

    private static void ReadCounter(
        FaultyJson json, JsonElement body, string name, string kind, string node, Dictionary<string, MergeItem> items,
        SortedSet<string> ignored)
    {
        var path = $"$.{name}.counters";
        if (!body.TryGetProperty(name, out var counter) || counter.ValueKind != JsonValueKind.Object
            || !counter.TryGetProperty("counters", out var counters) || counters.ValueKind != JsonValueKind.Object)
        {
            json.Add(path, "must be an object of numbers by node");
            return;
        }

        foreach (var each in counters.EnumerateObject())
        {
            var at = $"{path}.{each.Name}";
            if (Number(json, each.Value, at, CounterMax) is not { } total) continue;
            if (each.Name != node) ignored.Add(each.Name);
            else if (total > CreditAmount.Zero)
                Add(json, items, new MergeItem(at, $"{kind}:{total.Hundredths.ToString(CultureInfo.InvariantCulture)}",
                    Entry(kind, total, null, null), null));
        }
    }

    private static void ReadTransactions(FaultyJson json, JsonElement body, string node, Dictionary<string, MergeItem> items,
        SortedSet<string> ignored)
    {
        if (!body.TryGetProperty("transactions", out var array) || array.ValueKind != JsonValueKind.Array)
        {
            json.Add("$.transactions", "must be an array");
            return;
        }

        if (array.GetArrayLength() > TransactionsMax)
            throw new ProblemException(
                Problem.TooLarge($"At most {TransactionsMax} transactions in one request; this one has {array.GetArrayLength()}."));
        foreach (var (index, element) in array.EnumerateArray()
            .Index()) ReadTransaction(json, element, $"$.transactions[{index}]", node, items, ignored);
    }

    private static void ReadTransaction(
        FaultyJson json, JsonElement element, string path, string node, Dictionary<string, MergeItem> items, SortedSet<string> ignored)
    {
        if (!json.IsObject(element, path)) return;
        var id = json.Text(element, path, "id", IdLengthMax);
        var of = json.Text(element, path, "nodeId", 100);
        var type = json.Text(element, path, "type", 64);
        if (type is not ("" or "credit" or "debit")) json.Add($"{path}.type", "must be 'credit' or 'debit'");
        if (!element.TryGetProperty("amount", out var value)) json.Add($"{path}.amount", "is missing");
        else if (Number(json, value, $"{path}.amount", CreditAmount.OneMax) is { } amount)
        {
            if (amount <= CreditAmount.Zero) json.Add($"{path}.amount", "must be above 0");
            if (of != node) ignored.Add(of);
            else Add(json, items, new MergeItem(path, TaskIds.Key("old", id),
                Entry(type == "debit" ? CreditKinds.OldDebit : CreditKinds.OldCredit, amount, id, Task(element)), null));
        }
    }

    /// <summary>A thing that is listed twice counts once; listed with different content it is a fault.</summary>
    private static void Add(FaultyJson json, Dictionary<string, MergeItem> items, MergeItem item)
    {
        if (items.TryAdd(item.Key, item)) return;
        var first = items[item.Key];
        if (first.Entry.Kind != item.Entry.Kind || first.Entry.Amount != item.Entry.Amount)
            json.Add(item.Path, $"has the id of {first.Path} and other content");
    }

    private static CreditEntry Entry(string kind, CreditAmount amount, string? id, TaskInfo? task) =>
        new() { Kind = kind, Amount = amount, TaskId = id, Task = task, Asked = amount };

    private static CreditAmount? Number(FaultyJson json, JsonElement value, string path, decimal most)
    {
        if (value.ValueKind != JsonValueKind.Number) json.Add(path, "must be a JSON number; what was no number is exported as null");
        else if (!CreditAmount.TryParseDecimal(value.GetRawText(), out var number) || number < 0 || number > most)
            json.Add(path, $"must be a finite number from 0 to {most}");
        else return CreditAmount.Rounded(number);
        return null;
    }

    /// <summary>Memos are JSON texts about the task where they come from tasks, and free text else.</summary>
    private static TaskInfo? Task(JsonElement transaction)
    {
        if (FaultyJson.Member(transaction, "memo") is not { ValueKind: JsonValueKind.String } memo) return null;
        try
        {
            using var document = JsonDocument.Parse(memo.GetString()!);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return null;
            var json = new FaultyJson(); // a memo is a remark: what cannot be read of it is left out
            return new TaskInfo
            {
                Type = json.OptionalText(document.RootElement, "", "taskType", 64),
                Submitter = json.OptionalText(document.RootElement, "", "submitter", 100),
                TargetPeer = json.OptionalText(document.RootElement, "", "targetPeer", 100),
            };
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null; // free text
        }
    }
}
