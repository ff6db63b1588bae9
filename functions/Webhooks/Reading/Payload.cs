using System.Runtime.InteropServices;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Webhooks.Reading;

/// <summary>
/// A JSON object of a payload that knows where it is. What a grant cannot be made without is read by the members that throw;
/// the others take anything unexpected as absent, because senders add, drop and null fields over the years.
/// </summary>
internal readonly struct Payload(JsonElement element, string path)
{
    /// <summary>
    /// Texts that are longer in the body are not read, so that a huge one costs no memory of its own. GitHub allows 65 536 characters
    /// in a text, each of which takes at most 6 bytes (<c>\u0000</c>); only a commit message could be longer.
    /// </summary>
    public const int TextBytesMax = 6 * 65_536;

    /// <summary>Reads a body: it must be an object, and <paramref name="read"/> says what is in it.</summary>
    /// <param name="body">The raw body.</param>
    /// <param name="read">Says what is in it.</param>
    /// <param name="mends">See <see cref="StrictJson.TryParse"/>: not for senders whose texts become ids as they are.</param>
    /// <returns>What <paramref name="read"/> found, or <see cref="WebhookOutcome.Malformed"/> with the place of the first fault.</returns>
    public static WebhookOutcome Read(ReadOnlyMemory<byte> body, Func<Payload, WebhookOutcome> read, bool mends = true)
    {
        if (body.Span.StartsWith("payload="u8))
            return new WebhookOutcome.Malformed("the body is a form: set the content type of the webhook to application/json");
        if (!StrictJson.TryParse(body, out var document, out var fault, mends)) return new WebhookOutcome.Malformed(fault);
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return new WebhookOutcome.Malformed("$ is not an object (line 1, byte 1)");
            try
            {
                return WithoutHalves(read(new Payload(document.RootElement, "$")), body.Span);
            }
            catch (PayloadException exception)
            {
                return WebhookOutcome.Malformed.Of([exception.Fault]);
            }
        }
    }

    /// <summary>The object of the name.</summary>
    /// <exception cref="PayloadException">It is absent or something else.</exception>
    public Payload Object(string name) =>
        OptionalObject(name) ?? throw Fault(name, Find(name) is null ? "is missing" : "is not an object");

    /// <summary>The object of the name, if there is one.</summary>
    public Payload? OptionalObject(string name) =>
        Find(name, JsonValueKind.Object) is { } found ? new Payload(found, $"{path}.{name}") : null;

    /// <summary>
    /// The elements of the array of the name, whatever they are; none of <c>null</c>, as some programs write an empty one.
    /// </summary>
    /// <exception cref="PayloadException">It is absent or not an array.</exception>
    public IEnumerable<Payload> Elements(string name)
    {
        if (IsNull(name)) yield break;
        var array = Find(name, JsonValueKind.Array) ?? throw Fault(name, "is not an array");
        foreach (var (index, item) in array.EnumerateArray().Index())
            yield return new Payload(item, string.Create(CultureInfo.InvariantCulture, $"{path}.{name}[{index}]"));
    }

    /// <summary>Whether it is an object: elements of arrays may be anything.</summary>
    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    /// <summary>The texts in the array of the name, if there is one; what is none is passed over.</summary>
    public IEnumerable<string> Texts(string name)
    {
        if (Find(name, JsonValueKind.Array) is not { } array) yield break;
        foreach (var item in array.EnumerateArray())
            if (item.ValueKind == JsonValueKind.String && JsonMarshal.GetRawUtf8Value(item).Length <= TextBytesMax)
                yield return item.GetString()!;
    }

    /// <summary>The objects in the array of the name; whatever else is there is passed over.</summary>
    public IEnumerable<Payload> OptionalObjects(string name)
    {
        if (Find(name, JsonValueKind.Array) is not { } array) yield break;
        foreach (var item in array.EnumerateArray())
            if (item.ValueKind == JsonValueKind.Object) yield return new Payload(item, $"{path}.{name}");
    }

    /// <summary>Text that is not empty.</summary>
    /// <exception cref="PayloadException">There is none.</exception>
    public string Text(string name) => OptionalText(name) ?? throw Fault(name, "is not a text, or an empty or a huge one");

    /// <summary>Text, if there is any and it is not longer than <see cref="TextBytesMax"/>.</summary>
    public string? OptionalText(string name) =>
        Find(name, JsonValueKind.String) is { } found && JsonMarshal.GetRawUtf8Value(found).Length is > 2 and <= TextBytesMax + 2
            ? found.GetString()
            : null;

    /// <summary>A positive whole number: an identifier or the number of an issue.</summary>
    /// <exception cref="PayloadException">It is anything else.</exception>
    public long Number(string name) => OptionalNumber(name) ?? throw Fault(name, "is not a positive whole number");

    /// <summary>A positive whole number, if it is one.</summary>
    public long? OptionalNumber(string name) =>
        Find(name, JsonValueKind.Number) is { } found && found.TryGetInt64(out var number) && number > 0 ? number : null;

    /// <summary>
    /// The first time that it tells under these names, if there is one, just as it is told: the same whenever it arrives.
    /// </summary>
    public DateTimeOffset? FirstTime(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (OptionalTime(name) is { } time) return time;
        return null;
    }

    /// <summary>An instant, in UTC.</summary>
    /// <exception cref="PayloadException">It is not one.</exception>
    public DateTimeOffset Time(string name) => OptionalTime(name) ?? throw Fault(name, "is not a time as in ISO 8601");

    /// <summary>An instant, in UTC, if it is one; some payloads write seconds since 1970 instead of ISO 8601.</summary>
    public DateTimeOffset? OptionalTime(string name)
    {
        if (Find(name) is not { } found) return null;
        if (found.ValueKind == JsonValueKind.String)
            return OutsideTime.TryRead(found, out var time) || TryPlain(found, out time) ? time.ToUniversalTime() : null;
        return found.ValueKind == JsonValueKind.Number && found.TryGetInt64(out var seconds) && seconds is > 0 and < LastSecond
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
    }

    /// <summary>
    /// A value as it is, for readers that name every fault themselves; <see langword="null"/> if it is absent or <c>null</c>.
    /// </summary>
    public JsonElement? Raw(string name) => Find(name);

    /// <summary>A whole number of any sign, if it is one.</summary>
    public long? OptionalWhole(string name) =>
        Find(name, JsonValueKind.Number) is { } found && found.TryGetInt64(out var number) ? number : null;

    /// <summary>Whether the value is <c>true</c>.</summary>
    public bool IsTrue(string name) => Find(name, JsonValueKind.True) is not null;

    /// <summary>Whether the value says yes, also as a text or a number as some versions of senders write it.</summary>
    public bool IsYes(string name) => Find(name) is { } found && found.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.String => found.ValueEquals("true") || found.ValueEquals("True") || found.ValueEquals("1"),
        JsonValueKind.Number => found.TryGetInt64(out var number) && number == 1,
        _ => false,
    };

    /// <summary>Whether the value is <c>null</c>.</summary>
    public bool IsNull(string name) => element.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Null;

    /// <summary>Whether there is a value and it is not <c>null</c>.</summary>
    public bool Has(string name) => Find(name) is not null;

    /// <summary>A fault of this value.</summary>
    public Fault Fault(string fault) => new(path, fault);

    /// <summary>The fault of a member of this object.</summary>
    public PayloadException Fault(string name, string fault) => new($"{path}.{name}", fault);

    /// <summary>
    /// Halves of characters are shown as U+FFFD and make no ids, which they would make alike; a U+FFFD that was sent is a character.
    /// </summary>
    private static WebhookOutcome WithoutHalves(WebhookOutcome outcome, ReadOnlySpan<byte> body)
    {
        if (outcome is not WebhookOutcome.Normalised told || !told.Grants.Any(HasHalf) || !StrictJson.HasHalves(body)) return outcome;
        Fault[] faults = [.. told.LeftOut,
            .. told.Grants.Where(HasHalf).Select(grant => new Fault("$", $"{grant.Key} would have half of a character in its id"))];
        Grant[] whole = [.. told.Grants.Where(grant => !HasHalf(grant))];
        return whole.Length > 0 ? told with { Grants = whole, LeftOut = faults } : WebhookOutcome.Malformed.Of(faults);
    }

    private static bool HasHalf(Grant grant) => grant.GrantId.Contains('\uFFFD');

    /// <summary>As Ruby writes times: <c>2026-11-15 08:30:00 UTC</c>, or with <c>+0100</c>.</summary>
    private static bool TryPlain(JsonElement found, out DateTimeOffset time)
    {
        time = default;
        if (JsonMarshal.GetRawUtf8Value(found).Length > 40) return false;
        var text = found.GetString()!.Replace(" UTC", " +00:00", StringComparison.Ordinal);
        return DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd HH:mm:ss zzz", "yyyy-MM-dd HH:mm:ss.FFFFFFF zzz"],
            CultureInfo.InvariantCulture, DateTimeStyles.None, out time);
    }

    private const long LastSecond = 253_402_300_800; // 10000-01-01, where DateTimeOffset ends

    private JsonElement? Find(string name) =>
        element.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null ? found : null;

    private JsonElement? Find(string name, JsonValueKind kind) => Find(name) is { } found && found.ValueKind == kind ? found : null;
}
