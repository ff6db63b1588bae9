using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Api;

/// <summary>Reads facts from JSON and finds every fault in them, not only the first.</summary>
internal static class FactReader
{
    /// <summary>Most facts in one request; more go in several, or as NDJSON.</summary>
    public const int FactsMax = 1000;

    /// <summary>Most tokens of one request: far more than any model takes, and far from where sums end.</summary>
    private const long TokensMax = 1_000_000_000_000;

    /// <summary>Most dollars of one request.</summary>
    private static readonly Dollars DollarsMax = Dollars.Of(1_000_000);

    private const long LatencyMsMax = 7L * 24 * 60 * 60 * 1000;
    private const int NameLengthMax = 64;

    private static readonly string[] Common = ["kind", "id", "requestId", "caller", "at"];
    private static readonly string[] OfRequests =
    [
        .. Common, "model", "status", "tokensIn", "tokensOut", "costUsd", "latencyMs", "fallbackUsed", "cacheHit", "semanticHit",
        "tokensSaved", "costSaved",
    ];

    private static readonly string[] OfToolCalls = [.. Common, "name", "status", "latencyMs", "tokensSaved", "costSaved"];

    /// <summary>One fact, or an array of them; those that are faulty are left out.</summary>
    /// <exception cref="ProblemException">413: too many facts.</exception>
    public static IReadOnlyList<ActivityFact> Read(SentValue body, DateTimeOffset now) =>
        [.. body.AtMost(FactsMax, "facts").Select(each => ReadOne(each, now)).OfType<ActivityFact>()];

    /// <summary>One fact; <see langword="null"/> if it is faulty.</summary>
    public static ActivityFact? ReadOne(SentValue sent, DateTimeOffset now)
    {
        var before = sent.Faults.Count;
        if (!sent.IsObject()) return null;
        var kind = sent.Has("kind") ? sent.Text("kind", NameLengthMax) : ActivityKinds.Request;
        if (!ActivityKinds.Sent.Contains(kind))
        {
            sent.Fail("kind", $"must be one of {string.Join(", ", ActivityKinds.Sent)}");
            return null; // what else it may have depends on the kind
        }

        sent.IsObject(kind switch
        {
            ActivityKinds.Request => OfRequests,
            ActivityKinds.ToolCall => OfToolCalls,
            ActivityKinds.Fact => [.. Common, "name", "supersedes"],
            _ => [.. Common, "name"],
        });
        var fact = new ActivityFact
        {
            Kind = kind,
            Id = Id(sent, kind),
            Caller = AccountId.Read(sent, "caller"),
            At = sent.Time("at", now, "is missing: with the time at which it happened, a retry is the same fact"),
            Model = kind == ActivityKinds.Request ? sent.Text("model", NameLengthMax) : null,
            Status = sent.OptionalText("status", NameLengthMax),
            TokensIn = sent.OptionalWhole("tokensIn", TokensMax) ?? 0,
            TokensOut = sent.OptionalWhole("tokensOut", TokensMax) ?? 0,
            CostUsd = sent.OptionalAmount("costUsd", Dollars.Zero, DollarsMax) ?? Dollars.Zero,
            LatencyMs = sent.OptionalWhole("latencyMs", LatencyMsMax),
            FallbackUsed = sent.OptionalFlag("fallbackUsed") ?? false,
            CacheHit = sent.OptionalFlag("cacheHit"),
            SemanticHit = sent.OptionalFlag("semanticHit") ?? false,
            TokensSaved = sent.OptionalWhole("tokensSaved", TokensMax) ?? 0,
            CostSaved = sent.OptionalAmount("costSaved", Dollars.Zero, DollarsMax) ?? Dollars.Zero,
            Name = kind == ActivityKinds.Subscription ? sent.Text("name", NameLengthMax) : sent.OptionalText("name", NameLengthMax),
            Supersedes = sent.OptionalFlag("supersedes") ?? false,
        };
        return sent.Faults.Count == before ? fact : null;
    }

    private static string Id(SentValue sent, string kind)
    {
        var name = kind == ActivityKinds.Request && !sent.Has("id") ? "requestId" : "id";
        if (name == "id" && sent.Has("requestId"))
            sent.Fail("requestId", sent.Has("id") ? "is said twice: id and requestId are the same" : "is not known here; give an id");
        return sent.Text(name, JournalKeys.KeyLengthMax);
    }
}
