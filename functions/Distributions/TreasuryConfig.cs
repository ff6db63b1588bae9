using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Distributions;

/// <summary>What is done with grain that the treasury does not cover.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BeyondFunds>))]
public enum BeyondFunds
{
    /// <summary>An epoch whose budget is not covered in full pays nothing.</summary>
    Refuse,

    /// <summary>An epoch pays as much as is covered.</summary>
    Scale,
}

/// <summary>
/// Ties grain to money that is really there: grain held by people is a liability, and an epoch may not raise liabilities
/// above what is funded. What an epoch withholds for that reason is treated like a share that nobody could be paid from.
/// </summary>
public sealed record TreasuryConfig
{
    /// <summary>How much grain is covered, in whole grain with decimals as the token has them.</summary>
    /// <value>at least 0, with at most as many decimals as the token</value>
    /// <example>"50000"</example>
    public string Funded { get; set; } = "0";

    /// <summary>What is done with a budget beyond it.</summary>
    /// <example>"Scale"</example>
    public BeyondFunds Beyond { get; set; } = BeyondFunds.Refuse;

    /// <summary>The part of a budget that may be paid while so much grain is out.</summary>
    public GrainAmount Cover(GrainAmount budget, GrainAmount outstanding, int decimals)
    {
        var room = ToFunded(decimals) - outstanding;
        if (budget <= room) return budget;
        return Beyond == BeyondFunds.Scale && room.Sign > 0 ? room : GrainAmount.Zero;
    }

    /// <summary>The funds in base units. Call it on a checked configuration only.</summary>
    public GrainAmount ToFunded(int decimals) => GrainNotation.TryParse(Funded, decimals, out var funded, out var fault)
        ? funded
        : throw new InvalidOperationException($"the funds '{Funded}' {fault}");

    internal IEnumerable<(string Path, string Message)> Check(string path, int decimals)
    {
        if (GrainNotation.ReadOne(Funded, decimals, out _) is { } fault) yield return ($"{path}.funded", fault);
    }
}
