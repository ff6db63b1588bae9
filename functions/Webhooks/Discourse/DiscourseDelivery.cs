using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Discourse;

/// <summary>One delivery of Discourse that is being read.</summary>
internal sealed class DiscourseDelivery(Payload root, Forum forum, EventWeights weights, CountingOptions options)
    : Delivery(DiscourseKinds.All, weights, options)
{
    private const int UsernameMax = 80; // with "discourse/" before it a contributor stays below the 100 characters of a grant

    private readonly PersonCheck check = new(options);

    /// <summary>The whole payload.</summary>
    public Payload Root => root;

    /// <summary>The instance that sent it.</summary>
    public Forum Forum => forum;

    /// <summary>The forum among the space's.</summary>
    public Instance Instance { get; } = new(forum.Host, options.Home) { Names = options.Hosts };

    /// <summary>How the forum's own things tell a person apart, whose ids have its host already.</summary>
    public string AccountOf(Person person) =>
        person.Contributor.Replace("discourse/" + Instance.Scope, "discourse/", StringComparison.Ordinal);

    /// <summary>The person of an account; if it is nobody to recognise, the reason is noted.</summary>
    /// <param name="account">With <c>username</c>, and perhaps a <c>name</c>.</param>
    /// <param name="id">Discourse's number; those of its own accounts are negative.</param>
    /// <exception cref="PayloadException">It is not the form of an account.</exception>
    public Person? Find(Payload account, long? id)
    {
        var username = account.Text("username");
        if (!IsUsername(username)) throw account.Fault("username", "is not the name of an account");
        var name = BoundedText.Name(account.OptionalText("name"));
        var person = new Person(Instance.Contributor("discourse", username), name.Length > 0 ? name : username);
        return Known(check.Of(new Account
        {
            Source = "discourse",
            Login = username,
            Contributor = person.Contributor,
            Name = account.OptionalText("name"),
            Id = id?.ToString(CultureInfo.InvariantCulture),
            Address = account.OptionalText("email"),
            IsBot = id <= 0 || account.IsTrue("bot"),
        }, person));
    }

    /// <summary>The same, where an account that is gone may have left nothing: for what is taken back.</summary>
    public Person? FindIfTold(Payload account, long? id) =>
        account.Has("username") ? Find(account, id) : Known(new(null, "the account was deleted"));

    /// <summary>The arrival, for what Discourse gives no time; without it, when the thing was made.</summary>
    public DateTimeOffset Arrival(Payload of) => Options.ReceivedAt?.ToUniversalTime() ?? Time(of, "created_at");

    // Letters, their marks and numbers of any script where the forum allows them, and - _ . between them.
    private static bool IsUsername(string text) => text.Length <= UsernameMax && text.EnumerateRunes().All(
        rune => Rune.IsLetterOrDigit(rune) || Rune.IsNumber(rune) || rune.Value is '-' or '_' or '.' || Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);
}
