namespace Grain.Functions.Hosting.Access;

/// <summary>Who may call an operation, as its description says.</summary>
/// <param name="Least">The least role; absent where nobody needs a key.</param>
/// <param name="IsPublished">Whether nobody needs one in a public space.</param>
/// <param name="Node">
/// The name of the value that says whose credits it is about, where a node may ask about its own; empty where the node stands in the body
/// and the function looks itself (<see cref="Caller.RequireNode"/>); absent where no node may call.
/// </param>
internal sealed record ApiAccess(Role? Least, bool IsPublished = false, string? Node = null)
{
    /// <summary>Whether it is for who has signed in as themselves; no key opens it, whatever its role.</summary>
    public bool IsForPeople { get; init; }

    /// <summary>
    /// Whether whoever is known may call it: by a key of the space, or signed in. The function looks itself who may do what.
    /// </summary>
    public bool IsForKnown { get; init; }

    /// <summary>Whether nobody ever needs a key.</summary>
    public bool IsOpen => Least is null && !IsForPeople;

    /// <summary>Who may, for people.</summary>
    public override string ToString() => IsForPeople ? "Needs a token of an identity provider: for who has signed in."
        : Least is not { } least ? "Nobody needs a key."
        : $"Needs the role `{least.Word()}`{(Node is null ? "" : ", or `node` for the node's own")}."
            + (IsForKnown ? " Other keys of the space, and people who sign in, may as the space's configuration says." : "")
            + (IsPublished ? " In a public space nobody needs a key." : "");
}
