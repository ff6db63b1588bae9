namespace Grain.Local.Demo;

/// <summary>Something that must hold, and whether it does.</summary>
/// <param name="Claim">What must hold, as a sentence without the final stop.</param>
/// <param name="Found">What was looked at, in numbers.</param>
/// <param name="Fault">Where it does not hold; <see langword="null"/> if it does.</param>
internal sealed record Proof(string Claim, string Found, string? Fault)
{
    /// <summary>Whether it holds.</summary>
    public bool Holds => Fault is null;

    /// <summary>A claim about each of many: it holds when none is at fault.</summary>
    public static Proof ForAll<T>(string claim, string found, IEnumerable<T> items, Func<T, string?> fault) =>
        new(claim, found, items.Select(fault).FirstOrDefault(text => text is not null));

    /// <summary>A claim that things are equal to the first of them.</summary>
    public static Proof Equal<T>(string claim, params ReadOnlySpan<(string Name, T Value)> things)
    {
        var (name, value) = things[0];
        foreach (var (otherName, other) in things)
            if (!EqualityComparer<T>.Default.Equals(value, other))
                return new Proof(claim, $"{value}", $"{name} is {value}, {otherName} is {other}");
        return new Proof(claim, $"{value}", null);
    }
}
