using System.Diagnostics.CodeAnalysis;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Discourse;

/// <summary>An instance of Discourse.</summary>
/// <param name="Host">Where it lives; its numbers are its own.</param>
/// <param name="Address">Its address, without a slash at the end.</param>
/// <param name="Names">Its names, the first of which is its host here; or those of another one.</param>
internal sealed record Forum(string Host, string Address, IReadOnlyList<string> Names)
{
    private const int HostMax = 80;
    private const int AddressMax = 300;

    /// <summary>The node of a topic.</summary>
    public string Topic(long id) => $"discourse/{Host}/topic/{BoundedText.Digits(id)}";

    /// <summary>The node of a post, by its number in the topic: that is how replies and addresses name it.</summary>
    public string Post(long topic, long number) => $"{Topic(topic)}/{BoundedText.Digits(number)}";

    /// <summary>Whether a host is a name of this forum.</summary>
    public bool IsAt(string host) => BoundedText.Key(Instance.Called(host, Names), HostMax) == Host;

    /// <summary>Reads a forum's address.</summary>
    public static bool TryRead(string instance, IReadOnlyList<string> names, [NotNullWhen(true)] out Forum? forum)
    {
        forum = null;
        if (BoundedText.WebAddress(instance, AddressMax) is not { } address) return false;
        forum = new Forum(BoundedText.Key(Instance.Called(WebHost.Of(address)!, names), HostMax), address.TrimEnd('/'), names);
        return true;
    }
}
