using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.GitLab;

/// <summary>
/// Reads whom GitLab names. People are known by GitLab's number, which every payload tells of everybody and which stays when an account is
/// renamed; of authors the payloads often tell nothing else.
/// </summary>
internal sealed class GitLabPeople(Payload root, Project project, CountingOptions options)
{
    /// <summary>Where payloads of GitLab's many versions describe people.</summary>
    private static readonly string[] Things = ["object_attributes", "merge_request", "issue", "work_item", "note"];
    private static readonly string[] Roles = ["user", "author", "assignee", "merge_user"];
    private static readonly string[] ManyRoles = ["assignees", "reviewers"];

    private readonly PersonCheck check = new(options);

    /// <summary>Who made the event.</summary>
    public Found FindActor() => root.OptionalObject("user") is { } actor ? Read(actor) : new(null, "the payload does not say who did it");

    /// <summary>The node of who made the event, whether or not it is somebody to recognise.</summary>
    public string? ActorNode => root.OptionalObject("user")?.OptionalNumber("id") is { } id ? $"@{Contributor(id)}" : null;

    /// <summary>An account of which at least the number is known; named if the payload tells of it elsewhere.</summary>
    public Found Find(long id)
    {
        foreach (var told in Accounts())
            if (told.OptionalNumber("id") == id) return Read(told);
        return Check(new Account { Source = "gitlab", Id = BoundedText.Digits(id), IsBot = IsLastCommitOfBot(id) }, Unnamed(id));
    }

    /// <summary>Who pushed: pushes describe them beside the rest.</summary>
    public Found FindPusher() => root.OptionalNumber("user_id") is { } id
        ? Read(id, root.OptionalText("user_username"), root.OptionalText("user_name"), root.OptionalText("user_email"), null)
        : new(null, "the payload does not say who made the tag");

    /// <summary>The author of a commit, of whom only a name and an address are known.</summary>
    public Found FindAuthor(string name, string address)
    {
        var relay = RelayAddress.OfGitLab(address) is { } told && project.IsAt(told.Host) ? Find(told.Id) : (Found?)null;
        if (relay is { Person: null } nobody) return nobody;
        var person = relay?.Person ?? Person.OfAddress(name, address);
        return person is null ? new(null, "the author has no address")
            : Check(new Account { Source = "gitlab", Name = name, Address = address }, person);
    }

    private Found Read(Payload account) => Read(
        account.OptionalNumber("id"), account.OptionalText("username"), account.OptionalText("name"), account.OptionalText("email"),
        account);

    private Found Read(long? id, string? username, string? name, string? address, Payload? account)
    {
        var shown = BoundedText.Name(name) is { Length: > 0 } called ? called : BoundedText.Name(username);
        var person = id is not { } known ? null : shown.Length > 0 ? new Person(Contributor(known), shown) : Unnamed(known);
        var type = account?.OptionalText("user_type");
        var found = Check(new Account
        {
            Source = "gitlab",
            Login = username,
            Name = name,
            Id = id is { } number ? BoundedText.Digits(number) : null,
            Address = address,
            Type = type,
            IsBot = account?.IsTrue("bot") == true || type is not (null or "human"),
        }, person);
        return found is { Person: null, Reason: "" } ? new(null, "the payload does not tell the number of the account") : found;
    }

    private Found Check(Account account, Person? person) =>
        check.Of(account with { Contributor = person?.Contributor, IsElsewhere = project.Scope.Length > 0 }, person);

    /// <summary>A number alone does not tell a tool from a person; the last commit of the merge request that it opened does.</summary>
    private bool IsLastCommitOfBot(long id) => Things.Select(root.OptionalObject).OfType<Payload>()
        .Where(thing => thing.OptionalNumber("author_id") == id)
        .Select(thing => thing.OptionalObject("last_commit")?.OptionalObject("author")).OfType<Payload>()
        .Any(author =>
            check.IsBot(new Account { Source = "gitlab", Name = author.OptionalText("name"), Address = author.OptionalText("email") }));

    private IEnumerable<Payload> Accounts() =>
        Things.Select(root.OptionalObject).OfType<Payload>().Prepend(root).SelectMany(thing =>
            Roles.Select(thing.OptionalObject).OfType<Payload>().Concat(ManyRoles.SelectMany(thing.OptionalObjects)));

    private Person Unnamed(long id) => new(Contributor(id), "gitlab/" + BoundedText.Digits(id)) { IsNamed = false };

    private string Contributor(long id) => $"gitlab/{project.Scope}{BoundedText.Digits(id)}";
}
