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
    /// <summary>No counter of an honest ledger comes near; it also keeps sums of counters within range.</summary>
    private const decimal CounterMax = 1_000_000_000_000;

    /// <summary>Whether this looks like such an export.</summary>
    public static bool Matches(SentValue body) => !body.Has("format") && (body.Has("earned") || body.Has("spent"));

    /// <summary>Reads an export.</summary>
    /// <exception cref="ProblemException">400 with all faults, or 413.</exception>
    public static MergeRequest Read(SentValue body)
    {
        var node = TaskCreditReader.ReadNode(body, "nodeId");
        var ignored = new SortedSet<string>(StringComparer.Ordinal);
        var items = new Dictionary<string, MergeItem>(StringComparer.Ordinal);
        foreach (var (of, item) in ReadCounter(body, "earned", CreditKinds.OldCreditCount)
            .Concat(ReadCounter(body, "spent", CreditKinds.OldDebitCount))
            .Concat(ReplicaStateReader.TransactionsOf(body).SelectMany(ReadTransaction)))
            if (of != node) ignored.Add(of);
            else if (!items.TryAdd(item.Key, item) && items[item.Key] is var first
                && (first.Entry.Kind, first.Entry.Amount) != (item.Entry.Kind, item.Entry.Amount))
                // A thing that is listed twice counts once; listed with different content it is a fault.
                body.Faults.Add(new Fault(item.Path, $"has the id of {first.Path} and other content"));
        body.Faults.ThrowIfAny();
        return new MergeRequest(node, [.. items.Values], [.. ignored]);
    }

    private static IEnumerable<(string Node, MergeItem Item)> ReadCounter(SentValue body, string name, string kind)
    {
        if (body.Find(name)?.Find("counters") is not { Element.ValueKind: JsonValueKind.Object } counters)
        {
            body.Fail($"{name}.counters", "must be an object of numbers by node");
            yield break;
        }

        foreach (var node in counters.Element.EnumerateObject().Select(each => each.Name))
            if (Number(counters, node, CounterMax) is { } total)
                yield return (node, new MergeItem($"{counters.Path}.{node}",
                    $"{kind}:{total.Hundredths.ToString(CultureInfo.InvariantCulture)}", Entry(kind, total, null, null), null));
    }

    private static IEnumerable<(string Node, MergeItem Item)> ReadTransaction(SentValue sent)
    {
        if (!sent.IsObject()) yield break;
        var (id, of, type) = (sent.Line("id", IdLengthMax), sent.Line("nodeId", 100), sent.Line("type", 64));
        if (type is not ("" or "credit" or "debit")) sent.Fail("type", "must be 'credit' or 'debit'");
        if (!sent.Has("amount")) sent.Fail("amount", "is missing");
        else if (Number(sent, "amount", CreditAmount.OneMax.ToDecimal()) is { } amount)
        {
            if (amount <= CreditAmount.Zero) sent.Fail("amount", "must be above 0");
            yield return (of, new MergeItem(sent.Path, TaskIds.Key("old", id),
                Entry(type == "debit" ? CreditKinds.OldDebit : CreditKinds.OldCredit, amount, id, Task(sent)), null));
        }
    }

    private static CreditEntry Entry(string kind, CreditAmount amount, string? id, TaskInfo? task) =>
        new() { Kind = kind, Amount = amount, TaskId = id, Task = task, Asked = amount };

    private static CreditAmount? Number(SentValue sent, string name, decimal most)
    {
        var value = sent.Element.GetProperty(name);
        if (value.ValueKind != JsonValueKind.Number) sent.Fail(name, "must be a JSON number; what was no number is exported as null");
        else if (!value.TryGetDecimal(out var number) || number < 0 || number > most)
            sent.Fail(name, $"must be a finite number from 0 to {most}");
        else return CreditAmount.Rounded(number);
        return null;
    }

    /// <summary>Memos are JSON texts about the task where they come from tasks, and free text else.</summary>
    private static TaskInfo? Task(SentValue transaction)
    {
        if (transaction.Find("memo") is not { Element.ValueKind: JsonValueKind.String } memo) return null;
        try
        {
            using var document = JsonDocument.Parse(memo.Element.GetString()!);
            // A memo is a remark: what cannot be read of it is left out.
            var about = new SentValue(document.RootElement, new FaultList());
            return !about.IsObject() ? null : new TaskInfo
            {
                Type = about.OptionalLine("taskType", 64),
                Submitter = about.OptionalLine("submitter", 100),
                TargetPeer = about.OptionalLine("targetPeer", 100),
            };
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return null; // free text
        }
    }
}
