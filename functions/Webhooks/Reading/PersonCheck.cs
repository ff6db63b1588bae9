
namespace Grain.Functions.Webhooks.Reading;

/// <summary>
/// Tells people from machines and from nobody. Every way to a person goes through it, whatever the sender and the field; how a person is
/// written is the sender's own. Only what is counted is checked: whoever was paid before can still have it taken back.
/// </summary>
internal sealed class PersonCheck(CountingOptions options)
{
    private const string Deleted = "the account was deleted";

    private readonly HashSet<string> named =
        new(options.FurtherBots.Select(Folded).Where(word => word.Length > 0), StringComparer.OrdinalIgnoreCase);

    /// <summary>The person of an account, if it is a person's.</summary>
    public Found Of(Account account, Person? person) => WhyNot(account) is { } reason ? new(null, reason) : new(person, "");

    /// <summary>Why an account is nobody to recognise; <see langword="null"/> if it is a person's.</summary>
    public string? WhyNot(Account account)
    {
        var relay = RelayAddress.Read(account.Address, account.Source);
        string[] keys = [.. Keys(account), .. relay.Keys];
        if (Array.Exists(keys, Machines.IsNobody) || Is(account.Type, "ghost")) return Deleted;
        if (IsPlaceholder(account, keys)) return $"{Shown(account)} stands for somebody of another place";
        return IsBot(account, relay) ? $"{Shown(account)} is a bot" : null;
    }

    /// <summary>Whether an account is a machine's, and machines do not count.</summary>
    public bool IsBot(Account account) => IsBot(account, RelayAddress.Read(account.Address, account.Source));

    /// <summary>What somebody is known by: with the source before it, since another's <c>claude</c> is a person.</summary>
    private static IEnumerable<string> Keys(Account account)
    {
        if (account.Login is { } login) yield return $"{account.Source}/{login}";
        if (account.Id is { } id) yield return $"{account.Source}/{id}";
    }

    /// <summary>GitHub's mannequins and GitLab's placeholders hold what an import brought, until a person takes it over.</summary>
    private static bool IsPlaceholder(Account account, string[] keys) =>
        Is(account.Type, "Mannequin") || Is(account.Type, "placeholder") || Is(account.Type, "import_user")
            || Array.Exists(keys, Machines.IsPlaceholder);

    private bool IsBot(Account account, (IEnumerable<string> Keys, IEnumerable<string> Words, bool IsElsewhere) relay) =>
        !options.IncludeBots
        && (IsMachine(account) || relay.Keys.Any(key => Machines.IsKnown(key, relay.IsElsewhere))
        || IsNamed(account, [.. Keys(account), .. relay.Keys, .. relay.Words]));

    private static bool IsMachine(Account account) =>
        account.IsBot || Is(account.Type, "Bot") || Keys(account).Any(key => Machines.IsKnown(key, account.IsElsewhere))
        || account.Name is { } name && Machines.IsName(name.Trim())
        || account.Address is { } address && Machines.IsAddress(address.Trim(), isAlone: account.Login is null);

    private bool IsNamed(Account account, string[] words) =>
        named.Count > 0 && words.Concat([account.Login, account.Id, account.Name, account.Address, account.Contributor]).OfType<string>()
            .Any(word => named.Contains(Folded(word)));

    private static string Shown(Account account) =>
        BoundedText.Name(account.Login) is { Length: > 0 } login ? login
        : BoundedText.Name(account.Name) is { Length: > 0 } name ? name
        : account.Id ?? "the author";

    private static bool Is(string? type, string word) => word.Equals(type, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text names anybody.</summary>
    public static bool IsName(string? text) => text is not null && Folded(text).Length > 0;

    /// <summary>As people may write a name in a configuration: <c>@our-robot</c>, <c>&lt;robot@mill.example&gt;</c>.</summary>
    private static string Folded(string word) => word.Trim().TrimStart('@', '<').TrimEnd('>');
}
