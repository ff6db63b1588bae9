namespace Grain.Local.CommandLine;

/// <summary>Numbers as people read them; the exact ones are in <c>--json</c>.</summary>
internal static class Amount
{
    private const int Places = 3;

    /// <summary>Points: exact decimals, cut to three places.</summary>
    public static string Of(decimal points) => points.ToString("#,0.###", CultureInfo.InvariantCulture);

    /// <summary>Cred.</summary>
    public static string Of(double cred) => cred.ToString("#,0.00", CultureInfo.InvariantCulture);

    /// <summary>
    /// Grain as the API writes it, in whole grain: groups of three digits, and at most three decimals, cut off and not rounded, so that
    /// nobody seems to have more than they have. Less than that, but more than nothing, is <c>&lt;0.001</c>.
    /// </summary>
    public static string Of(string grain)
    {
        var parts = grain.Split('.');
        if (!BigInteger.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)) return grain;
        var fraction = parts.Length > 1 ? parts[1] : "";
        var shown = (fraction.Length > Places ? fraction[..Places] : fraction).TrimEnd('0');
        var sign = grain.StartsWith('-') && whole.IsZero ? "-" : "";
        var text = sign + whole.ToString("#,0", CultureInfo.InvariantCulture) + (shown.Length > 0 ? $".{shown}" : "");
        return whole.IsZero && shown.Length == 0 && fraction.Trim('0').Length > 0 ? $"{sign}<0.001" : text;
    }
}
