
namespace Grain.Functions.Webhooks.Reading;

/// <summary>What a delivery or a commit tells of who did something; what it does not tell is absent.</summary>
internal readonly record struct Account
{
    /// <summary>Whose accounts they are, as contributors begin: <c>github</c>, <c>gitlab</c>, a chat's platform.</summary>
    public required string Source { get; init; }

    /// <summary>The name that they sign in with.</summary>
    public string? Login { get; init; }

    /// <summary>How they write themselves.</summary>
    public string? Name { get; init; }

    /// <summary>The number, or whatever the sender identifies them by.</summary>
    public string? Id { get; init; }

    /// <summary>Their e-mail address; perhaps a relay address, which tells login and number.</summary>
    public string? Address { get; init; }

    /// <summary>The contributor that it is, as far as that is known: <c>github/ghe.example.org/ada</c>.</summary>
    public string? Contributor { get; init; }

    /// <summary>
    /// Whether it is on a server other than the source's public one. There anybody may have the login that a machine has on the public one.
    /// </summary>
    public bool IsElsewhere { get; init; }

    /// <summary>The sender's word for the kind of account: <c>User</c>, <c>Bot</c>, <c>Mannequin</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Whether the sender says that it is a machine.</summary>
    public bool IsBot { get; init; }
}
