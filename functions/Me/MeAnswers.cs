using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Me;

/// <summary>What is known of who has signed in.</summary>
/// <param name="Space">The space.</param>
/// <param name="Issuer">Who vouches for them.</param>
/// <param name="Linked">Whether they are one of the space's people; nothing else is known otherwise.</param>
/// <param name="Claims">What they say is theirs, and nobody has settled yet.</param>
internal sealed record MeAnswer(string Space, string Issuer, bool Linked, IReadOnlyList<ClaimAnswer> Claims)
{
    /// <summary>The id that is paid.</summary>
    public string? Id { get; init; }

    /// <summary>What people call them.</summary>
    public string? Name { get; init; }

    /// <summary>Whether they have an identity, which names and payout addresses need.</summary>
    public bool? Registered { get; init; }

    /// <summary>All ids of theirs, the one that is paid first.</summary>
    public IReadOnlyList<string>? Accounts { get; init; }

    /// <summary>Where they are paid, by currency.</summary>
    public IReadOnlyDictionary<string, string>? PayoutAddresses { get; init; }

    /// <summary>Who may see them.</summary>
    public string? Privacy { get; init; }

    /// <summary>The pseudonym that others see.</summary>
    public string? Pseudonym { get; init; }

    /// <summary>Their time zone; the space's if absent.</summary>
    public string? TimeZone { get; init; }

    /// <summary>The species of their buddy, if they have chosen one.</summary>
    public string? Species { get; init; }

    /// <summary>Ids of theirs whose grants are held, or who were turned away.</summary>
    public IReadOnlyList<HeldAnswer>? Held { get; init; }

    /// <summary>The key that opens what is private; only when it is made.</summary>
    public string? ActivityKey { get; init; }
}

/// <summary>A claim that waits.</summary>
/// <param name="Code">What proves it.</param>
/// <param name="Alias">What is claimed.</param>
/// <param name="Show">The text to show there.</param>
internal sealed record ClaimAnswer(string Code, string Alias, string Show);

/// <summary>Grants that are held.</summary>
/// <param name="Contributor">Of which id.</param>
/// <param name="State"><c>held</c> or <c>rejected</c>.</param>
/// <param name="Grants">How many.</param>
/// <param name="Points">What they are worth.</param>
internal sealed record HeldAnswer(string Contributor, string State, int Grants, Points Points);

/// <summary>How it is answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MeAnswer))]
[JsonSerializable(typeof(ClaimAnswer))]
internal sealed partial class MeJson : JsonSerializerContext;
