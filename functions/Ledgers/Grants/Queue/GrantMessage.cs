namespace Grain.Functions.Ledgers.Grants.Queue;

/// <summary>What lies in the queue <c>grants</c>: grants on their way into the ledger.</summary>
/// <param name="Space">Whose ledger.</param>
/// <param name="Delivery">The sender's id of the delivery they came with, for the log.</param>
/// <param name="Grants">At least one.</param>
/// <param name="Look">For a correction that was remembered: how often it was looked for its grant since; absent when it comes in.</param>
internal sealed record GrantMessage(string Space, string Delivery, IReadOnlyList<Grant> Grants, int? Look = null)
{
    /// <summary>Nothing was ever counted under another id.</summary>
    public static readonly IReadOnlyDictionary<string, IReadOnlyList<FormerId>> NoFormer =
        new Dictionary<string, IReadOnlyList<FormerId>>();

    /// <summary>How often they were put back since because the space had no room for somebody new; absent when they come in.</summary>
    public int? Waited { get; init; }

    /// <summary>Under which ids of earlier versions a grant may be counted already, by its id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FormerId>>? Former { get; init; }

    private const int IdBytesMax = 3 * JournalKeys.KeyLengthMax;

    private const string NoGrants = "\"grants\":[]";

    /// <summary>As few messages as will hold the grants; each fits the queue.</summary>
    /// <exception cref="InvalidDataException">A single grant is too large for a message.</exception>
    public static IEnumerable<string> Split(
        string space, string delivery, IReadOnlyList<Grant> grants, IReadOnlyDictionary<string, IReadOnlyList<FormerId>> former,
        int? waited = null)
    {
        var written = grants.Select(grant => (Grant: grant, Text: JsonSerializer.Serialize(grant, GrantJson.Stored.Grant)));
        return MessageParts.Pack(written,
            one => Checked(one.Grant, MessageParts.SizeOf(one.Text) + SizeOf(former.GetValueOrDefault(IdOf(one.Grant)))))
            .Select(Text);

        // Each grant is written once: what was measured is put between the brackets, of which the first are those of the grants.
        string Text(IReadOnlyList<(Grant Grant, string Text)> some)
        {
            var ids = some.Select(one => IdOf(one.Grant)).Where(former.ContainsKey).Distinct(StringComparer.Ordinal);
            var envelope = new GrantMessage(space, delivery, [])
            {
                Waited = waited,
                Former = former.Count == 0 ? null : ids.ToDictionary(id => id, id => former[id]),
            }.ToText();
            return envelope.Insert(envelope.IndexOf(NoGrants, StringComparison.Ordinal) + NoGrants.Length - 1,
                string.Join(',', some.Select(one => one.Text)));
        }

        static string IdOf(Grant grant) => grant.Corrects ?? grant.GrantId;
    }

    /// <summary>The text of a message.</summary>
    public string ToText() => JsonSerializer.Serialize(this, GrantMessageJson.Stored.GrantMessage);

    /// <summary>Whether a grant fits a message.</summary>
    public static bool Fits(Grant grant) =>
        MessageParts.SizeOf(JsonSerializer.Serialize(grant, GrantJson.Stored.Grant)) <= MessageParts.BytesMax;

    private static int Checked(Grant grant, int size) => size <= MessageParts.BytesMax ? size
        : throw new InvalidDataException($"The grant {grant.GrantId} has {size} bytes; a message takes {MessageParts.BytesMax}.");

    private static int SizeOf(IReadOnlyList<FormerId>? former) =>
        former is null ? 0
            : MessageParts.SizeOf(JsonSerializer.Serialize(former, GrantMessageJson.Stored.IReadOnlyListFormerId)) + IdBytesMax;

    /// <summary>Reads a message.</summary>
    /// <exception cref="JsonException">It is no JSON of such a form.</exception>
    /// <exception cref="InvalidDataException">It has no grants.</exception>
    public static GrantMessage Parse(string text) =>
        JsonSerializer.Deserialize(text, GrantMessageJson.Stored.GrantMessage) is { Grants: { } grants } message
            && grants.All(grant => grant is { GrantId: not null, Contributor: not null })
            ? message : throw new InvalidDataException("The message has no grants, or one without an id or a contributor.");
}

/// <summary>How messages are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GrantMessage))]
[JsonSerializable(typeof(IReadOnlyList<FormerId>))]
internal sealed partial class GrantMessageJson : JsonSerializerContext
{
    /// <summary>As grants are stored.</summary>
    public static GrantMessageJson Stored { get; } = new(StoredJson.Leaving(JsonIgnoreCondition.WhenWritingNull));
}
