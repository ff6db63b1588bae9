
namespace Grain.Functions.Webhooks.Reading;

/// <summary>
/// An installation of a sender's software: github.com or a company's own server, one forum or another. Each numbers its things and names
/// its accounts without regard to the others.
/// </summary>
/// <param name="Host">Where it is.</param>
/// <param name="Home">The host of the space's home instance; <see langword="null"/> while there is none: then this one is taken for
/// it.</param>
internal sealed record Instance(string Host, string? Home)
{
    /// <summary>Everybody's GitHub.</summary>
    public static readonly Instance GitHub = new("github.com", null);

    /// <summary>Further names of one instance, the first of which stands for it in ids, as <c>hosts</c> has them.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    private const int HostMax = 60;

    /// <summary>A grant's contributor has no more.</summary>
    private const int ContributorMax = 100;

    /// <summary>What stands in ids before what this instance numbers or names: nothing at home, elsewhere the host and a slash.</summary>
    public string Scope => ScopeOf(Host);

    /// <summary>The same of another host.</summary>
    public string ScopeOf(string host) =>
        Called(host, Names) == Called(Home ?? Host, Names) ? "" : BoundedText.Key(Called(host, Names), HostMax) + "/";

    /// <summary>Whether a host is a name of this instance.</summary>
    public bool IsAt(string host) => Called(host, Names) == Called(Host, Names);

    /// <summary>The name that stands in ids for a host: the first of the names, if it is one of them.</summary>
    public static string Called(string host, IReadOnlyList<string> names) =>
        names.Contains(host, StringComparer.OrdinalIgnoreCase) ? names[0] : host.ToLowerInvariant();

    /// <summary>The contributor of an account: <c>github/ada</c>, or <c>github/ghe.example.org/ada</c> if it is not at home.</summary>
    public string Contributor(string sender, string account) => Contributor(sender, Host, account);

    /// <summary>The same of an account of another host.</summary>
    public string Contributor(string sender, string host, string account) =>
        BoundedText.Key($"{sender}/{ScopeOf(host)}{account.ToLowerInvariant()}", ContributorMax);
}

/// <summary>The instance of a sender that is at home in a space.</summary>
/// <param name="Host">Where it is.</param>
/// <param name="Since">When that was decided. What was counted before may be another instance's, without a host in its id.</param>
internal sealed record HomeInstance(string Host, DateTimeOffset? Since);
