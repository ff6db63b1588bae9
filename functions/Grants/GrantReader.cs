using System.Text.Json;
using Grain.Functions.Hosting;
using Grain.Functions.Journals;

namespace Grain.Functions.Grants;

/// <summary>Reads grants from JSON and finds every fault in them, not only the first.</summary>
internal sealed class GrantReader(int faultsMax = FaultList.Most) : CheckedJson(faultsMax)
{
    /// <summary>Most grants in one request; more go in several, or as NDJSON.</summary>
    public const int GrantsMax = 1000;

    private const int WordLengthMax = 64;
    private const int KeyLengthMax = 200;
    private const int NoteLengthMax = 2000;
    private const int FactsMax = 200;
    private const int UrlLengthMax = 500;

    private static readonly string[] GrantNames =
        ["grantId", "contributor", "key", "category", "source", "amount", "grantedAt", "facts", "note", "corrects"];

    /// <summary>One grant, or an array of them.</summary>
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public static IReadOnlyList<Grant> Read(JsonElement body) => Read(body, "$");

    /// <summary>The same, where the grants are part of a larger body.</summary>
    public static IReadOnlyList<Grant> Read(JsonElement body, string path)
    {
        var reader = new GrantReader();
        var grants = new List<Grant>();
        if (body.ValueKind == JsonValueKind.Array)
        {
            if (body.GetArrayLength() > GrantsMax)
                throw new ProblemException(Problem.TooLarge($"At most {GrantsMax} grants in one request; this one has {body.GetArrayLength()}."));
            foreach (var (index, element) in body.EnumerateArray().Index())
                if (reader.ReadGrant(element, $"{path}[{index}]") is { } grant) grants.Add(grant);
        }
        else if (reader.ReadGrant(body, path) is { } grant)
        {
            grants.Add(grant);
        }

        return reader.Faults.Count == 0 ? grants : throw new ProblemException(Problem.BadRequest(reader.Faults));
    }

    /// <summary>One grant of a stream.</summary>
    /// <returns>The grant, or every fault in it.</returns>
    public static (Grant? Grant, IReadOnlyList<Fault> Faults) ReadOne(JsonElement element)
    {
        var reader = new GrantReader(FaultsOfLineMax);
        return (reader.ReadGrant(element, "$"), reader.Faults);
    }

    private Grant? ReadGrant(JsonElement element, string path)
    {
        var before = Faults.Count;
        if (!IsObject(element, path, GrantNames)) return null;
        var grant = new Grant
        {
            GrantId = Text(element, path, "grantId", JournalKeys.KeyLengthMax) ?? "",
            Contributor = Text(element, path, "contributor", JournalKeys.AccountLengthMax) ?? "",
            Key = OptionalText(element, path, "key", KeyLengthMax) ?? "api",
            Category = OptionalText(element, path, "category", WordLengthMax) ?? "general",
            Source = OptionalText(element, path, "source", WordLengthMax) ?? "api",
            Amount = Amount(element, path),
            GrantedAt = Time(element, path, "grantedAt") ?? Missing(path, "grantedAt", "is missing: with the time of the contribution, a retry is the same grant"),
            Facts = element.TryGetProperty("facts", out var facts) && facts.ValueKind != JsonValueKind.Null ? ReadFacts(facts, $"{path}.facts") : null,
            Note = OptionalText(element, path, "note", NoteLengthMax),
            Corrects = OptionalText(element, path, "corrects", JournalKeys.KeyLengthMax),
        };
        if (grant.GrantId.Contains('\n')) Add($"{path}.grantId", "must not contain a line feed");
        if (grant.Corrects == grant.GrantId) Add($"{path}.corrects", "is the grant itself");
        return Faults.Count == before ? grant : null;
    }

    private ContributionFacts? ReadFacts(JsonElement element, string path)
    {
        if (!IsObject(element, path, "contributorName", "nodes", "edges", "retracts")) return null;
        return new ContributionFacts
        {
            ContributorName = OptionalText(element, path, "contributorName", WordLengthMax),
            Nodes = Many(element, path, "nodes", ReadNode),
            Edges = Many(element, path, "edges", ReadEdge),
            Retracts = Many(element, path, "retracts", (id, at) => TextOf(id, at, KeyLengthMax)),
        };
    }

    private ContributionNode? ReadNode(JsonElement element, string path)
    {
        if (!IsObject(element, path, "id", "type", "module", "title", "url", "at")) return null;
        var node = new ContributionNode
        {
            Id = Text(element, path, "id", KeyLengthMax) ?? "",
            Type = Text(element, path, "type", WordLengthMax) ?? "",
            Module = Text(element, path, "module", WordLengthMax) ?? "",
            Title = OptionalText(element, path, "title", KeyLengthMax),
            Url = OptionalText(element, path, "url", UrlLengthMax),
            At = Time(element, path, "at") ?? Missing(path, "at", "is missing"),
        };
        if (node.Id.StartsWith('@')) Add($"{path}.id", "must not begin with @: participants need no description");
        return node;
    }

    private ContributionEdge? ReadEdge(JsonElement element, string path) => !IsObject(element, path, "type", "from", "to", "at")
        ? null
        : new ContributionEdge
        {
            Type = Text(element, path, "type", WordLengthMax) ?? "",
            From = Text(element, path, "from", KeyLengthMax) ?? "",
            To = Text(element, path, "to", KeyLengthMax) ?? "",
            At = Time(element, path, "at"),
        };

    private List<T> Many<T>(JsonElement element, string path, string name, Func<JsonElement, string, T?> read) where T : class
    {
        var many = new List<T>();
        if (!element.TryGetProperty(name, out var array) || array.ValueKind == JsonValueKind.Null) return many;
        if (array.ValueKind != JsonValueKind.Array) Add($"{path}.{name}", "must be an array");
        else if (array.GetArrayLength() > FactsMax) Add($"{path}.{name}", $"has more than {FactsMax} elements");
        else
            foreach (var (index, item) in array.EnumerateArray().Index())
                if (read(item, $"{path}.{name}[{index}]") is { } value) many.Add(value);
        return many;
    }
}
