using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>What is sent to propose and to decide.</summary>
internal static class ProposalRequests
{
    public const int ReasonLengthMax = 1000;
    public const int RemarkLengthMax = 500;
    public const int IdLengthMax = 64;
    private const int LevelLengthMax = 40;
    private const int LevelsToldMax = 20;

    public static ApiShape Proposed { get; } = Shape.Json(
        $$"""
        {
          "type": "object",
          "properties": {
            "id": {
              "type": "string", "minLength": 1, "maxLength": {{IdLengthMax}}, "pattern": "^[A-Za-z0-9._:-]+$",
              "description": "Of the caller's own; sent again with it, a proposal is the same one."
            },
            "giver": {
              "type": "string", "minLength": 1, "maxLength": {{JournalKeys.AccountLengthMax}},
              "description": "Who proposes, of a key; who signs in is it themselves."
            },
            "receiver": {
              "type": "string", "minLength": 1, "maxLength": {{JournalKeys.AccountLengthMax}}, "description": "Who shall be recognised."
            },
            "points": { "type": "number", "exclusiveMinimum": 0, "description": "How much, where the space has no scale." },
            "level": {
              "type": "string", "minLength": 1, "maxLength": {{LevelLengthMax}}, "description": "How much, by a name of the space's scale."
            },
            "reason": {
              "type": "string", "minLength": 1, "maxLength": {{ReasonLengthMax}}, "description": "For what. Everybody can read it."
            }
          },
          "required": ["id", "receiver", "reason"],
          "additionalProperties": false
        }
        """);

    public static ApiShape Decided { get; } = Shape.Json(
        $$"""
        {
          "type": "object",
          "properties": {
            "reviewer": {
              "type": "string", "minLength": 1, "maxLength": {{JournalKeys.AccountLengthMax}},
              "description": "Who decides, of a key; who signs in is it themselves."
            },
            "remark": { "type": "string", "minLength": 1, "maxLength": {{RemarkLengthMax}}, "description": "What to say to it." }
          },
          "additionalProperties": false
        }
        """);

    /// <summary>What is proposed; whose it is and when is not known yet.</summary>
    public static SentProposal ReadProposal(SentValue body, ProposalsConfig config)
    {
        body.IsObject("id", "giver", "receiver", "points", "level", "reason");
        var id = body.Text("id", IdLengthMax);
        if (id.Length > 0 && !IsId(id)) body.Fail("id", "may hold letters, digits and - _ . : only, and must not be '.' or '..'");
        var level = body.OptionalText("level", LevelLengthMax);
        if (config.Scale.Count == 0 && level is not null) body.Fail("level", "is not taken: the space has no scale; send points");
        if (config.Scale.Count > 0 && body.Has("points"))
            body.Fail("points", $"is not taken: send a level, one of {LevelsOf(config)}");
        var points = config.Scale.Count == 0 ? body.Amount("points", config.PointsMin, config.PointsMax)
            : body.Present("level", $"is missing; it is one of {LevelsOf(config)}") && level is not null
                ? config.Scale.GetValueOrDefault(level) : default;
        if (config.Scale.Count > 0 && level is not null && !config.Scale.ContainsKey(level))
            body.Fail("level", $"must be one of {LevelsOf(config)}");
        return new SentProposal(id, OptionalPerson(body, "giver"), AccountId.Read(body, "receiver"),
            body.Present("reason") ? Words(body, "reason", ReasonLengthMax) ?? "" : "", points, level);
    }

    /// <summary>How it is decided; who signs in need not say anything.</summary>
    /// <exception cref="ProblemException">400, naming every fault.</exception>
    public static SentDecision ReadDecision(byte[] bytes)
    {
        if (bytes.Length == 0) return new SentDecision(null, null);
        using var document = SentJson.Parse(bytes);
        var body = new SentValue(document.RootElement, new FaultList());
        body.IsObject("reviewer", "remark");
        var decision = new SentDecision(OptionalPerson(body, "reviewer"), Words(body, "remark", RemarkLengthMax));
        body.Faults.ThrowIfAny();
        return decision;
    }

    /// <summary>The words of a scale, for people: all, or the first of many.</summary>
    private static string LevelsOf(ProposalsConfig config) => string.Join(", ", config.Scale.Keys.Take(LevelsToldMax))
        + (config.Scale.Count > LevelsToldMax ? ", …" : "");

    /// <summary>Whether a text can be an id.</summary>
    public static bool IsId(string text) => text.Length is > 0 and <= IdLengthMax && text is not ("." or "..")
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');

    private static string? OptionalPerson(SentValue body, string name) => body.Find(name) is null ? null : AccountId.Read(body, name);

    /// <summary>What people read: lines of which something is seen, without addresses of others.</summary>
    private static string? Words(SentValue body, string name, int lengthMax)
    {
        if (body.OptionalText(name, lengthMax) is not { } text) return null;
        var lines = text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || !lines.All(PlainName.Is)) body.Fail(name, $"must be readable, with {PlainName.Rule}");
        return Addresses.Mask(string.Join('\n', lines));
    }
}

/// <summary>A proposal as it is sent.</summary>
internal sealed record SentProposal(string Id, string? Giver, string Receiver, string Reason, Points Points, string? Level);

/// <summary>A decision as it is sent.</summary>
internal sealed record SentDecision(string? Reviewer, string? Remark);
