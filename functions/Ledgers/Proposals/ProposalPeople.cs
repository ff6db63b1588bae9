using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>Who may do something with proposals: by the role of their key, or as themselves.</summary>
public sealed record ProposalPeople
{
    /// <summary>A node keeps credits, and owners may do everything.</summary>
    private static readonly string[] RolesTaken = [.. new[] { Role.Reader, Role.Writer, Role.Steward, Role.Admin }.Select(Word)];

    /// <summary>
    /// Whose keys may do it, in the name of people that they tell; a role has in it what it covers. If absent, <c>writer</c> and
    /// <c>steward</c> propose, and <c>steward</c> reviews.
    /// </summary>
    /// <value>of <c>reader</c>, <c>writer</c>, <c>steward</c>, <c>admin</c></value>
    /// <example>["writer"]</example>
    public IReadOnlyList<string>? Roles { get; set; }

    /// <summary>Whether everybody may who signs in with an identity provider, as themselves.</summary>
    /// <example>true</example>
    public bool SignedIn { get; set; }

    /// <summary>
    /// People who may, when they sign in; under any of their ids. Unless everybody may who signs in, keys act in the name of these only;
    /// of everybody, if there are none.
    /// </summary>
    /// <value>at most 10000 contributor ids</value>
    /// <example>["github/ada","github/bob"]</example>
    public IReadOnlyList<string> People { get; set; } = [];

    /// <summary>Why a caller may not act as somebody; <see langword="null"/> if they may.</summary>
    /// <param name="actor">Who acts.</param>
    /// <param name="caller">Who calls.</param>
    /// <param name="usual">The roles where the configuration says nothing.</param>
    /// <param name="register">Who is who.</param>
    /// <param name="place">Where the configuration has it.</param>
    internal string? Refuse(Actor actor, Caller caller, IReadOnlyList<Role> usual, CommunityRegister register, string place)
    {
        var person = register.Resolve(actor.Person);
        var isListed = People.Any(id => register.Resolve(AccountId.Canonical(id)) == person || register.Resolve(id) == person);
        if (actor.IsSelf && (SignedIn || isListed)) return null;
        var roles = Roles?.Select(word => Hosting.Access.Roles.Of(word)!.Value).ToArray() ?? usual;
        if (!roles.Any(caller.May))
            return $"{caller.Name} has no role that may, and is not among the people of {place}.";
        return actor.IsSelf || SignedIn || People.Count == 0 || isListed ? null
            : $"'{actor.Person}' is not among {place}.people, in whose names it may be done.";
    }

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        foreach (var (index, word) in (Roles ?? []).Index())
            if (!RolesTaken.Contains(word)) yield return ($"{path}.roles[{index}]", $"must be one of {string.Join(", ", RolesTaken)}");
        foreach (var (index, id) in People.Index())
            if (id is not { Length: > 0 and <= JournalKeys.AccountLengthMax } || AccountId.Fault(id) is not null)
                yield return ($"{path}.people[{index}]",
                    $"must be a contributor id of 1 to {JournalKeys.AccountLengthMax} characters{(id is { Length: > 0 }
                        && AccountId.Fault(id) is { } fault ? $"; it {fault}" : "")}");
    }

    private static string Word(Role role) => role.Word();
}

/// <summary>Who does something with a proposal.</summary>
/// <param name="Person">The contributor id in whose name it is done.</param>
/// <param name="Principal">
/// Tells one caller from another: the key, or who signed in, as a hash; empty where keys are not asked for.
/// </param>
/// <param name="IsSelf">Whether the person signed in themselves.</param>
internal sealed record Actor(string Person, string Principal, bool IsSelf)
{
    /// <summary>The person as they are named.</summary>
    public string Named { get; init; } = Person;

    private const int HashChars = 32;

    /// <summary>
    /// Where somebody who signed in stands in a space before their account is an alias of somebody: nobody learns of it who they are to
    /// their provider.
    /// </summary>
    public static string AccountOf(CallerSubject subject) => $"oidc/{SubjectKey.Of(subject)[..HashChars]}";

    /// <summary>Who calls, as far as proposals need to know.</summary>
    public static string PrincipalOf(Caller caller) =>
        caller.Subject is { } subject ? $"subject {SubjectKey.Of(subject)}" : caller.KeyId is { } key ? $"key {key}" : "";
}
