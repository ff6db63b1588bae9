using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Reads.People;

/// <summary>Somebody of whom a space has something.</summary>
/// <param name="Space">The space.</param>
/// <param name="Id">The id under which they are paid.</param>
/// <param name="Accounts">All ids that mean them now, that one first.</param>
/// <param name="Register">Who is who.</param>
internal sealed record KnownPerson(Space Space, string Id, IReadOnlyList<string> Accounts, CommunityRegister Register)
{
    /// <summary>Whether an id is one of theirs.</summary>
    public bool Is(string id) => Accounts.Contains(id, StringComparer.Ordinal);
}
