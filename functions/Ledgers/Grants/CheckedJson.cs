namespace Grain.Functions.Ledgers.Grants;

/// <summary>Takes values out of JSON and collects every fault with its path, not only the first.</summary>
/// <param name="faultsMax">How many are told.</param>
internal abstract class CheckedJson(int faultsMax = FaultList.Most)
{
    /// <summary>How many faults are told of one line of a stream.</summary>
    public const int FaultsOfLineMax = 10;

    private readonly FaultList faults = new(faultsMax);

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<Fault> Faults => faults.All;

    /// <summary>An exact amount of points, at most <paramref name="most"/> (<see cref="Points.OneMax"/> if absent) either way.</summary>
    protected Points Amount(JsonElement element, string path, string name = "amount", Points? most = null)
    {
        if (!element.TryGetProperty(name, out var amount)) Add($"{path}.{name}", "is missing");
        else if (amount.ValueKind != JsonValueKind.Number) Add($"{path}.{name}", "must be a JSON number");
        else if (!Points.TryParse(amount.GetRawText(), out var points, out var fault)) Add($"{path}.{name}", fault!);
        else if (!points.IsWithin(most ?? Points.OneMax))
            Add($"{path}.{name}", $"must lie between -{most ?? Points.OneMax} and {most ?? Points.OneMax}");
        else return points;
        return default;
    }

    /// <summary>A time in the range of <see cref="OutsideTime"/>, in UTC, if there is one.</summary>
    protected DateTimeOffset? Time(JsonElement element, string path, string name, DateTimeOffset now)
    {
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        if (!OutsideTime.TryRead(value, out var time)) Add($"{path}.{name}", OutsideTime.Form);
        else if (!OutsideTime.IsInRange(time, now)) Add($"{path}.{name}", OutsideTime.Rule);
        else return time.ToUniversalTime();
        return DateTimeOffset.UnixEpoch;
    }

    protected DateTimeOffset Missing(string path, string name, string message)
    {
        Add($"{path}.{name}", message);
        return default;
    }

    protected string? Text(JsonElement element, string path, string name, int lengthMax)
    {
        var text = OptionalText(element, path, name, lengthMax);
        if (!element.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) Add($"{path}.{name}", "is missing");
        return text;
    }

    protected string? OptionalText(JsonElement element, string path, string name, int lengthMax) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? TextOf(value, $"{path}.{name}", lengthMax)
            : null;

    protected string? TextOf(JsonElement value, string path, int lengthMax)
    {
        if (value.ValueKind != JsonValueKind.String) Add(path, "must be a text");
        else if (Decoded(value) is not { } text) Add(path, "holds half of a surrogate pair, which is no Unicode text");
        else if (text.Length == 0) Add(path, "must not be empty");
        else if (text.Length > lengthMax)
            Add(path, string.Create(CultureInfo.InvariantCulture, $"has {text.Length} characters; at most {lengthMax} are taken"));
        else return text;
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

    protected bool IsObject(JsonElement element, string path, params string[] names)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            Add(path, "must be an object");
            return false;
        }

        foreach (var property in element.EnumerateObject().TakeWhile(_ => !faults.IsFull))
            if (!names.Contains(property.Name)) Add($"{path}.{property.Name}", $"is not known here; known are {string.Join(", ", names)}");
        return true;
    }

    protected void Add(string path, string message) => faults.Add(new Fault(path, message));
}
