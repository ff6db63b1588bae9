using System.Runtime.InteropServices;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Grants.Api;

/// <summary>Reads grants from JSON and finds every fault in them, not only the first.</summary>
internal static class GrantReader
{
    /// <summary>Most grants in one request; more go in several, or as NDJSON.</summary>
    public const int GrantsMax = 1000;

    private const int WordLengthMax = 64;
    private const int KeyLengthMax = 200;
    public const int NoteLengthMax = 2000;
    public const int FactsMax = 200;
    private const int UrlLengthMax = 500;

    /// <summary>A row holds a megabyte, two bytes a character; half of it is left for whatever stands beside a grant.</summary>
    private const int StoredCharsMax = 256 * 1024;

    private static readonly string[] GrantNames =
        ["grantId", "contributor", "key", "category", "source", "amount", "grantedAt", "facts", "note", "corrects"];

    /// <summary>One grant, or an array of them; those that are faulty are left out.</summary>
    /// <exception cref="ProblemException">413: too many grants.</exception>
    public static IReadOnlyList<Grant> Read(SentValue body, DateTimeOffset now) =>
        [.. body.AtMost(GrantsMax, "grants").Select(each => ReadOne(each, now)).OfType<Grant>()];

    /// <summary>The first bound of today that a grant of before breaks, or <see langword="null"/>.</summary>
    public static Fault? FaultOf(Grant grant, DateTimeOffset now)
    {
        if (!OutsideTime.IsInRange(grant.GrantedAt, now)) return new Fault("$.grant.grantedAt", OutsideTime.Rule);
        if (grant.Facts?.Nodes.Any(node => !OutsideTime.IsInRange(node.At, now)) == true)
            return new Fault("$.grant.facts.nodes", $"have an 'at' that {OutsideTime.Rule}");
        if (grant.Facts?.Edges.Any(edge => edge.At is { } at && !OutsideTime.IsInRange(at, now)) == true)
            return new Fault("$.grant.facts.edges", $"have an 'at' that {OutsideTime.Rule}");
        if (grant.Facts?.Withdraws?.Any(withdrawal => withdrawal.At is { } at && !OutsideTime.IsInRange(at, now)) == true)
            return new Fault("$.grant.facts.withdraws", $"have an 'at' that {OutsideTime.Rule}");
        return grant.Corrects is null && !grant.Amount.IsWithin(Points.OneMax)
            ? new Fault("$.grant.amount", $"must lie between -{Points.OneMax} and {Points.OneMax}") : null;
    }

    /// <summary>One grant; <see langword="null"/> if it is faulty.</summary>
    public static Grant? ReadOne(SentValue sent, DateTimeOffset now)
    {
        var before = sent.Faults.Count;
        if (!sent.IsObject(GrantNames)) return null;
        // A correction may be as large as what it corrects, which may be of before there was a bound; the ledger knows.
        var corrects = sent.OptionalText("corrects", JournalKeys.KeyLengthMax);
        var most = sent.Find("corrects") is { Element.ValueKind: JsonValueKind.String } ? Points.RangeMax : Points.OneMax;
        var grant = new Grant
        {
            GrantId = sent.Text("grantId", JournalKeys.KeyLengthMax),
            Contributor = AccountId.Read(sent, "contributor"),
            Key = sent.OptionalText("key", KeyLengthMax) ?? "api",
            Category = sent.OptionalText("category", WordLengthMax) ?? "general",
            Source = sent.OptionalText("source", WordLengthMax) ?? "api",
            Amount = sent.Amount("amount", -most, most),
            GrantedAt = sent.Time("grantedAt", now, "is missing: with the time of the contribution, a retry is the same grant"),
            Facts = sent.Find("facts") is { } facts ? ReadFacts(facts, now) : null,
            Note = sent.OptionalText("note", NoteLengthMax),
            Corrects = corrects,
        };
        if (grant.GrantId.Contains('\n')) sent.Fail("grantId", "must not contain a line feed");
        if (grant.Corrects == grant.GrantId) sent.Fail("corrects", "is the grant itself");
        if (sent.Faults.Count == before && IsTooLarge(grant, sent.Element))
            sent.Fail($"takes more than {StoredCharsMax} characters as it is stored: tell fewer facts, or shorter ones");
        return sent.Faults.Count == before ? grant : null;
    }

    /// <summary>
    /// Whether its stored form is too large. It takes at most six times the room of the text that was sent, so that is mostly enough to
    /// know.
    /// </summary>
    private static bool IsTooLarge(Grant grant, JsonElement element) =>
        JsonMarshal.GetRawUtf8Value(element).Length > StoredCharsMax / 6
            && JsonSerializer.Serialize(grant, GrantJson.Stored.Grant).Length > StoredCharsMax;

    private static ContributionFacts? ReadFacts(SentValue facts, DateTimeOffset now) =>
        !facts.IsObject("contributorName", "nodes", "edges", "retracts", "withdraws") ? null : new ContributionFacts
        {
            ContributorName = facts.OptionalText("contributorName", WordLengthMax),
            Nodes = [.. facts.Elements("nodes", FactsMax).Select(node => ReadNode(node, now)).OfType<ContributionNode>()],
            Edges = [.. facts.Elements("edges", FactsMax).Select(edge => ReadEdge(edge, now)).OfType<ContributionEdge>()],
            Retracts = [.. facts.Elements("retracts", FactsMax).Select(id => id.AsText(KeyLengthMax)).OfType<string>()],
            Withdraws = facts.Elements("withdraws", FactsMax).Select(each => ReadWithdrawal(each, now)).OfType<ContributionWithdrawal>()
                .ToArray() is { Length: > 0 } withdraws ? withdraws : null,
        };

    private static ContributionNode? ReadNode(SentValue sent, DateTimeOffset now)
    {
        if (!sent.IsObject("id", "type", "module", "title", "url", "at")) return null;
        var node = new ContributionNode
        {
            Id = sent.Text("id", KeyLengthMax),
            Type = sent.Text("type", WordLengthMax),
            Module = sent.Text("module", WordLengthMax),
            Title = sent.OptionalText("title", KeyLengthMax),
            Url = sent.OptionalText("url", UrlLengthMax),
            At = sent.Time("at", now),
        };
        if (node.Id.StartsWith('@')) sent.Fail("id", "must not begin with @: participants need no description");
        return node;
    }

    private static ContributionEdge? ReadEdge(SentValue sent, DateTimeOffset now) => !sent.IsObject("type", "from", "to", "at")
        ? null
        : new ContributionEdge
        {
            Type = sent.Text("type", WordLengthMax),
            From = End(sent, "from"),
            To = End(sent, "to"),
            At = sent.OptionalTime("at", now),
        };

    private static ContributionWithdrawal? ReadWithdrawal(SentValue sent, DateTimeOffset now)
    {
        if (!sent.IsObject("type", "from", "to", "at", "once")) return null;
        var withdrawal = new ContributionWithdrawal
        {
            Type = sent.Text("type", WordLengthMax),
            From = sent.Has("from") ? End(sent, "from") : null,
            To = sent.Has("to") ? End(sent, "to") : null,
            At = sent.OptionalTime("at", now),
            Once = sent.OptionalFlag("once") == true ? true : null,
        };
        if (withdrawal is { From: null, To: null }) sent.Fail("names neither 'from' nor 'to'");
        if (withdrawal is { Once: true, At: not null })
            sent.Fail("at", "is not for 'once': that takes one telling back, whatever its time");
        if (withdrawal is { Once: true, From: null } or { Once: true, To: null }) sent.Fail("once", "needs both 'from' and 'to'");
        return withdrawal;
    }

    private static string End(SentValue edge, string name)
    {
        var node = edge.Text(name, KeyLengthMax);
        if (node.StartsWith('@') && AccountId.Fault(node[1..]) is { } fault) edge.Fail(name, fault);
        return node;
    }
}
