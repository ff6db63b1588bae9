namespace Grain.Functions.Ledgers.Grants.Appeals;

/// <summary>What a person has to say against being held or capped, and what became of it.</summary>
/// <param name="Id">Its number among the person's, and who they are.</param>
/// <param name="Person">Who: the id that was paid then.</param>
/// <param name="Contributor">Which of their ids it is about.</param>
/// <param name="Reason">Why they think it wrong.</param>
/// <param name="FiledAt">When they said so.</param>
internal sealed record Appeal(string Id, string Person, string Contributor, string Reason, DateTimeOffset FiledAt)
{
    /// <summary>How it was decided; absent while it waits.</summary>
    public AppealDecision? Decision { get; init; }

    /// <summary>As the person sees it: not which of the stewards decided.</summary>
    public Appeal ForPerson() => this with { Decision = Decision is { } decision ? decision with { By = "a steward" } : null };
}

/// <summary>How an appeal was decided.</summary>
/// <param name="Accepted">Whether the person is right: what was held is counted.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who decided.</param>
/// <param name="At">When.</param>
internal sealed record AppealDecision(bool Accepted, string Reason, string By, DateTimeOffset At);

/// <summary>Appeals, the oldest first.</summary>
internal sealed record AppealsAnswer(IReadOnlyList<Appeal> Appeals);

/// <summary>How appeals are stored and answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Appeal))]
[JsonSerializable(typeof(AppealsAnswer))]
internal sealed partial class AppealJson : JsonSerializerContext;
