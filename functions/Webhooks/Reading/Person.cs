namespace Grain.Functions.Webhooks.Reading;

/// <summary>Somebody who can be recognised.</summary>
/// <param name="Contributor">The contributor: the place and who they are there, or <c>email/</c> and a hash.</param>
/// <param name="Name">How they write themselves; if the sender does not say it, something to call them by.</param>
internal sealed record Person(string Contributor, string Name)
{
    /// <summary>Whether the name is their own.</summary>
    public bool IsNamed { get; init; } = true;

    /// <summary>The person as a node of the graph.</summary>
    public string Node => "@" + Contributor;

    /// <summary>Somebody of whom only a name and an address are known, if it is an address.</summary>
    /// <remarks>An address is never kept. Its hash is a pseudonym: whoever knows the address can tell whose it is.</remarks>
    public static Person? OfAddress(string name, string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at <= 0 || at == address.Length - 1 || address.Length > AddressMax) return null;
        var hash = BoundedText.Hash(address.Trim().ToLowerInvariant());
        var shown = BoundedText.Name(name);
        return new Person("email/" + hash, shown.Length > 0 ? shown : "email/" + hash[..8]);
    }

    /// <summary>Longer names are cut.</summary>
    public const int NameMax = 100;

    private const int AddressMax = 320; // RFC 5321: 64 before the @, 255 after it
}

/// <summary>What came of looking for somebody.</summary>
/// <param name="Person">The person; <see langword="null"/> if it is nobody to recognise.</param>
/// <param name="Reason">Why nobody is recognised, if so.</param>
internal readonly record struct Found(Person? Person, string Reason);
