using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Forges;

/// <summary>Reads whom a forge names.</summary>
internal sealed class ForgePeople(Forge forge, CountingOptions options, Instance instance)
{
    private readonly PersonCheck check = new(options);

    /// <summary>The account in a member of an object, if it is a person's.</summary>
    /// <param name="owner">The object.</param>
    /// <param name="name">The member; <c>null</c> in it means that the account was deleted.</param>
    /// <exception cref="PayloadException">There is an account, but not in the form of one.</exception>
    public Found Find(Payload owner, string name)
    {
        if (!owner.Has(name)) return new(null, "the account was deleted");
        if (owner.OptionalText("original_author") is not null) return new(null, "it was imported and somebody of another place wrote it");
        var account = owner.Object(name);
        var login = account.Text("login");
        var found = check.Of(AccountOf(account, login), new Person(instance.Contributor(forge.Source, login), login));
        return found.Person is null || forge.IsLogin(login) ? found : throw account.Fault("login", "is not the name of an account");
    }

    /// <summary>The author of a commit: by account if the forge knows it, else by address.</summary>
    /// <param name="author">With <c>username</c>, <c>email</c> and <c>name</c>, all optional.</param>
    public Found FindAuthor(Payload author)
    {
        var username = author.OptionalText("username");
        return FindAuthor(
            username is not null && forge.IsLogin(username) ? username : null, author.OptionalText("name") ?? "",
            author.OptionalText("email") ?? "");
    }

    /// <summary>Somebody of whom only a name and an address are known.</summary>
    public Found FindAuthor(string name, string address) => FindAuthor(null, name, address);

    private Found FindAuthor(string? username, string name, string address)
    {
        var (login, place) = username is not null ? (username, instance.Host) : LoginOfRelay(address);
        var person = login is null ? Person.OfAddress(name, address)
            : new Person(instance.Contributor(forge.Source, place, login), login);
        if (person is null) return new(null, "the author has no address");
        return check.Of(new Account
        {
            Source = forge.Source,
            Login = login,
            Name = name,
            Address = address,
            Contributor = person.Contributor,
            IsElsewhere = login is not null && IsElsewhere(place),
        }, person);
    }

    private Account AccountOf(Payload account, string login) => new()
    {
        Source = forge.Source,
        Login = login,
        Contributor = instance.Contributor(forge.Source, login),
        IsElsewhere = IsElsewhere(instance.Host),
        Name = account.OptionalText("name"),
        Id = account.OptionalNumber("id") is { } id ? BoundedText.Digits(id) : null,
        Address = account.OptionalText("email"),
        Type = account.OptionalText("type"),
        IsBot = account.OptionalWhole("id") < 0, // made by the software itself
    };

    /// <summary>The login in <c>login@users.noreply.github.com</c> or <c>123+login@users.noreply.github.com</c>.</summary>
    private (string? Login, string Host) LoginOfRelay(string address)
    {
        var at = address.IndexOf('@', StringComparison.Ordinal);
        var domain = at < 0 ? "" : address[(at + 1)..];
        foreach (var relay in forge.Relays.Where(relay => domain.StartsWith(relay, StringComparison.OrdinalIgnoreCase)))
        {
            var host = domain[relay.Length..];
            if (IsElsewhere(host) && !host.Equals(instance.Host, StringComparison.OrdinalIgnoreCase)) continue;
            var login = address[(address.LastIndexOf('+', at) + 1)..at];
            return (forge.IsLogin(login) ? login : null, host);
        }

        return (null, instance.Host);
    }

    private bool IsElsewhere(string host) => !host.Equals(forge.PublicHost, StringComparison.OrdinalIgnoreCase);
}
