namespace Grain.Local.CommandLine;

/// <summary>Amounts that the API tells in texts, as people read them; the exact ones are in <c>--json</c>.</summary>
internal static class Amount
{
    /// <summary>Grain that is told in whole grain, as <c>7331.4559</c>: <c>7,331.45</c>, rounded down.</summary>
    public static string Of(string? grain)
    {
        if (grain is null) return "";
        var point = grain.IndexOf('.', StringComparison.Ordinal);
        var decimals = point < 0 ? 0 : grain.Length - point - 1;
        return BigInteger.TryParse(grain.Replace(".", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture, out var parts) ? Shown.Of(parts, decimals) : Plain.Text(grain);
    }
}
