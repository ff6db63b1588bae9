using System.Globalization;
using System.Text;
using System.Text.Json;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Simulation.Faults;

namespace Grain.Simulation.Model;

/// <summary>
/// Epochs: each is closed once, in order,
/// without a gap; stages follow one another; what a stage pinned stays; and what was allocated is what
/// was paid.
/// </summary>
internal sealed class EpochShadow(Findings findings, GrainShadow grain)
{
    private static readonly string[] Stages = ["Claimed", "Collected", "Ranked", "Allocated", "Distributed", "Closed"];
    private static readonly string[] Pins = ["ConfigHash",
        "IdentitiesHash", "GraphHash", "CursorsHash", "ScoresHash", "AllocationHash", "StatementHash"];

    private readonly PinnedShadow pinned = new(findings);
    private readonly Dictionary<string, StoredProperties> rows = [];
    private readonly Dictionary<string, byte[]> pieces = [];
    private readonly Dictionary<string, List<string>> closed = [];

    /// <summary>The epochs that are closed, in order.</summary>
    public IReadOnlyList<string> Closed(string space) => closed.GetValueOrDefault(space) ?? [];

    /// <summary>When the last closed epoch ended.</summary>
    public DateTime? EndOfLast(string space) => Closed(space) is [.., var last]
        ? DateTimeOffset.Parse(rows[$"{space}/{last}"].Get("End"), CultureInfo.InvariantCulture).UtcDateTime : null;

    /// <summary>Up to which grant of each contributor the last closed epoch collected.</summary>
    public IReadOnlyDictionary<string, long> CursorsOfLast(string space) => Closed(space) is not [.., var last] ? new Dictionary<string,
        long>()
        : JsonElement.Parse(pieces[$"grain/{rows[$"{space}/{last}"].Get("Cursors")}"]).EnumerateObject()
            .ToDictionary(each => each.Name, each => each.Value.GetInt64());

    /// <summary>Everybody's cred as of the last closed epoch.</summary>
    public IReadOnlyDictionary<string, double> CredOfLast(string space) => Closed(space) is not [.., var last]
        ? new Dictionary<string, double>()
        : JsonElement.Parse(pieces[$"grain/{rows[$"{space}/{last}"].Get("Scores")}"]).GetProperty("participants").EnumerateArray()
            .ToDictionary(each => each.GetProperty("id").GetString()!, each => each.GetProperty("cred").GetDouble());

    /// <summary>Takes a blob that was stored.</summary>
    public void TakeBlob(MemoryRequest put)
    {
        if (put.Method != "PUT" || put.Asked("comp") is not null) return;
        if (!put.Path.Contains("/epochs/", StringComparison.Ordinal)) return;
        if (pieces.TryAdd(put.Path, put.Body)) return;
        findings.Must(pieces[put.Path].AsSpan().SequenceEqual(put.Body), $"epochs: {put.Path} gets other content (E2)");
    }

    /// <summary>Takes a write of the table that storage took.</summary>
    public void Take(IReadOnlyList<StoredChange> changes)
    {
        foreach (var change in changes)
        {
            var (space, row) = change.Keys;
            if (row == "~open") continue;
            var before = rows.TryGetValue($"{space}/{row}", out var known) ? known : (StoredProperties?)null;
            if (change.Method == "DELETE")
            {
                findings.Must(before is not { } gone || StageOf(gone) < 3,
                    $"epochs: the row of {row}, of which something is paid, is deleted");
                rows.Remove($"{space}/{row}");
                continue;
            }

            var after = change.Row!.Value;
            rows[$"{space}/{row}"] = after;
            if (row == "~books") TakeBooks(space, before, after);
            else TakeRun(space, row, before, after);
        }
    }

    private void TakeRun(string space, string epoch, StoredProperties? before, StoredProperties after)
    {
        var (from, to) = (before is { } was ? StageOf(was) : 0, StageOf(after));
        var isBegunAnew = to == 0 && from < 3;
        findings.Must(to == from || to == from + 1 || isBegunAnew,
            $"epochs: {space}/{epoch} goes from {Stages[from]} to {Stages[to]} (E1)");
        if (before is not { } earlier || isBegunAnew) return;
        foreach (var pin in Pins)
            findings.Must(earlier.TryGet(pin) is not { } pinned || pinned == after.TryGet(pin),
                $"epochs: {pin} of {space}/{epoch} changes (E2)");
    }

    private void TakeBooks(string space, StoredProperties? before, StoredProperties after)
    {
        if (after.TryGet("Epoch") is not { } epoch || epoch == before?.TryGet("Epoch")) return;
        if (!closed.TryGetValue(space, out var all)) closed[space] = all = [];
        findings.Must(!all.Contains(epoch), $"epochs: {space}/{epoch} is closed twice");
        if (before?.TryGet("End") is { } end)
            findings.Must(end == after.Get("Start"),
                $"epochs: {space}/{epoch} begins at {after.Get("Start")}, and the one before ended at {end} (E4)");
        all.Add(epoch);
        var (paid, supply) = (grain.SumsOf(space).ByEpoch.GetValueOrDefault(epoch), Amount(after,
            "Supply") - (before is { } was ? Amount(was, "Supply") : 0));
        findings.Must(paid == supply, $"epochs: {space}/{epoch} is closed with {supply}, and paid {paid} (D1)");
        ComparePayments(space, epoch, before is { } books ? Amount(books, "CarriedOver") : 0);
    }

    private void ComparePayments(string space, string epoch, decimal carried)
    {
        var run = rows[$"{space}/{epoch}"];
        var name = $"grain/{run.Get("Allocation")}";
        if (!pieces.TryGetValue(name, out var bytes))
        {
            findings.Add($"epochs: {space}/{epoch} is closed, and its allocation was never stored");
            return;
        }

        var allocation = JsonElement.Parse(bytes);
        pinned.Compare($"{space}/{epoch}", run, carried, allocation, of => JsonElement.Parse(pieces[$"grain/{run.Get(of)}"]));
        var payments = allocation.GetProperty("payments").EnumerateArray()
            .ToDictionary(each => each.GetProperty("participantId").GetString()!, each => Amount(each, "amount"));
        var paid = grain.Of(space).SelectMany(account => account.Entries.Where(entry => entry.Text("epoch") == epoch)
            .Select(entry => (account.Name, Amount: entry.Number("amount")))).ToDictionary(each => each.Name, each => each.Amount);
        findings.Must(payments.Count == paid.Count && payments.All(each => paid.GetValueOrDefault(each.Key) == each.Value),
            $"epochs: {space}/{epoch} allocated {Told(payments)}, and paid {Told(paid)} (D1)");
        var (budget, parts) = (Amount(allocation,
            "budget"), Amount(allocation, "paid") + Amount(allocation, "carriedOver") + Amount(allocation, "lapsed"));
        findings.Must(budget == parts && payments.Values.Sum() == Amount(allocation,
            "paid"), $"epochs: {space}/{epoch} had {budget}, and tells of {parts} (D2)");
    }

    private static string Told(Dictionary<string, decimal> sums) =>
        new StringBuilder().AppendJoin(", ", sums.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each =>
            $"{each.Key} {each.Value}")).ToString();

    private static int StageOf(StoredProperties row) => Array.IndexOf(Stages, row.Get("Stage"));

    private static decimal Amount(StoredProperties row, string name) => decimal.Parse(row.Get(name), CultureInfo.InvariantCulture);

    private static decimal Amount(JsonElement of, string name) => decimal.Parse(of.GetProperty(name).GetString()!,
        CultureInfo.InvariantCulture);
}
