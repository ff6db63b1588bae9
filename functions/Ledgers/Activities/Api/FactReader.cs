using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Api;

/// <summary>Reads facts from JSON and finds every fault in them, not only the first.</summary>
internal sealed class FactReader(DateTimeOffset now, int faultsMax = FaultList.Most) : CheckedJson(faultsMax)
{
    /// <summary>Most facts in one request; more go in several, or as NDJSON.</summary>
    public const int FactsMax = 1000;

    /// <summary>Most tokens of one request: far more than any model takes, and far from where sums end.</summary>
    private const long TokensMax = 1_000_000_000_000;

    /// <summary>Most dollars of one request.</summary>
    private const int DollarsMax = 1_000_000;

    private const long LatencyMsMax = 7L * 24 * 60 * 60 * 1000;
    private const int NameLengthMax = 64;

    private static readonly string[] Common = ["kind", "id", "requestId", "caller", "at"];
    private static readonly string[] OfRequests =
    [
        .. Common, "model", "status", "tokensIn", "tokensOut", "costUsd", "latencyMs", "fallbackUsed", "cacheHit", "semanticHit",
        "tokensSaved", "costSaved",
    ];

    private static readonly string[] OfToolCalls = [.. Common, "name", "status", "latencyMs", "tokensSaved", "costSaved"];

    /// <summary>One fact, or an array of them.</summary>
    /// <exception cref="ProblemException">400 with all faults; 413 with too many facts.</exception>
    public static IReadOnlyList<ActivityFact> Read(JsonElement body, DateTimeOffset now, string path = "$")
    {
        var reader = new FactReader(now);
        var facts = new List<ActivityFact>();
        if (body.ValueKind == JsonValueKind.Array)
        {
            if (body.GetArrayLength() > FactsMax)
                throw new ProblemException(
                    Problem.TooLarge($"At most {FactsMax} facts in one request; this one has {body.GetArrayLength()}."));
            foreach (var (index, element) in body.EnumerateArray().Index())
                if (reader.ReadFact(element, $"{path}[{index}]") is { } fact) facts.Add(fact);
        }
        else if (reader.ReadFact(body, path) is { } fact)
        {
            facts.Add(fact);
        }

        return reader.Faults.Count == 0 ? facts : throw new ProblemException(Problem.BadRequest(reader.Faults));
    }

    /// <summary>One fact of a stream or of a message.</summary>
    /// <returns>The fact, or every fault in it.</returns>
    public static (ActivityFact? Fact, IReadOnlyList<Fault> Faults) ReadOne(JsonElement element, DateTimeOffset now)
    {
        var reader = new FactReader(now, FaultsOfLineMax);
        return (reader.ReadFact(element, "$"), reader.Faults);
    }

    private ActivityFact? ReadFact(JsonElement element, string path)
    {
        var before = Faults.Count;
        if (element.ValueKind != JsonValueKind.Object)
        {
            Add(path, "must be an object");
            return null;
        }

        var kind = element.TryGetProperty("kind", out _) ? Text(element, path, "kind", NameLengthMax) ?? "" : ActivityKinds.Request;
        if (!ActivityKinds.Sent.Contains(kind))
        {
            Add($"{path}.kind", $"must be one of {string.Join(", ", ActivityKinds.Sent)}");
            return null; // what else it may have depends on the kind
        }

        IsObject(element, path, kind switch
        {
            ActivityKinds.Request => OfRequests,
            ActivityKinds.ToolCall => OfToolCalls,
            ActivityKinds.Fact => [.. Common, "name", "supersedes"],
            _ => [.. Common, "name"],
        });
        var fact = new ActivityFact
        {
            Kind = kind,
            Id = Id(element, path, kind),
            Caller = Caller(element, path),
            At = Time(element, path, "at", now)
                ?? Missing(path, "at", "is missing: with the time at which it happened, a retry is the same fact"),
            Model = kind == ActivityKinds.Request ? Text(element, path, "model", NameLengthMax) : null,
            Status = OptionalText(element, path, "status", NameLengthMax),
            TokensIn = Whole(element, path, "tokensIn", TokensMax) ?? 0,
            TokensOut = Whole(element, path, "tokensOut", TokensMax) ?? 0,
            CostUsd = Money(element, path, "costUsd"),
            LatencyMs = Whole(element, path, "latencyMs", LatencyMsMax),
            FallbackUsed = Flag(element, path, "fallbackUsed") ?? false,
            CacheHit = Flag(element, path, "cacheHit"),
            SemanticHit = Flag(element, path, "semanticHit") ?? false,
            TokensSaved = Whole(element, path, "tokensSaved", TokensMax) ?? 0,
            CostSaved = Money(element, path, "costSaved"),
            Name = kind == ActivityKinds.Subscription ? Text(element, path, "name", NameLengthMax)
                : OptionalText(element, path, "name", NameLengthMax),
            Supersedes = Flag(element, path, "supersedes") ?? false,
        };
        return Faults.Count == before ? fact : null;
    }

    private string Caller(JsonElement element, string path)
    {
        var caller = Text(element, path, "caller", JournalKeys.AccountLengthMax);
        if (caller is not null && AccountId.Fault(caller) is { } fault) Add($"{path}.caller", fault);
        return caller ?? "";
    }

    private string Id(JsonElement element, string path, string kind)
    {
        var hasBoth = element.TryGetProperty("id", out _) && element.TryGetProperty("requestId", out _);
        if (hasBoth) Add($"{path}.requestId", "is said twice: id and requestId are the same");
        var name = kind == ActivityKinds.Request && !element.TryGetProperty("id", out _) ? "requestId" : "id";
        if (name == "id" && !hasBoth && element.TryGetProperty("requestId", out _))
            Add($"{path}.requestId", "is not known here; give an id");
        return Text(element, path, name, JournalKeys.KeyLengthMax) ?? "";
    }

    private long? Whole(JsonElement element, string path, string name, long max)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 && number <= max) return number;
        // A float without a fraction, such as 12.0, is what some languages write for 12.
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var exact) && exact == decimal.Truncate(exact) && exact >= 0
            && exact <= max)
            return (long)exact;
        Add($"{path}.{name}", string.Create(CultureInfo.InvariantCulture, $"must be a whole number from 0 to {max}"));
        return null;
    }

    private Dollars Money(JsonElement element, string path, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return Dollars.Zero;
        if (value.ValueKind != JsonValueKind.Number) Add($"{path}.{name}", "must be a JSON number");
        else if (!Dollars.TryParse(value.GetRawText(), out var dollars, out var fault)) Add($"{path}.{name}", fault!);
        else if (dollars < Dollars.Zero || dollars > Dollars.Of(DollarsMax))
            Add($"{path}.{name}", $"must lie between 0 and {DollarsMax} dollars");
        else return dollars;
        return Dollars.Zero;
    }

    private bool? Flag(JsonElement element, string path, string name)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Add($"{path}.{name}", "must be true or false");
        return null;
    }
}
