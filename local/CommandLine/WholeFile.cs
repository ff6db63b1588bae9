namespace Grain.Local.CommandLine;

/// <summary>What a verb writes for its reader: a file that is there when it is whole, and not before; or standard output.</summary>
internal static class WholeFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>
    /// Writes a file. One of that name is replaced when the new one is whole, and stays as it is if that fails; through a link, that is
    /// what the link leads to. What has nothing in it may be a device or a pipe and is written as it stands.
    /// </summary>
    /// <param name="path">The file; <see langword="null"/> for standard output.</param>
    /// <param name="write">Writes the content; need not flush it.</param>
    /// <exception cref="CommandException">It cannot be written.</exception>
    public static async Task WriteAsync(string? path, Func<Stream, Task> write)
    {
        try
        {
            if (path is null) await WriteOutAsync(write);
            else if (TargetOf(path) is { Exists: true, Length: 0 } empty) await WriteInPlaceAsync(empty.FullName, write);
            else await WriteBesideAsync(TargetOf(path).FullName, write);
        }
        catch (Exception fault) when (fault is IOException and not HttpIOException or UnauthorizedAccessException)
        {
            throw Unwritten(path, fault);
        }
    }

    /// <summary>What to say where it cannot be written.</summary>
    public static CommandException Unwritten(string? path, Exception fault) =>
        new($"{path ?? "the output"} cannot be written: {fault.Message}");

    private static FileInfo TargetOf(string path) =>
        new FileInfo(path) is { LinkTarget: not null } link ? (FileInfo)link.ResolveLinkTarget(returnFinalTarget: true)! : new(path);

    private static async Task WriteOutAsync(Func<Stream, Task> write)
    {
        await using var output = new BufferedStream(Console.OpenStandardOutput(), BufferBytes);
        await write(output);
        await output.FlushAsync();
    }

    private static async Task WriteInPlaceAsync(string path, Func<Stream, Task> write)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.Read, BufferBytes);
        try
        {
            await write(file);
        }
        catch when (file.CanSeek)
        {
            file.SetLength(0);
            throw;
        }
    }

    private static async Task WriteBesideAsync(string path, Func<Stream, Task> write)
    {
        var beside = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            await using (var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes))
                await write(file);
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }
}
