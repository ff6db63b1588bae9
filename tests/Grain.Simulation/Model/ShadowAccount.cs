using System.Text.Json;

namespace Grain.Simulation.Model;

/// <summary>An account of a journal as the writes to storage tell it.</summary>
internal sealed class ShadowAccount(string space, string name, string genesis)
{
    public string Space => space;
    public string Name => name;
    public string Hash { get; set; } = genesis;
    public List<ShadowEntry> Entries { get; } = [];
    public HashSet<string> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>What the ledger keeps of the account besides.</summary>
    public object? State { get; set; }

    /// <summary>One number that people see, after each number of entries: what a read shows is one of these.</summary>
    public List<decimal> Shown { get; } = [0];

    /// <summary>What could be spent, after each number of entries.</summary>
    public List<decimal> Free { get; } = [0];

    public override string ToString() => $"{space}/{name}";
}

/// <summary>An entry.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Key">Its key.</param>
/// <param name="Content">What it says.</param>
internal sealed record ShadowEntry(long Seq, string Key, JsonElement Content)
{
    /// <summary>A text of the content; absent where there is none.</summary>
    public string? Text(string name) => Content.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
        ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText() : null;

    /// <summary>A number of the content; 0 where there is none.</summary>
    public decimal Number(string name) =>
        Text(name) is { } text ? decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 0;

    /// <summary>Whether the content says so.</summary>
    public bool Is(string name) => Text(name) == "true";
}
