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

    /// <summary>Under which ids of earlier versions a grant may be counted already, by its id.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<FormerId>>? Former { get; init; }

    /// <summary>A queue message holds 64 KiB; base64 leaves 48 KiB of text. The rest is room for the envelope.</summary>
    private const int BytesMax = 46 * 1024;

    private const int IdBytesMax = 3 * JournalKeys.KeyLengthMax;

    /// <summary>As few messages as will hold the grants; each fits the queue.</summary>
    /// <exception cref="InvalidDataException">A single grant is too large for a message.</exception>
    public static IEnumerable<string> Split(
        string space, string delivery, IReadOnlyList<Grant> grants, IReadOnlyDictionary<string, IReadOnlyList<FormerId>> former)
    {
        var part = new List<Grant>();
        var bytes = 0;
        foreach (var grant in grants)
        {
            var size = SizeOf(grant) + SizeOf(former.GetValueOrDefault(grant.Corrects ?? grant.GrantId));
            if (size > BytesMax) throw new InvalidDataException($"The grant {grant.GrantId} has {size} bytes; a message takes {BytesMax}.");
            if (bytes + size > BytesMax)
            {
                yield return Text(part);
                (part, bytes) = ([], 0);
            }

            part.Add(grant);
            bytes += size;
        }

        if (part.Count > 0) yield return Text(part);

        string Text(List<Grant> some)
        {
            var ids = some.Select(grant => grant.Corrects ?? grant.GrantId).Where(former.ContainsKey).Distinct(StringComparer.Ordinal);
            return new GrantMessage(space, delivery,
                some)
            { Former = former.Count == 0 ? null : ids.ToDictionary(id => id, id => former[id]) }.ToText();
        }
    }

    /// <summary>The text of a message.</summary>
    public string ToText() => JsonSerializer.Serialize(this, GrantMessageJson.Stored.GrantMessage);

    /// <summary>Whether a grant fits a message.</summary>
    public static bool Fits(Grant grant) => SizeOf(grant) <= BytesMax;

    private static int SizeOf(Grant grant) => Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(grant, GrantJson.Stored.Grant)) + 1;

    private static int SizeOf(IReadOnlyList<FormerId>? former) =>
        former is null ? 0
            : Encoding.UTF8.GetByteCount(JsonSerializer.Serialize(former, GrantMessageJson.Stored.IReadOnlyListFormerId)) + IdBytesMax;

    /// <summary>Reads a message.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static GrantMessage Parse(string text) =>
        JsonSerializer.Deserialize(text, GrantMessageJson.Stored.GrantMessage) ?? throw new JsonException("The message is null.");
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
