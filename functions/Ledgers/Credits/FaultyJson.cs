namespace Grain.Functions.Ledgers.Credits;

/// <summary>Reads values out of JSON that somebody sent, and keeps every fault it meets with its JSON path.</summary>
internal sealed class FaultyJson
{
    private readonly FaultList faults = new();

    /// <summary>The faults so far.</summary>
    public IReadOnlyList<Fault> Faults => faults.All;

    /// <summary>Notes a fault.</summary>
    public void Add(string path, string message) => faults.Add(new Fault(path, message));

    /// <summary>Whether the value is an object; with <paramref name="known"/> names, whether it has no others.</summary>
    public bool IsObject(JsonElement element, string path, params string[] known)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Add(path, "must be an object");
            return false;
        }

        if (known.Length == 0) return true;
        foreach (var property in element.EnumerateObject().TakeWhile(_ => !faults.IsFull))
            if (!known.Contains(property.Name, StringComparer.Ordinal))
                Add($"{path}.{property.Name}", $"is not known here; known are {string.Join(", ", known)}");
        return true;
    }

    /// <summary>A member, or <see langword="null"/> when it is absent or <c>null</c>, or the element is no object.</summary>
    public static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value : null;

    /// <summary>A text that must be there; empty when it is not.</summary>
    public string Text(JsonElement element, string path, string name, int lengthMax)
    {
        if (Member(element, name) is null) Add($"{path}.{name}", "is missing");
        return OptionalText(element, path, name, lengthMax) ?? "";
    }

    /// <summary>A text of 1 to <paramref name="lengthMax"/> characters without control characters, if it is there.</summary>
    public string? OptionalText(JsonElement element, string path, string name, int lengthMax)
    {
        if (Member(element, name) is not { } value) return null;
        path = $"{path}.{name}";
        if (value.ValueKind != JsonValueKind.String) Add(path, "must be a text");
        else if (Decoded(value) is not { } text) Add(path, "holds half of a surrogate pair, which is no Unicode text");
        else if (text.Length == 0 || text.Length > lengthMax) Add(path, $"must have 1 to {lengthMax} characters");
        else if (text.Any(char.IsControl)) Add(path, "must not hold control characters");
        else return text;
        return null;
    }

    /// <summary>An exact amount from 0 (or above it) to <see cref="CreditAmount.OneMax"/>, if it is there.</summary>
    public CreditAmount? OptionalAmount(JsonElement element, string path, string name, bool zeroAllowed)
    {
        if (Member(element, name) is not { } value) return null;
        path = $"{path}.{name}";
        if (value.ValueKind != JsonValueKind.Number) Add(path, "must be a JSON number");
        else if (!CreditAmount.TryParse(value.GetRawText(), out var amount, out var fault)) Add(path, fault!);
        else if (amount < CreditAmount.Zero || (amount == CreditAmount.Zero && !zeroAllowed))
            Add(path, zeroAllowed ? "must not be negative" : "must be above 0");
        else if (amount.ToDecimal() > CreditAmount.OneMax) Add(path, $"must be at most {CreditAmount.OneMax}");
        else return amount;
        return null;
    }

    /// <summary>A number of at least 0, as a whole one, if it is there.</summary>
    public long? OptionalWhole(JsonElement element, string path, string name)
    {
        if (Member(element, name) is not { } value) return null;
        if (value.ValueKind == JsonValueKind.Number && CreditAmount.TryParseDecimal(value.GetRawText(), out var number)
            && number is >= 0 and <= long.MaxValue / 2)
            return (long)decimal.Round(number, MidpointRounding.AwayFromZero);
        Add($"{path}.{name}", "must be a finite number, at least 0");
        return null;
    }

    private static string? Decoded(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
