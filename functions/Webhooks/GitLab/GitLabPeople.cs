using Grain.Functions.Webhooks.Reading;
using System.Diagnostics.CodeAnalysis;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>
/// Reads whom GitLab names. People are known by GitLab's number, which every payload tells of everybody and which stays when an account is
/// renamed; of authors the payloads often tell nothing else.
/// </summary>
internal sealed class GitLabPeople(Payload root, Project project, CountingOptions options)
{
    /// <summary>Where payloads of GitLab's many versions describe people.</summary>
    private static readonly string[] GitHubItems = ["object_attributes", "merge_request", "issue", "work_item", "note"];
    private static readonly string[] Roles = ["user", "author", "assignee", "merge_user"];
    private static readonly string[] ManyRoles = ["assignees", "reviewers"];

    private readonly PersonCheck check = new(options);

    /// <summary>Who made the event.</summary>
    public bool TryFindActor([NotNullWhen(true)] out Person? person, out string reason)
    {
        (person, reason) = (null, "the payload does not say who did it");
        return root.OptionalObject("user") is { } actor && TryRead(actor, out person, out reason);
    }

    /// <summary>An account of which at least the number is known; named if the payload tells of it elsewhere.</summary>
    public bool TryFind(long id, [NotNullWhen(true)] out Person? person, out string reason)
    {
        foreach (var told in Accounts())
            if (told.OptionalNumber("id") == id) return TryRead(told, out person, out reason);
        var account = new Account { Source = "gitlab", Id = BoundedText.Digits(id), IsBot = IsLastCommitOfBot(id) };
        return IsPerson(Unnamed(id), account, out person, out reason);
    }

    /// <summary>A number alone does not tell a tool from a person; the last commit of the merge request that it opened does.</summary>
    private bool IsLastCommitOfBot(long id) => GitHubItems.Select(root.OptionalObject).OfType<Payload>()
        .Where(thing => thing.OptionalNumber("author_id") == id)
        .Select(thing => thing.OptionalObject("last_commit")?.OptionalObject("author")).OfType<Payload>()
        .Any(author =>
            check.IsBot(new Account { Source = "gitlab", Name = author.OptionalText("name"), Address = author.OptionalText("email") }));

    /// <summary>Who pushed: pushes describe them beside the rest.</summary>
    public bool TryFindPusher([NotNullWhen(true)] out Person? person, out string reason)
    {
        (person, reason) = (null, "the payload does not say who made the tag");
        return root.OptionalNumber("user_id") is { } id
            && TryRead(id, root.OptionalText("user_username"), root.OptionalText("user_name"), root.OptionalText("user_email"), null,
            out person, out reason);
    }

    /// <summary>The author of a commit, of whom only a name and an address are known.</summary>
    public bool TryFindAuthor(Payload author, [NotNullWhen(true)] out Person? person, out string reason) =>
        TryFindAuthor(author.OptionalText("name") ?? "", author.OptionalText("email") ?? "", out person, out reason);

    /// <summary>The same for a co-author.</summary>
    public bool TryFindAuthor(string name, string address, [NotNullWhen(true)] out Person? person, out string reason)
    {
        var id = IdOfRelay(address);
        if (id is { } known && !TryFind(known, out person, out reason)) return false;
        person = null;
        reason = "the author has no address";
        var found = id is { } number ? Described(number) : Person.OfAddress(name, address);
        return found is not null
            && IsPerson(found, new Account { Source = "gitlab", Name = name, Address = address }, out person, out reason);
    }

    private Person Described(long id) => TryFind(id, out var person, out _) ? person : Unnamed(id);

    private Person Unnamed(long id) => new(Contributor(id), "gitlab/" + BoundedText.Digits(id)) { IsNamed = false };

    private bool TryRead(Payload account, [NotNullWhen(true)] out Person? person, out string reason) => TryRead(
        account.OptionalNumber("id"), account.OptionalText("username"), account.OptionalText("name"), account.OptionalText("email"),
        account, out person, out reason);

    private bool TryRead(
        long? id, string? username, string? name, string? address, Payload? account, [NotNullWhen(true)] out Person? person,
        out string reason)
    {
        var shown = BoundedText.Name(name) is { Length: > 0 } called ? called : BoundedText.Name(username);
        var type = account?.OptionalText("user_type");
        var told = new Account
        {
            Source = "gitlab",
            Login = username,
            Name = name,
            Id = id is { } number ? BoundedText.Digits(number) : null,
            Contributor = id is { } own ? Contributor(own) : null,
            IsElsewhere = project.Scope.Length > 0,
            Address = address,
            Type = type,
            IsBot = account?.IsTrue("bot") == true || type is not (null or "human"),
        };
        var found = id is not { } known ? null : shown.Length > 0 ? new Person(Contributor(known), shown) : Unnamed(known);
        (person, reason) = (null, check.WhyNot(told) ?? "");
        if (reason.Length == 0 && found is null) reason = "the payload does not tell the number of the account";
        if (reason.Length == 0) person = found;
        return person is not null;
    }

    private bool IsPerson(Person found, Account account, [NotNullWhen(true)] out Person? person, out string reason)
    {
        reason = check.WhyNot(account with { Contributor = found.Contributor, IsElsewhere = project.Scope.Length > 0 }) ?? "";
        person = reason.Length == 0 ? found : null;
        return person is not null;
    }

    private IEnumerable<Payload> Accounts() =>
        GitHubItems.Select(root.OptionalObject).OfType<Payload>().Prepend(root).SelectMany(thing =>
            Roles.Select(thing.OptionalObject).OfType<Payload>().Concat(ManyRoles.SelectMany(thing.OptionalObjects)));

    private string Contributor(long id) => $"gitlab/{project.Scope}{BoundedText.Digits(id)}";

    /// <summary>
    /// The contributors that an address may have been taken for: the account behind a relay address, by the instance whose relay it is, and
    /// the hash of the address by all others.
    /// </summary>
    public static IEnumerable<string> ContributorsOf(string address)
    {
        if (Relay(address) is { } relay) yield return $"gitlab/{Project.ScopeOf(relay.Host)}{BoundedText.Digits(relay.Id)}";
        if (Person.OfAddress("", address) is { } person) yield return person.Contributor;
    }

    /// <summary>The number in <c>123-name@users.noreply.{host}</c>.</summary>
    private long? IdOfRelay(string address) =>
        Relay(address) is { } relay && project.IsAt(relay.Host) ? relay.Id : null;

    private static (string Host, long Id)? Relay(string address)
    {
        const string relay = "@users.noreply.";
        var at = address.IndexOf('@', StringComparison.Ordinal);
        var dash = address.IndexOf('-', StringComparison.Ordinal);
        return at > 0 && dash > 0 && dash < at
            && address.AsSpan(at).StartsWith(relay, StringComparison.OrdinalIgnoreCase) && address.Length > at + relay.Length
            && long.TryParse(address.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0
                ? (address[(at + relay.Length)..].ToLowerInvariant(), id)
                : null;
    }
}
