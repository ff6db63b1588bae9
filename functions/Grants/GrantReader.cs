using System.Globalization;
using System.Text.Json;
using Grain.Functions.Hosting;
using Grain.Functions.Journals;

namespace Grain.Functions.Grants;

/// <summary>Reads grants from JSON and finds every fault in them, not only the first.</summary>
internal sealed class GrantReader
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

    private readonly List<Fault> faults = [];

    /// <summary>One grant, or an array of them.</summary>
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public static IReadOnlyList<Grant> Read(JsonElement body)
    {
        var reader = new GrantReader();
        var grants = new List<Grant>();
        if (body.ValueKind == JsonValueKind.Array)
        {
            if (body.GetArrayLength() > GrantsMax)
                throw new ProblemException(Problem.TooLarge($"At most {GrantsMax} grants in one request; this one has {body.GetArrayLength()}."));
            foreach (var (index, element) in body.EnumerateArray().Index())
                if (reader.ReadGrant(element, $"$[{index}]") is { } grant) grants.Add(grant);
        }
        else if (reader.ReadGrant(body, "$") is { } grant)
        {
            grants.Add(grant);
        }

        return reader.faults.Count == 0 ? grants : throw new ProblemException(Problem.BadRequest(reader.faults));
    }

    private Grant? ReadGrant(JsonElement element, string path)
    {
        var before = faults.Count;
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
        return faults.Count == before ? grant : null;
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

    private Points Amount(JsonElement element, string path)
    {
        if (!element.TryGetProperty("amount", out var amount)) Add($"{path}.amount", "is missing");
        else if (amount.ValueKind != JsonValueKind.Number) Add($"{path}.amount", "must be a JSON number");
        else if (Points.TryParse(amount.GetRawText(), out var points, out var fault)) return points;
        else Add($"{path}.amount", fault!);
        return default;
    }

    private DateTimeOffset? Time(JsonElement element, string path, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out var time)) return time.ToUniversalTime();
        Add($"{path}.{name}", "must be a time such as \"2026-11-15T08:30:00Z\"");
        return DateTimeOffset.UnixEpoch;
    }

    private DateTimeOffset Missing(string path, string name, string message)
    {
        Add($"{path}.{name}", message);
        return default;
    }

    private string? Text(JsonElement element, string path, string name, int lengthMax)
    {
        var text = OptionalText(element, path, name, lengthMax);
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) Add($"{path}.{name}", "is missing");
        return text;
    }

    private string? OptionalText(JsonElement element, string path, string name, int lengthMax) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? TextOf(value, $"{path}.{name}", lengthMax) : null;

    private string? TextOf(JsonElement value, string path, int lengthMax)
    {
        if (value.ValueKind != JsonValueKind.String) Add(path, "must be a text");
        else if (Decoded(value) is not { } text) Add(path, "holds half of a surrogate pair, which is no Unicode text");
        else if (text.Length == 0) Add(path, "must not be empty");
        else if (text.Length > lengthMax) Add(path, string.Create(CultureInfo.InvariantCulture, $"has {text.Length} characters; at most {lengthMax} are taken"));
        else return text;
        return null;
    }

    private static string? Decoded(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private bool IsObject(JsonElement element, string path, params string[] names)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Add(path, "must be an object");
            return false;
        }

        foreach (var property in element.EnumerateObject())
            if (!names.Contains(property.Name)) Add($"{path}.{property.Name}", $"is not known here; known are {string.Join(", ", names)}");
        return true;
    }

    private void Add(string path, string message) => faults.Add(new Fault(path, message));
}
