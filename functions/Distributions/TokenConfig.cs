using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Distributions;

/// <summary>The token of a space, as people see it.</summary>
public sealed record TokenConfig
{
    /// <summary>Short name. Default <c>GRAIN</c>.</summary>
    /// <value>1 to 12 characters</value>
    /// <example>"SEED"</example>
    public string Symbol { get; set; } = "GRAIN";

    /// <summary>Long name; <c>Grain ({space})</c> if absent.</summary>
    /// <value>1 to 60 characters</value>
    /// <example>"Seed of the mill"</example>
    public string? Name { get; set; }

    /// <summary>Decimal places of a grain, 0 to 18; one grain is 10^decimals base units. It cannot change once grain is out.</summary>
    /// <value>0 to <see cref="GrainAmount.DecimalsMax"/></value>
    /// <example>6</example>
    public int Decimals { get; set; } = 18;

    /// <summary>A picture of one or two characters.</summary>
    /// <value>at most 8 characters</value>
    /// <example>"🌱"</example>
    public string Icon { get; set; } = "🌾";

    /// <summary>Its colour as <c>#rrggbb</c>.</summary>
    /// <example>"#16a34a"</example>
    public string Color { get; set; } = "#d97706";

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        if (Symbol.Length > 12 || !PlainName.Is(Symbol))
            yield return ($"{path}.symbol", $"must have 1 to 12 characters, {PlainName.Rule}");
        if (Name is { } name && (name.Length > 60 || !PlainName.Is(name)))
            yield return ($"{path}.name", $"must have 1 to 60 characters, {PlainName.Rule}");
        if (Decimals is < 0 or > GrainAmount.DecimalsMax)
            yield return ($"{path}.decimals", $"must lie between 0 and {GrainAmount.DecimalsMax}");
        if (Icon.Length > 8 || (Icon.Length > 0 && !PlainName.Is(Icon)))
            yield return ($"{path}.icon", $"must have at most 8 characters, {PlainName.Rule}");
        if (Color.Length != 7 || Color[0] != '#' || !Color[1..].All(char.IsAsciiHexDigit))
            yield return ($"{path}.color", "must look like #d97706");
    }
}
