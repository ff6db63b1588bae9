using Grain.Functions.Webhooks.Reading;
using System.Diagnostics.CodeAnalysis;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Reads whom GitHub names.</summary>
internal sealed class GitHubPeople(CountingOptions options, Instance instance)
{
    // With "github/" before it a contributor stays below the 100 characters of a grant; GitHub itself allows 39.
    private const int LoginMax = 90;

    private readonly PersonCheck check = new(options);

    /// <summary>The account in a member of an object, if it is a person's.</summary>
    /// <param name="owner">The object.</param>
    /// <param name="name">The member; <c>null</c> in it means that the account was deleted.</param>
    /// <param name="person">The person, if the result is <see langword="true"/>.</param>
    /// <param name="reason">Otherwise why nobody is recognised.</param>
    /// <exception cref="PayloadException">There is an account, but not in the form of one.</exception>
    public bool TryFind(Payload owner, string name, [NotNullWhen(true)] out Person? person, out string reason)
    {
        person = null;
        reason = "the account was deleted";
        if (!owner.Has(name)) return false;
        var account = owner.Object(name);
        var login = account.Text("login");
        if (check.WhyNot(AccountOf(account, login)) is { } nobody)
        {
            reason = nobody;
            return false;
        }

        if (!IsLogin(login)) throw account.Fault("login", "is not the name of an account");
        person = new Person(instance.Contributor("github", login), login);
        return true;
    }

    /// <summary>The author of a commit: by account if GitHub knows it, else by address.</summary>
    /// <param name="author">With <c>username</c>, <c>email</c> and <c>name</c>, all optional.</param>
    /// <param name="host">The host of the repository, which decides what a private relay address looks like.</param>
    /// <param name="person">The person, if the result is <see langword="true"/>.</param>
    /// <param name="reason">Otherwise why nobody is recognised.</param>
    public bool TryFindAuthor(Payload author, string host, [NotNullWhen(true)] out Person? person, out string reason)
    {
        var username = author.OptionalText("username");
        return TryFindAuthor(
            username is not null && IsLogin(username) ? username : null, author.OptionalText("name") ?? "",
            author.OptionalText("email") ?? "", host, out person, out reason);
    }

    /// <summary>Somebody of whom only a name and an address are known.</summary>
    public bool TryFindAuthor(string name, string address, string host, [NotNullWhen(true)] out Person? person, out string reason) =>
        TryFindAuthor(null, name, address, host, out person, out reason);

    private bool TryFindAuthor(
        string? username, string name, string address, string host, [NotNullWhen(true)] out Person? person, out string reason)
    {
        var (login, place) = username is not null ? (username, instance.Host) : LoginOfRelay(address, host);
        person = login is null ? Person.OfAddress(name, address) : new Person(instance.Contributor("github", place, login), login);
        reason = "the author has no address";
        if (person is null) return false;
        var account = new Account
        {
            Source = "github",
            Login = login,
            Name = name,
            Address = address,
            Contributor = person.Contributor,
            IsElsewhere = login is not null && IsElsewhere(place),
        };
        reason = check.WhyNot(account) ?? "";
        if (reason.Length > 0) person = null;
        return person is not null;
    }

    private Account AccountOf(Payload account, string login) => new()
    {
        Source = "github",
        Login = login,
        Contributor = instance.Contributor("github", login),
        IsElsewhere = IsElsewhere(instance.Host),
        Name = account.OptionalText("name"),
        Id = account.OptionalNumber("id") is { } id ? BoundedText.Digits(id) : null,
        Address = account.OptionalText("email"),
        Type = account.OptionalText("type"),
    };

    /// <summary>The login in <c>login@users.noreply.github.com</c> or <c>123+login@users.noreply.github.com</c>.</summary>
    private static (string? Login, string Host) LoginOfRelay(string address, string host)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at < 0) return (null, host);
        var domain = address.AsSpan(at + 1);
        const string relay = "users.noreply.";
        if (!domain.StartsWith(relay, StringComparison.OrdinalIgnoreCase)) return (null, host);
        domain = domain[relay.Length..];
        if (!domain.Equals("github.com", StringComparison.OrdinalIgnoreCase) && !domain.Equals(host, StringComparison.OrdinalIgnoreCase))
            return (null, host);
        var login = address[(address.LastIndexOf('+', at) + 1)..at];
        return (IsLogin(login) ? login : null, domain.ToString());
    }

    private static bool IsElsewhere(string host) => !host.Equals(Instance.GitHub.Host, StringComparison.OrdinalIgnoreCase);

    private static bool IsLogin(string text)
    {
        var name = text.EndsWith("[bot]", StringComparison.Ordinal) ? text.AsSpan(0, text.Length - 5) : text;
        return name.Length is > 0 and <= LoginMax && !name.ContainsAnyExcept(LoginCharacters);
    }

    // Letters, digits and hyphens; the accounts that a company manages have an underscore before its short name.
    private static readonly System.Buffers.SearchValues<char> LoginCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
