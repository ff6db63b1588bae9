using System.Diagnostics.CodeAnalysis;

namespace Grain.Functions.Webhooks.GitHub;

/// <summary>Tells people from bots and deleted accounts.</summary>
internal sealed class People(CountingOptions options, Instance instance)
{
    // With "github/" before it a contributor stays below the 100 characters of a grant; GitHub itself allows 39.
    private const int MaxLogin = 90;

    /// <summary>GitHub's own accounts, and tools that run as an ordinary user account.</summary>
    private static readonly HashSet<string> KnownBots = new(StringComparer.OrdinalIgnoreCase)
    {
        "web-flow", "github-actions", "dependabot", "dependabot-preview", "renovate-bot", "greenkeeperio-bot", "codecov-io", "copilot",
    };

    private readonly HashSet<string> furtherBots = new(options.FurtherBots, StringComparer.OrdinalIgnoreCase);

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
        if (!IsLogin(login)) throw account.Fault("login", "is not the name of an account");
        if (login.Equals("ghost", StringComparison.OrdinalIgnoreCase)) return false; // GitHub's stand-in for deleted accounts
        return TryAccount(login, account.OptionalText("type") == "Bot", out person, out reason);
    }

    /// <summary>The author of a commit: by account if GitHub knows it, else by address.</summary>
    /// <param name="author">With <c>username</c>, <c>email</c> and <c>name</c>, all optional.</param>
    /// <param name="host">The host of the repository, which decides what a private relay address looks like.</param>
    /// <param name="person">The person, if the result is <see langword="true"/>.</param>
    /// <param name="reason">Otherwise why nobody is recognised.</param>
    public bool TryFindAuthor(Payload author, string host, [NotNullWhen(true)] out Person? person, out string reason)
    {
        if (author.OptionalText("username") is { } login && IsLogin(login)) return TryAccount(login, false, out person, out reason);
        return TryFindAuthor(author.OptionalText("name") ?? "", author.OptionalText("email") ?? "", host, out person, out reason);
    }

    /// <summary>Somebody of whom only a name and an address are known.</summary>
    public bool TryFindAuthor(string name, string address, string host, [NotNullWhen(true)] out Person? person, out string reason)
    {
        person = null;
        if (LoginOfRelay(address, host) is { } relayed) return TryAccount(relayed.Login, false, out person, out reason, relayed.Host);

        reason = "the author has no address";
        if (Person.OfAddress(name, address) is not { } known) return false;

        reason = $"{BoundedText.Line(name, Person.MaxName)} is a bot";
        var isGitHub = address.Equals("noreply@github.com", StringComparison.OrdinalIgnoreCase);
        if (!options.IncludeBots && (isGitHub || name.EndsWith("[bot]", StringComparison.Ordinal))) return false;

        person = known;
        return true;
    }

    private bool TryAccount(string login, bool isBot, [NotNullWhen(true)] out Person? person, out string reason, string? host = null)
    {
        var excluded = !options.IncludeBots && (isBot || IsBot(login));
        reason = $"{login} is a bot";
        person = excluded ? null : new Person(instance.Contributor("github", host ?? instance.Host, login), login);
        return !excluded;
    }

    private bool IsBot(string login) =>
        login.EndsWith("[bot]", StringComparison.OrdinalIgnoreCase) || KnownBots.Contains(login) || furtherBots.Contains(login);

    /// <summary>The login in <c>login@users.noreply.github.com</c> or <c>123+login@users.noreply.github.com</c>.</summary>
    private static (string Login, string Host)? LoginOfRelay(string address, string host)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at < 0) return null;
        var domain = address.AsSpan(at + 1);
        const string relay = "users.noreply.";
        if (!domain.StartsWith(relay, StringComparison.OrdinalIgnoreCase)) return null;
        domain = domain[relay.Length..];
        if (!domain.Equals("github.com", StringComparison.OrdinalIgnoreCase) && !domain.Equals(host, StringComparison.OrdinalIgnoreCase)) return null;
        var login = address[(address.LastIndexOf('+', at) + 1)..at];
        return IsLogin(login) ? (login, domain.ToString()) : null;
    }

    private static bool IsLogin(string text)
    {
        var name = text.EndsWith("[bot]", StringComparison.Ordinal) ? text.AsSpan(0, text.Length - 5) : text;
        return name.Length is > 0 and <= MaxLogin && !name.ContainsAnyExcept(LoginCharacters);
    }

    // Letters, digits and hyphens; the accounts that a company manages have an underscore before its short name.
    private static readonly System.Buffers.SearchValues<char> LoginCharacters =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
}
