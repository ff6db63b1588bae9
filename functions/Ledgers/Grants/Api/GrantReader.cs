using System.Runtime.InteropServices;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Grants.Api;

/// <summary>Reads grants from JSON and finds every fault in them, not only the first.</summary>
/// <param name="now">When they arrive, which bounds their times.</param>
/// <param name="faultsMax">Faults that are told.</param>
internal sealed class GrantReader(DateTimeOffset now, int faultsMax = FaultList.Most) : CheckedJson(faultsMax)
{
    /// <summary>Most grants in one request; more go in several, or as NDJSON.</summary>
    public const int GrantsMax = 1000;

    private const int WordLengthMax = 64;
    private const int KeyLengthMax = 200;
    private const int NoteLengthMax = 2000;
    private const int FactsMax = 200;
    private const int UrlLengthMax = 500;

    /// <summary>A row holds a megabyte, two bytes a character; half of it is left for whatever stands beside a grant.</summary>
    private const int StoredCharsMax = 256 * 1024;

    private static readonly string[] GrantNames =
        ["grantId", "contributor", "key", "category", "source", "amount", "grantedAt", "facts", "note", "corrects"];

    /// <summary>One grant, or an array of them.</summary>
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public static IReadOnlyList<Grant> Read(JsonElement body, DateTimeOffset now) => Read(body, now, "$");

    /// <summary>The same, where the grants are part of a larger body.</summary>
    public static IReadOnlyList<Grant> Read(JsonElement body, DateTimeOffset now, string path)
    {
        var reader = new GrantReader(now);
        var grants = new List<Grant>();
        if (body.ValueKind == JsonValueKind.Array)
        {
            if (body.GetArrayLength() > GrantsMax)
                throw new ProblemException(
                    Problem.TooLarge($"At most {GrantsMax} grants in one request; this one has {body.GetArrayLength()}."));
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
    public static (Grant? Grant, IReadOnlyList<Fault> Faults) ReadOne(JsonElement element, DateTimeOffset now)
    {
        var reader = new GrantReader(now, FaultsOfLineMax);
        return (reader.ReadGrant(element, "$"), reader.Faults);
    }

    /// <summary>The first bound of today that a grant of before breaks, or <see langword="null"/>.</summary>
    public static Fault? FaultOf(Grant grant, DateTimeOffset now)
    {
        if (!OutsideTime.IsInRange(grant.GrantedAt, now)) return new Fault("$.grant.grantedAt", OutsideTime.Rule);
        if (grant.Facts?.Nodes.Any(node => !OutsideTime.IsInRange(node.At, now)) == true)
            return new Fault("$.grant.facts.nodes", $"have an 'at' that {OutsideTime.Rule}");
        if (grant.Facts?.Edges.Any(edge => edge.At is { } at && !OutsideTime.IsInRange(at, now)) == true)
            return new Fault("$.grant.facts.edges", $"have an 'at' that {OutsideTime.Rule}");
        return grant.Corrects is null && !grant.Amount.IsWithin(Points.OneMax)
            ? new Fault("$.grant.amount", $"must lie between -{Points.OneMax} and {Points.OneMax}") : null;
    }

    private Grant? ReadGrant(JsonElement element, string path)
    {
        var before = Faults.Count;
        if (!IsObject(element, path, GrantNames)) return null;
        var grant = new Grant
        {
            GrantId = Text(element, path, "grantId", JournalKeys.KeyLengthMax) ?? "",
            Contributor = Person(Text(element, path, "contributor", JournalKeys.AccountLengthMax), $"{path}.contributor"),
            Key = OptionalText(element, path, "key", KeyLengthMax) ?? "api",
            Category = OptionalText(element, path, "category", WordLengthMax) ?? "general",
            Source = OptionalText(element, path, "source", WordLengthMax) ?? "api",
            Amount = Amount(element, path, most: Corrects(element) ? Points.RangeMax : Points.OneMax),
            GrantedAt = Time(element, path, "grantedAt", now)
                ?? Missing(path, "grantedAt", "is missing: with the time of the contribution, a retry is the same grant"),
            Facts = element.TryGetProperty("facts", out var facts) && facts.ValueKind != JsonValueKind.Null
                ? ReadFacts(facts, $"{path}.facts") : null,
            Note = OptionalText(element, path, "note", NoteLengthMax),
            Corrects = OptionalText(element, path, "corrects", JournalKeys.KeyLengthMax),
        };
        if (grant.GrantId.Contains('\n')) Add($"{path}.grantId", "must not contain a line feed");
        if (grant.Corrects == grant.GrantId) Add($"{path}.corrects", "is the grant itself");
        if (Faults.Count == before && IsTooLarge(grant, element))
            Add(path, $"takes more than {StoredCharsMax} characters as it is stored: tell fewer facts, or shorter ones");
        return Faults.Count == before ? grant : null;
    }

    /// <summary>A correction may be as large as what it corrects, which may be of before there was a bound; the ledger knows.</summary>
    private static bool Corrects(JsonElement element) =>
        element.TryGetProperty("corrects", out var corrects) && corrects.ValueKind == JsonValueKind.String;

    /// <summary>
    /// Whether its stored form is too large. It takes at most six times the room of the text that was sent, so that is mostly enough to
    /// know.
    /// </summary>
    private static bool IsTooLarge(Grant grant, JsonElement element) =>
        JsonMarshal.GetRawUtf8Value(element).Length > StoredCharsMax / 6
            && JsonSerializer.Serialize(grant, GrantJson.Stored.Grant).Length > StoredCharsMax;

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
            At = Time(element, path, "at", now) ?? Missing(path, "at", "is missing"),
        };
        if (node.Id.StartsWith('@')) Add($"{path}.id", "must not begin with @: participants need no description");
        return node;
    }

    private ContributionEdge? ReadEdge(JsonElement element, string path) => !IsObject(element, path, "type", "from", "to", "at")
        ? null
        : new ContributionEdge
        {
            Type = Text(element, path, "type", WordLengthMax) ?? "",
            From = End(element, path, "from"),
            To = End(element, path, "to"),
            At = Time(element, path, "at", now),
        };

    private string End(JsonElement element, string path, string name)
    {
        var node = Text(element, path, name, KeyLengthMax) ?? "";
        return node.StartsWith('@') ? $"@{Person(node[1..], $"{path}.{name}")}" : node;
    }

    private string Person(string? id, string path)
    {
        if (id is not null && AccountId.Fault(id) is { } fault) Add(path, fault);
        return id ?? "";
    }

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
