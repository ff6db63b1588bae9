namespace Grain.Functions.Cred.Graph;

/// <summary>
/// Somebody for whom cred is minted on top: a project that the community depends on. In each epoch a share of what all contributions of the
/// epoch mint is minted again, and given to them.
/// </summary>
public sealed record MintBonus
{
    private const int AddressLengthMax = 100;
    private const int PeriodsMax = 1000;

    /// <summary>For whom, by any of their addresses.</summary>
    /// <value>1 to 100 characters</value>
    /// <example>"github/octo-libs"</example>
    public string To { get; set; } = "";

    /// <summary>How much from when on, earliest first; before the first nothing.</summary>
    /// <value>1 to 1000 periods</value>
    /// <example>[{"from":"2026-12-01","share":0.05}]</example>
    public IReadOnlyList<BonusPeriod> Periods { get; set; } = [];

    /// <summary>The share of an epoch that starts then.</summary>
    internal double At(long startMs)
    {
        var share = 0.0;
        foreach (var period in Periods.TakeWhile(period => period.FromMs <= startMs)) share = period.Share;
        return share;
    }

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        if (To is not { Length: > 0 and <= AddressLengthMax }) yield return ($"{path}.to", $"must have 1 to {AddressLengthMax} characters");
        if (Periods.Count is 0 or > PeriodsMax)
        {
            yield return ($"{path}.periods", $"must list 1 to {PeriodsMax} periods");
            yield break;
        }

        foreach (var (index, period) in Periods.Index())
        {
            if (period is null)
            {
                yield return ($"{path}.periods[{index}]", "must not be null");
                continue;
            }

            if (!(period.Share is >= 0 and <= BonusPeriod.ShareMax))
                yield return ($"{path}.periods[{index}].share", $"must be a number from 0 to {BonusPeriod.ShareMax}");
            if (period.From.Year is < 1970 or > 2200)
                yield return ($"{path}.periods[{index}].from", "must lie between the years 1970 and 2200");
            if (index > 0 && Periods[index - 1] is { } before && before.FromMs >= period.FromMs)
                yield return ($"{path}.periods[{index}].from", "must be later than that of the period before");
        }
    }
}

/// <summary>A share that is minted on top from a moment on.</summary>
public sealed record BonusPeriod
{
    /// <summary>More than all that is minted ten times over is nobody's share.</summary>
    internal const int ShareMax = 10;

    /// <summary>Epochs that start then or later. Without an offset it is UTC.</summary>
    /// <value>a day or a time in the years 1970 to 2200</value>
    /// <example>"2026-12-01"</example>
    public DateTime From { get; set; }

    /// <summary>The share of what the epoch mints; 0.05 is a twentieth on top. 0 ends it.</summary>
    /// <value>0 to 10</value>
    /// <example>0.05</example>
    public double Share { get; set; }

    /// <summary>The same in milliseconds since 1970-01-01 UTC.</summary>
    internal long FromMs => new DateTimeOffset(From.Kind == DateTimeKind.Unspecified ? DateTime.SpecifyKind(From, DateTimeKind.Utc) : From)
        .ToUnixTimeMilliseconds();
}
