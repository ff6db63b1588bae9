namespace Grain.Local.CommandLine;

/// <summary>JSON that somebody wrote into a file.</summary>
internal static class JsonFile
{
    private static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The text as UTF-8, without the mark that some editors put before it.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(string path, CancellationToken cancellation) =>
        WithoutMark(await File.ReadAllBytesAsync(path, cancellation));

    /// <inheritdoc cref="ReadAsync"/>
    public static ReadOnlyMemory<byte> Read(string path) => WithoutMark(File.ReadAllBytes(path));

    private static ReadOnlyMemory<byte> WithoutMark(byte[] file) => file.AsSpan().StartsWith(Mark) ? file.AsMemory(Mark.Length) : file;
}
