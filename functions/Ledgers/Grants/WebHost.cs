namespace Grain.Functions.Ledgers.Grants;

/// <summary>Finds the hosts of addresses that strangers write.</summary>
internal static class WebHost
{
    /// <summary>
    /// The host in lower case, in the letters of the DNS; nothing if the text is no address, or its host is a name that no rule of IDN
    /// allows.
    /// </summary>
    public static string? Of(string? address)
    {
        try
        {
            return Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.IdnHost is { Length: > 0 } host
                ? host.ToLowerInvariant()
                : null;
        }
        catch (UriFormatException)
        {
            return null; // Uri takes some names that it cannot translate
        }
    }
}
