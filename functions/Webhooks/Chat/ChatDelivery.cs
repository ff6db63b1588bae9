using System.Buffers;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Chat;

/// <summary>One delivery of a forwarder that is being read.</summary>
internal sealed class ChatDelivery : Delivery
{
    private const int PlatformMax = 20;
    private const int IdMax = 255; // what Matrix allows
    private const int KeptIdMax = 64; // keeps a contributor below the 100 characters of a grant; a longer id ends in a hash

    /// <summary>Names whose contributors other senders make: a forwarder does not speak for them.</summary>
    private static readonly string[] Reserved =
        ["github", "gitlab", "gitea", "discourse", "standard", "cloudevents", "email", "api", "chat"];

    private static readonly SearchValues<char> IdCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:=@$!#+");

    private readonly PersonCheck check;
    private readonly string platform;
    private readonly string place;

    /// <summary>Reads where it happened.</summary>
    /// <exception cref="PayloadException">It does not say.</exception>
    public ChatDelivery(Payload data, EventWeights weights, CountingOptions options) : base(ChatKinds.All, weights, options)
    {
        (Data, check) = (data, new PersonCheck(options));
        platform = data.Text("platform");
        if (platform.Length > PlatformMax || !platform.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))
            || Reserved.Contains(platform))
            throw data.Fault("platform", $"must be a name of 1 to {PlatformMax} lower-case letters and digits that is no other sender's");
        place = $"chat/{platform}/{Id(data.Object("workspace"), "id")}/{Id(data.Object("channel"), "id")}";
    }

    /// <summary>The event's data.</summary>
    public Payload Data { get; }

    /// <summary>An identifier of the chat system.</summary>
    /// <exception cref="PayloadException">It is none.</exception>
    public static string Id(Payload of, string name)
    {
        var id = of.Text(name);
        return id.Length <= IdMax && !id.AsSpan().ContainsAnyExcept(IdCharacters)
            ? BoundedText.Key(id, KeptIdMax)
            : throw of.Fault(name, $"must have 1 to {IdMax} letters, digits, and - _ . : = @ $ ! # +");
    }

    /// <summary>The node of a message in the channel.</summary>
    public string Message(string id) => $"{place}/{id}";

    /// <summary>When a message was written.</summary>
    /// <exception cref="PayloadException">It does not say.</exception>
    public DateTimeOffset SaidAt(Payload message) => Plausible(message.Time("at"));

    /// <summary>
    /// The contributor that an account is, or would be if it were a person's. Where accounts are e-mail addresses, it is a hash.
    /// </summary>
    public string ContributorOf(Payload account) => $"{platform}/{AccountId(account)}";

    /// <summary>The contributor that an account was in earlier versions, which took addresses as they are.</summary>
    public string FormerContributorOf(Payload account) => $"{platform}/{Id(account, "id")}";

    private static string AccountId(Payload account) =>
        Id(account, "id") is var id && Addresses.AreIn(account.Text("id")) ? BoundedText.Hash(account.Text("id").ToLowerInvariant()) : id;

    /// <summary>The person of an account; if it is a bot, the reason is noted.</summary>
    public Person? Find(Payload account)
    {
        var (id, told) = (AccountId(account), account.OptionalText("name"));
        var checkedAccount = new Account
        {
            Source = platform,
            Id = Id(account, "id"),
            Contributor = $"{platform}/{id}",
            Name = told,
            IsBot = account.IsTrue("bot"),
        };
        var name = BoundedText.Name(told);
        return Known(check.Of(
            checkedAccount, new Person($"{platform}/{id}", name.Length > 0 ? name : id) { IsNamed = name.Length > 0 }));
    }

    /// <summary>Tells a message and its author; never its text, which the forwarder does not send.</summary>
    /// <returns>Its node.</returns>
    public string Tell(FactSheet facts, Payload message, Person? author)
    {
        var at = SaidAt(message);
        var node = Message(Id(message, "id"));
        var channel = Data.Object("channel").OptionalText("name");
        facts.Add(node, NodeTypes.Message, channel is null ? null : "Message in " + channel, message.OptionalText("url"), at);
        if (author is not null) facts.Link(author.Node, EdgeTypes.Authors, node, at);
        return node;
    }
}
