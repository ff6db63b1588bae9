namespace Grain.Local;

/// <summary>A file's SHA-256 beside it, as <c>sha256sum --check</c> reads it.</summary>
internal static class Checksum
{
    /// <summary>Writes <c>NAME.sha256</c>, replacing it.</summary>
    /// <param name="file">The path of the file.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The hash, 64 digits of <c>0-9a-f</c>.</returns>
    public static async Task<string> WriteAsync(string file, CancellationToken cancellation)
    {
        await using var content = File.OpenRead(file);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellation));
        await File.WriteAllTextAsync($"{file}.sha256", $"{hash}  {Path.GetFileName(file)}\n", cancellation);
        return hash;
    }
}
