using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>
/// Tells people from bots. People are known by GitLab's number, which every payload tells of everybody and which stays when an account is
/// renamed; of authors the payloads often tell nothing else.
/// </summary>
internal sealed class GitLabPeople(Payload root, Project project, CountingOptions options)
{
    private static readonly HashSet<string> KnownBots = new(StringComparer.OrdinalIgnoreCase)
    {
        "ghost", "ghost1", "gitlab-bot", "support-bot", "alert-bot", "security-bot", "visual-review-bot", "automation-bot", "renovate-bot", "duo-code-review-bot",
    };

    private readonly HashSet<string> furtherBots = new(options.FurtherBots, StringComparer.OrdinalIgnoreCase);

    /// <summary>Who made the event.</summary>
    public bool TryFindActor([NotNullWhen(true)] out Person? person, out string reason)
    {
        (person, reason) = (null, "the payload does not say who did it");
        return root.OptionalObject("user") is { } actor && TryRead(actor, out person, out reason);
    }

    /// <summary>An account of which at least the number is known; named if the payload tells of it elsewhere.</summary>
    public bool TryFind(long id, [NotNullWhen(true)] out Person? person, out string reason)
    {
        foreach (var account in Accounts())
            if (account.OptionalNumber("id") == id) return TryRead(account, out person, out reason);
        person = new Person(Contributor(id), "gitlab/" + BoundedText.Digits(id)) { IsNamed = false };
        reason = "";
        return true;
    }

    /// <summary>The author of a commit, of whom only a name and an address are known.</summary>
    public bool TryFindAuthor(Payload author, [NotNullWhen(true)] out Person? person, out string reason) =>
        TryFindAuthor(author.OptionalText("name") ?? "", author.OptionalText("email") ?? "", out person, out reason);

    /// <summary>The same for a co-author.</summary>
    public bool TryFindAuthor(string name, string address, [NotNullWhen(true)] out Person? person, out string reason)
    {
        if (IdOfRelay(address) is { } id) return TryFind(id, out person, out reason);
        person = Person.OfAddress(name, address);
        reason = "the author has no address";
        if (person is null || options.IncludeBots || !IsBot(name)) return person is not null;
        person = null;
        reason = $"{BoundedText.Line(name, Person.MaxName)} is a bot";
        return false;
    }

    private bool TryRead(Payload account, [NotNullWhen(true)] out Person? person, out string reason)
    {
        var username = account.OptionalText("username");
        var name = BoundedText.Line(account.OptionalText("name") ?? username ?? "", Person.MaxName);
        reason = $"{BoundedText.Line(username ?? name, Person.MaxName)} is a bot";
        person = null;
        if (!options.IncludeBots && username is not null && IsBot(username)) return false;
        reason = "the payload does not tell the number of the account";
        if (account.OptionalNumber("id") is not { } id) return false;
        person = new Person(Contributor(id), name.Length > 0 ? name : "gitlab/" + BoundedText.Digits(id)) { IsNamed = name.Length > 0 };
        return true;
    }

    private IEnumerable<Payload> Accounts()
    {
        if (root.OptionalObject("user") is { } actor) yield return actor;
        foreach (var list in (string[])["assignees", "reviewers"])
            foreach (var account in root.OptionalObjects(list)) yield return account;
    }

    private string Contributor(long id) => $"gitlab/{project.Scope}{BoundedText.Digits(id)}";

    // Access tokens of projects and groups act as accounts of their own: project_123_bot_4f…, group_7_bot.
    private bool IsBot(string username) =>
        KnownBots.Contains(username) || furtherBots.Contains(username) || username.EndsWith("[bot]", StringComparison.OrdinalIgnoreCase)
        || username.Split('_') is ["project" or "group", var number, "bot", ..] && number.All(char.IsAsciiDigit);

    /// <summary>The number in <c>123-name@users.noreply.{host}</c>.</summary>
    private long? IdOfRelay(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        var dash = address.IndexOf('-', StringComparison.Ordinal);
        return at > 0 && dash > 0 && dash < at
            && address.AsSpan(at + 1).Equals($"users.noreply.{project.Host}", StringComparison.OrdinalIgnoreCase)
            && long.TryParse(address.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
                ? id
                : null;
    }
}
