namespace Grain.Functions.Hosting.Access;

/// <summary>What a caller may do. docs/keys.md tells it to people; each operation names the least that it asks for.</summary>
public enum Role
{
    /// <summary>Reads what a community shows its members; no secrets, and no particulars of people.</summary>
    Reader,

    /// <summary>Reports contributions and tasks. Reads nothing, so that a key which leaks from a build tells nobody anything.</summary>
    Writer,

    /// <summary>Keeps the credits of one node, and sees no other's.</summary>
    Node,

    /// <summary>Looks after people: who is who, who is held, what was delivered. Moves nothing of value.</summary>
    Steward,

    /// <summary>Everything in one space: grain, epochs, the configuration, keys.</summary>
    Admin,

    /// <summary>Everything in every space, and spaces themselves.</summary>
    Owner,
}

/// <summary>Words and order of roles.</summary>
internal static class Roles
{
    /// <summary>All roles, as they are written.</summary>
    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetValues<Role>().Select(Word)];

    /// <summary>A role as it is written: <c>reader</c>.</summary>
    public static string Word(this Role role) => role.ToString().ToLowerInvariant();

    /// <summary>The role of a word, exactly as it is written; <see langword="null"/> if it is none.</summary>
    public static Role? Of(string word) =>
        Enum.GetValues<Role>().Where(role => role.Word() == word).Select(role => (Role?)role).FirstOrDefault();

    /// <summary>
    /// Whether a role may do what asks for another. Reader, steward, admin and owner stand in this order; a writer and a node stand beside
    /// it, below the admin, and have nothing else in them.
    /// </summary>
    public static bool Covers(this Role has, Role needed) => has == needed || has switch
    {
        Role.Owner => true,
        Role.Admin => needed != Role.Owner,
        Role.Steward => needed == Role.Reader,
        _ => false,
    };
}
