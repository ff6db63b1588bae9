namespace Grain.Local.Api;

/// <summary>Makes the query of an address.</summary>
internal static class ApiQuery
{
    /// <summary>The query with its question mark; what is <see langword="null"/> is left out.</summary>
    public static string Of(params (string Name, string? Value)[] values)
    {
        var given = values.Where(each => each.Value is not null)
            .Select(each => $"{each.Name}={Uri.EscapeDataString(each.Value!)}").ToArray();
        return given.Length == 0 ? "" : "?" + string.Join('&', given);
    }
}
