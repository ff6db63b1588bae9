using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// Where a backup lies: a file, or a blob of whatever account. A container's address may carry a signature of its own
/// (<c>?sv=…&amp;sig=…</c>); without one, what opens the app's storage has to open it.
/// </summary>
internal static class BackupPlace
{
    /// <summary>How backups end.</summary>
    public const string End = ".grain-backup.zip";

    /// <summary>What a backup is called where only a folder or container is named.</summary>
    public static string NameOf(string space, DateTimeOffset takenAt) =>
        string.Create(CultureInfo.InvariantCulture, $"{space}-{takenAt:yyyyMMdd'T'HHmmss'Z'}{End}");

    /// <summary>
    /// Writes a backup. What is there already stays as it is. What was cut off is no file of that name; a blob is one without an end.
    /// </summary>
    /// <returns>Where it lies.</returns>
    /// <exception cref="CommandException">There is something already.</exception>
    public static Task<string> WriteAsync(
        string to, string name, StorageAccount account, Func<Stream, Task> write, CancellationToken cancellation) =>
        AddressOf(to) is { } address ? WriteBlobAsync(address, name, account, write, cancellation) : WriteFileAsync(to, name, write);

    /// <summary>Opens a backup for reading, here and there.</summary>
    public static async Task<Stream> OpenAsync(string from, StorageAccount account, CancellationToken cancellation) =>
        AddressOf(from) is { } address
            ? await BlobOf(address, account).OpenReadAsync(new BlobOpenReadOptions(allowModifications: false), cancellation)
            : File.Exists(from) ? File.OpenRead(from) : throw new CommandException($"there is no file '{from}'");

    private static async Task<string> WriteFileAsync(string to, string name, Func<Stream, Task> write)
    {
        var path = Directory.Exists(to) ? Path.Combine(to, name) : to;
        if (File.Exists(path)) throw new CommandException($"'{path}' is there already; nothing was written");
        var begun = path + ".part";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
        // Names and notes are in it.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new FileStream(begun, options))
            await OrDeleteAsync(() => write(file), () => Task.Run(() => File.Delete(begun)));
        File.Move(begun, path);
        return path;
    }

    private static async Task<string> WriteBlobAsync(
        Uri address, string name, StorageAccount account, Func<Stream, Task> write, CancellationToken cancellation)
    {
        var isBlob = address.AbsolutePath.EndsWith(".zip", StringComparison.Ordinal);
        var blob = BlobOf(isBlob ? address : new UriBuilder(address) { Path = $"{address.AbsolutePath.TrimEnd('/')}/{name}" }.Uri, account);
        var content = await BeginAsync(blob, cancellation);
        await OrDeleteAsync(
            async () =>
            {
                await write(content);
                await content.DisposeAsync();
            },
            () => blob.DeleteIfExistsAsync(cancellationToken: CancellationToken.None));
        return Shown(blob);
    }

    private static async Task<Stream> BeginAsync(BlockBlobClient blob, CancellationToken cancellation)
    {
        try
        {
            var isNew = new BlockBlobOpenWriteOptions { OpenConditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
            return await blob.OpenWriteAsync(overwrite: true, isNew, cancellation);
        }
        catch (RequestFailedException fault) when (fault.Status is 409 or 412)
        {
            throw new CommandException($"'{Shown(blob)}' is there already; nothing was written");
        }
    }

    /// <summary>What was begun does not stay where it cannot be ended.</summary>
    private static async Task OrDeleteAsync(Func<Task> write, Func<Task> delete)
    {
        try
        {
            await write();
        }
        catch
        {
            await delete();
            throw;
        }
    }

    private static Uri? AddressOf(string text) => Ask.IsAddress(text) ? new Uri(text) : null;

    private static string Shown(BlockBlobClient blob) => blob.Uri.GetLeftPart(UriPartial.Path);

    private static BlockBlobClient BlobOf(Uri address, StorageAccount account)
    {
        if (address.Scheme != Uri.UriSchemeHttps && !address.IsLoopback)
            throw new CommandException("a backup goes to https only: it is readable by whoever sees it on its way");
        if (address.Query.Length > 1) return new BlockBlobClient(address);
        var service = account.Blobs(new BlobClientOptions());
        var own = service.Uri.AbsoluteUri.TrimEnd('/') + '/';
        if (address.AbsoluteUri.StartsWith(own, StringComparison.Ordinal)
            && address.AbsoluteUri[own.Length..].Split('/', 2) is [{ Length: > 0 } container, { Length: > 0 } blob])
            return service.GetBlobContainerClient(container).GetBlockBlobClient(Uri.UnescapeDataString(blob));
        return account.Credential is { } credential ? new BlockBlobClient(address, credential) : throw new CommandException(
            $"'{address.GetLeftPart(UriPartial.Path)}' is not in the app's own storage account: give an address with a signature of its "
                + "own");
    }
}
