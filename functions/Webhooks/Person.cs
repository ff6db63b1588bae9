using Grain.Functions.Grants;

namespace Grain.Functions.Webhooks;

/// <summary>Somebody who can be recognised.</summary>
/// <param name="Contributor">The <see cref="Grant.Contributor"/>: <c>github/</c> and the login, or <c>email/</c> and a hash.</param>
/// <param name="Name">How they write themselves.</param>
internal sealed record Person(string Contributor, string Name)
{
    /// <summary>The person as a node of the graph.</summary>
    public string Node => "@" + Contributor;
}
