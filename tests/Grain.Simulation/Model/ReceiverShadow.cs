using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grain.Simulation.Faults;

namespace Grain.Simulation.Model;

/// <summary>
/// What another service is sent: each event and each checkpoint once at least when all is at rest, under one id, and with the same words
/// each time.
/// </summary>
internal sealed class ReceiverShadow(Findings findings)
{
    private readonly Dictionary<string, string> received = [];
    private readonly Dictionary<(string Space, string Id), long?> due = [];

    /// <summary>The spaces that have events and checkpoints sent.</summary>
    public HashSet<string> Senders { get; } = [];

    /// <summary>The other service takes something.</summary>
    public void Take(string id, string text)
    {
        // A checkpoint brings all keys that there are by then, so that whoever knows the newest finds the way to the one that signed it.
        var signed = text.Split(",\"keys\":")[0];
        findings.Must(received.TryAdd(id, signed) || received[id] == signed, $"receiver: {id} is sent with other words");
    }

    /// <summary>Takes a change of a row.</summary>
    public void Take(string table, StoredChange change)
    {
        if (change.Row is not { } row || !Senders.Contains(change.Space)) return;
        if (table == "events") due.TryAdd((change.Space, JsonElement.Parse(row.Long("Event")).GetProperty("id").GetString()!), null);
        if (table == "proofs" && change.Keys.Row.StartsWith("c~", StringComparison.Ordinal))
            due.TryAdd((change.Space, IdOf(row.Get("Checkpoint"))), row.Number("Number"));
    }

    /// <summary>
    /// What was never sent, of what had to be. Of several checkpoints that were signed before the first was sent only the latest is.
    /// </summary>
    public IEnumerable<string> Missing(string space)
    {
        var own = due.Where(each => each.Key.Space == space).ToLookup(each => received.ContainsKey(each.Key.Id));
        var first = own[true].Min(each => each.Value) ?? own[false].Max(each => each.Value);
        return own[false].Where(each => each.Value is null || each.Value >= first).Select(each => each.Key.Id);
    }

    private static string IdOf(string checkpoint) =>
        $"checkpoint_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(checkpoint)))[..32]}";
}
