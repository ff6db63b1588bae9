namespace Grain.Functions.Webhooks.Settings;

/// <summary>What a space remembers of the webhooks that came.</summary>
public sealed record DeliveryLogConfig
{
    /// <summary>A year and a bit: the log is for finding out what went wrong, the ledgers are for ever.</summary>
    private const int DaysMax = 400;

    /// <summary>For how many days; today is the first.</summary>
    /// <value>1 to <see cref="DaysMax"/></value>
    /// <example>60</example>
    public int Days { get; set; } = 30;

    /// <summary>Whether the payloads of signed deliveries are kept with them.</summary>
    /// <example>true</example>
    public bool Payloads { get; set; }

    internal IEnumerable<(string Path, string Message)> Check(string path)
    {
        if (Days is < 1 or > DaysMax) yield return ($"{path}.days", $"must lie between 1 and {DaysMax}");
    }
}
