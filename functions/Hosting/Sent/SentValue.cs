namespace Grain.Functions.Hosting.Sent;

/// <summary>
/// A value of a document that somebody sent. It knows where it stands, and tells every fault that it meets to the list of its request. What
/// is read of a faulty member is empty: read all of it, and look at <see cref="Faults"/> at the end. A member that is <c>null</c> is
/// absent.
/// </summary>
/// <param name="element">The value, as <see cref="SentJson.Parse"/> gives it.</param>
/// <param name="faults">Where faults are told.</param>
/// <param name="path">Where it stands.</param>
public readonly struct SentValue(JsonElement element, FaultList faults, string path = "$")
{
    internal const string NoUnicode = "holds half of a surrogate pair, which is no Unicode text";

    /// <summary>The value as it is.</summary>
    public JsonElement Element => element;

    /// <summary>Its JSON path.</summary>
    public string Path => path;

    /// <summary>The faults so far of all that is read with this value.</summary>
    public FaultList Faults => faults;

    /// <summary>Notes a fault of this value.</summary>
    public void Fail(string message) => faults.Add(new Fault(path, message));

    /// <summary>Notes a fault of a member.</summary>
    public void Fail(string name, string message) => faults.Add(new Fault($"{path}.{name}", message));

    /// <summary>Whether it is an object; with <paramref name="known"/> names, every other member is a fault.</summary>
    public bool IsObject(params ReadOnlySpan<string> known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Fail("must be an object");
            return false;
        }

        if (known.Length == 0) return true;
        foreach (var property in element.EnumerateObject())
        {
            if (faults.IsFull) break;
            if (!known.Contains(property.Name)) Fail(property.Name, Nearest.Unknown(property.Name, known.ToArray()));
        }

        return true;
    }

    /// <summary>Whether it is an array.</summary>
    public bool IsArray => element.ValueKind == JsonValueKind.Array;

    /// <summary>Whether it is an object that has a member of that name, be it <c>null</c>.</summary>
    public bool Has(string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out _);

    /// <summary>A member, unless it is absent or <c>null</c>.</summary>
    public SentValue? Find(string name) => Peek(name) is { } found ? new SentValue(found, faults, $"{path}.{name}") : null;

    /// <summary>A text that must be there; empty if it is not.</summary>
    public string Text(string name, int lengthMax) => Present(name) ? OptionalText(name, lengthMax) ?? "" : "";

    /// <summary>A text of 1 to <paramref name="lengthMax"/> characters, if it is there.</summary>
    public string? OptionalText(string name, int lengthMax) =>
        Peek(name) is not { } found ? null : TextOf(found, lengthMax, out var fault) is { } text ? text : Told(name, fault);

    /// <summary>The value itself as such a text.</summary>
    public string? AsText(int lengthMax)
    {
        var text = TextOf(element, lengthMax, out var fault);
        if (text is null) Fail(fault);
        return text;
    }

    /// <summary>A text without control characters that must be there; empty if it is not.</summary>
    public string Line(string name, int lengthMax) => Present(name) ? OptionalLine(name, lengthMax) ?? "" : "";

    /// <summary>Such a text, if it is there.</summary>
    public string? OptionalLine(string name, int lengthMax) =>
        OptionalText(name, lengthMax) is not { } text ? null
        : !text.Any(char.IsControl) ? text : Told(name, "must not hold control characters");

    /// <summary>One of some words, if it is there.</summary>
    public string? OptionalChoice(string name, params IReadOnlyList<string> words) =>
        OptionalText(name, int.MaxValue) is not { } text ? null
        : words.Contains(text) ? text : Told(name, $"must be one of {string.Join(", ", words)}");

    /// <summary>A time in the range of <see cref="OutsideTime"/>, in UTC, that must be there.</summary>
    public DateTimeOffset Time(string name, DateTimeOffset now, string missing = "is missing") =>
        Present(name, missing) ? OptionalTime(name, now) ?? default : default;

    /// <summary>Such a time, if it is there.</summary>
    public DateTimeOffset? OptionalTime(string name, DateTimeOffset now)
    {
        if (Peek(name) is not { } found) return null;
        if (!OutsideTime.TryRead(found, out var time)) Fail(name, OutsideTime.Form);
        else if (!OutsideTime.IsInRange(time, now)) Fail(name, OutsideTime.Rule);
        else return time.ToUniversalTime();
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>, if it is there.</summary>
    public bool? OptionalFlag(string name) => Peek(name) is not { } found ? null
        : found.ValueKind is JsonValueKind.True or JsonValueKind.False ? found.GetBoolean() : Told<bool>(name, "must be true or false");

    /// <summary>A whole number from 0, if it is there; 12.0 is what some languages write for 12.</summary>
    public long? OptionalWhole(string name, long max) => Peek(name) is not { } found ? null
        : found.ValueKind == JsonValueKind.Number && found.TryGetDecimal(out var number) && decimal.Truncate(number) == number
            && number >= 0 && number <= max ? (long)number
        : Told<long>(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from 0 to {max}"));

    /// <summary>A number of at least 0 as the nearest whole one, if it is there.</summary>
    public long? OptionalRounded(string name) => Peek(name) is not { } found ? null
        : found.ValueKind == JsonValueKind.Number && found.TryGetDecimal(out var number) && number is >= 0 and <= long.MaxValue / 2
            ? (long)decimal.Round(number, MidpointRounding.AwayFromZero) : Told<long>(name, "must be a finite number, at least 0");

    /// <summary>An exact amount that must be there; zero if it is not.</summary>
    public T Amount<T>(string name, T least, T most) where T : struct, IFixedPoint<T> =>
        Present(name, Has(name) ? "must be a JSON number" : "is missing") ? OptionalAmount(name, least, most) ?? default : default;

    /// <summary>An exact amount, if it is there.</summary>
    public T? OptionalAmount<T>(string name, T least, T most) where T : struct, IFixedPoint<T> =>
        Peek(name) is not { } found ? null
        : found.ValueKind != JsonValueKind.Number ? Told<T>(name, "must be a JSON number")
        : !FixedPoint.TryParse(found.GetRawText(), out T amount, out var fault) ? Told<T>(name, fault!)
        : amount < least || amount > most ? Told<T>(name, $"must lie between {least} and {most} {T.Unit}") : amount;

    /// <summary>The elements of an array, none if it is absent; with more than <paramref name="max"/> it is a fault as a whole.</summary>
    public IEnumerable<SentValue> Elements(string name, int max) => Find(name) is { } found ? found.Elements(max) : [];

    /// <summary>The value's own elements.</summary>
    public IEnumerable<SentValue> Elements(int max)
    {
        if (!IsArray) Fail("must be an array");
        else if (element.GetArrayLength() > max) Fail($"has more than {max} elements");
        else return Each();
        return [];
    }

    /// <summary>The value alone, or if it is an array its elements, however many.</summary>
    public IEnumerable<SentValue> OneOrMany() => IsArray ? Each() : [this];

    /// <summary>Whether the member is there; otherwise that is a fault.</summary>
    public bool Present(string name, string missing = "is missing")
    {
        var isThere = Peek(name) is not null;
        if (!isThere) Fail(name, missing);
        return isThere;
    }

    private IEnumerable<SentValue> Each()
    {
        var (list, at) = (faults, path);
        return element.EnumerateArray().Select((item, index) =>
            new SentValue(item, list, string.Create(CultureInfo.InvariantCulture, $"{at}[{index}]")));
    }

    private JsonElement? Peek(string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var found) && found.ValueKind != JsonValueKind.Null
            ? found : null;

    private string? Told(string name, string fault)
    {
        Fail(name, fault);
        return null;
    }

    private T? Told<T>(string name, string fault) where T : struct
    {
        Fail(name, fault);
        return null;
    }

    private static string? TextOf(JsonElement value, int lengthMax, out string fault)
    {
        fault = "must be a text";
        if (value.ValueKind != JsonValueKind.String) return null;
        try
        {
            var text = value.GetString()!;
            fault = text.Length == 0 ? "must not be empty"
                : string.Create(CultureInfo.InvariantCulture, $"has {text.Length} characters; at most {lengthMax} are taken");
            return text.Length > 0 && text.Length <= lengthMax ? text : null;
        }
        catch (InvalidOperationException)
        {
            fault = NoUnicode;
            return null;
        }
    }
}
