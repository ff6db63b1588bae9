using Grain.Functions.Cred.Distributions;

namespace Grain.Local.Allocations;

/// <summary>A value in a JSON document together with its path, so that every complaint can name the place.</summary>
internal readonly record struct JsonPlace(JsonElement Value, string Path)
{
    /// <summary>As an ERC-20 amount; sums of what a file holds then stay within the range of amounts.</summary>
    private const int AmountBitsMax = 256;

    internal static JsonPlace Root(JsonElement value) => new(value, "$");

    /// <summary>A property that must be there.</summary>
    internal JsonPlace this[string name] => Find(name) ?? throw Fault($"has no property \"{name}\"");

    /// <summary>A property that may be absent.</summary>
    internal JsonPlace? Find(string name)
    {
        if (Value.ValueKind != JsonValueKind.Object) throw Fault("must be an object");
        return Value.TryGetProperty(name, out var value) ? new JsonPlace(value, $"{Path}.{name}") : null;
    }

    internal IReadOnlyList<JsonPlace> Items()
    {
        if (Value.ValueKind != JsonValueKind.Array) throw Fault("must be an array");
        var path = Path;
        return [.. Value.EnumerateArray().Select((item, index) => new JsonPlace(item, $"{path}[{index}]"))];
    }

    internal string Text() => Value.ValueKind == JsonValueKind.String ? Value.GetString()! : throw Fault("must be a string");

    internal bool Truth() =>
        Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? Value.GetBoolean() : throw Fault("must be true or false");

    /// <summary>A finite double, however the number is written.</summary>
    internal double Number() =>
        Value.ValueKind == JsonValueKind.Number && Value.TryGetDouble(out var number) && double.IsFinite(number) ? number
            : throw Fault("must be a finite number");

    internal GrainAmount Amount()
    {
        if (!GrainAmount.TryParse(Text(), out var amount, out var fault)) throw Fault(fault!);
        return amount.BaseUnits.GetBitLength() <= AmountBitsMax ? amount : throw Fault($"must not exceed 2^{AmountBitsMax} - 1 base units");
    }

    internal DistributionException Fault(string what) => new(DistributionFault.MalformedInput, $"{Path} {what}");
}
