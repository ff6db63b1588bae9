namespace Grain.Functions.Storage;

/// <summary>Random ids of attempts, leases and the like: no two are the same. They are no secrets; nothing is decided by them.</summary>
internal static class RandomId
{
    private const int Usual = 8;

    /// <summary>Makes random bytes. Only a simulation gives in another: there a run is repeated byte for byte.</summary>
    internal static Func<int, byte[]> Source { get; set; } = RandomNumberGenerator.GetBytes;

    /// <summary>Two hexadecimal digits a byte, in lower case.</summary>
    public static string New(int bytes = Usual) => Convert.ToHexStringLower(Source(bytes));
}
