namespace Grain.Functions.Hosting.Access;

/// <summary>A role that a caller has.</summary>
/// <param name="Role">The role.</param>
/// <param name="Space">In which space; absent for all.</param>
/// <param name="Node">The node that it is bound to, of the role <see cref="Role.Node"/>.</param>
internal sealed record Right(Role Role, string? Space, string? Node = null)
{
    /// <summary>Whether it goes for a space; of what is in no space, for everything.</summary>
    public bool IsFor(string? space) => Space is null || space is null || Space == space;
}

/// <summary>Who somebody is to an identity provider.</summary>
/// <param name="Issuer">The provider.</param>
/// <param name="Id">Its name of them, the claim <c>sub</c>: never changes, and is nobody else's there.</param>
internal sealed record CallerSubject(string Issuer, string Id);

/// <summary>Who sends a request, and what they may do.</summary>
/// <param name="Name">
/// Says who it is, for the audit, without a secret: <c>key acme/7f3a…</c>, <c>https://issuer#sub</c>, <c>nobody</c>.
/// </param>
/// <param name="Rights">The roles it has.</param>
internal sealed record Caller(string Name, IReadOnlyList<Right> Rights)
{
    /// <summary>Somebody without a key, in a place that is open or published.</summary>
    public static Caller Nobody { get; } = new("nobody", []);

    /// <summary>The space that the request is about; absent where it is about none.</summary>
    public string? Space { get; init; }

    /// <summary>The id of the key, if one was shown.</summary>
    public string? KeyId { get; init; }

    /// <summary>What people call the key.</summary>
    public string? Label { get; init; }

    /// <summary>Who it is to an identity provider, if one vouches for them.</summary>
    public CallerSubject? Subject { get; init; }

    /// <summary>Whether it showed nothing.</summary>
    public bool IsNobody => Rights.Count == 0 && Subject is null;

    /// <summary>Whether it has a role in the request's space.</summary>
    public bool IsMember => Here.Any();

    /// <summary>The node that it must keep to; absent where it may act for every node.</summary>
    public string? Node => May(Role.Writer) ? null : Here.FirstOrDefault(right => right.Node is not null)?.Node;

    /// <summary>Whether it may do in this request's space what asks for a role.</summary>
    public bool May(Role needed) => Here.Any(right => right.Role.Covers(needed));

    /// <summary>The spaces in which it may do what asks for a role; <see langword="null"/> for all.</summary>
    public IReadOnlyList<string>? SpacesFor(Role needed) =>
        Rights.Where(right => right.Role.Covers(needed)).Select(right => right.Space).Distinct().ToArray() is var spaces
        && spaces.Contains(null) ? null : [.. spaces.OfType<string>()];

    /// <summary>Whether it may call an operation.</summary>
    /// <param name="access">Who may.</param>
    /// <param name="node">The node that the request names, where the operation asks for it.</param>
    public bool May(ApiAccess access, Func<string> node) => access.IsForPeople ? Subject is not null
        : access.Least is not { } least || May(least)
        || (access.IsForKnown && (Subject is not null || IsMember))
        || (access.Node is not null && Here.Any(right => right.Node is { } own && (access.Node.Length == 0 || own == node())));

    /// <summary>Refuses to act for a node that is not its own.</summary>
    /// <exception cref="ProblemException">403.</exception>
    public void RequireNode(string node)
    {
        if (Node is { } own && own != node)
            throw new ProblemException(
                Problem.Forbidden($"This key is of the node '{own}': it writes that node's credits and no other's."));
    }

    private IEnumerable<Right> Here => Rights.Where(right => right.IsFor(Space));
}

/// <summary>Finds the caller of a request.</summary>
internal static class CallerExtensions
{
    /// <summary>Who sent it; nobody, for what did not come through the door.</summary>
    public static Caller Caller(this HttpContext http) => http.Features.Get<Caller>() ?? Access.Caller.Nobody;

    /// <inheritdoc cref="Caller(HttpContext)"/>
    public static Caller Caller(this HttpRequest request) => request.HttpContext.Caller();
}
