using Grain.Functions.SourceCred.Cred.Config;
using Grain.Functions.SourceCred.Cred.Graphs;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred.Shown;

/// <summary>
/// A <c>credResult</c> 0.1.0, of before CredRank. The process of then cannot be computed again, but its numbers are history: those of the
/// nodes that are identities.
/// </summary>
internal static class CredResultFile
{
    private static readonly string Identities = AddressParts.Node("sourcecred", "core", "IDENTITY");

    /// <summary>Reads its cred.</summary>
    /// <exception cref="InstanceException">It is of another form or version.</exception>
    public static IntervalCred Read(JsonElement root, string path)
    {
        var data = Open(root, "credResult", "0.1.0", path);
        var graph = Open(InstanceJson.Member(Open(InstanceJson.Member(data, "weightedGraph"), "weightedGraph", "0.1.0", path), "graphJSON"),
            "graph", "0.8.0", path);
        var cred = InstanceJson.Member(data, "credData") ?? throw new InstanceException($"{path}: it has no credData");
        var (starts, end) = ShownCred.Intervals(cred, path);
        var overTime = InstanceJson.List(InstanceJson.Member(cred, "nodeOverTime")).ToArray();
        var summaries = InstanceJson.List(InstanceJson.Member(cred, "nodeSummaries")).ToArray();
        var people = new List<PersonCred>();
        foreach (var (place, (address, name)) in Nodes(graph, path).Index())
        {
            if (!address.StartsWith(Identities, StringComparison.Ordinal) || place >= summaries.Length) continue;
            var id = AddressParts.Of(address)[^1];
            var rows = place < overTime.Length ? InstanceJson.Member(overTime[place], "cred") : null;
            // Rows of people with little cred were left out; the sum then stands in the last interval.
            var row = rows is { ValueKind: JsonValueKind.Array } ? ShownCred.Row(rows, starts.Length, name, path)
                : [.. Enumerable.Repeat(0.0, Math.Max(0, starts.Length - 1)), InstanceJson.Number(summaries[place], "cred") ?? 0];
            people.Add(new PersonCred(id, name, row));
        }

        return new IntervalCred(starts, end, people);
    }

    /// <summary>Addresses and descriptions of all nodes, in the order of the addresses.</summary>
    private static IEnumerable<(string Address, string Name)> Nodes(JsonElement graph, string path)
    {
        string[] addresses = [.. InstanceJson.List(InstanceJson.Member(graph, "sortedNodeAddresses")).Select(parts =>
            AddressParts.Node(InstanceJson.List(parts).Select(part => part.ValueKind == JsonValueKind.String ? part.GetString()! : "")))];
        return InstanceJson.List(InstanceJson.Member(graph, "nodes"))
            .Select(node => (Index: InstanceJson.Number(node, "index") ?? -1, Name: InstanceJson.Text(node, "description") ?? ""))
            .OrderBy(node => node.Index)
            .Select(node => node.Index >= 0 && node.Index < addresses.Length ? (addresses[(int)node.Index], node.Name)
                : throw new InstanceException($"{path}: it names node {node.Index} of {addresses.Length}"));
    }

    private static JsonElement Open(JsonElement? value, string type, string version, string path)
    {
        var envelope = value is { } given ? Envelope.Of(given, path) : throw new InstanceException($"{path}: it has no {type}");
        return envelope.Type == $"sourcecred/{type}" && envelope.Version == version ? envelope.Data
            : throw new InstanceException(
                $"{path}: it is a {envelope.Type} {envelope.Version}, and should be a sourcecred/{type} {version}");
    }
}
