using CliWrap;
using Grain.Functions.SourceCred.Files;
using Grain.Functions.SourceCred.Ledger;
using Grain.Local.Histories;

namespace Grain.Local.SourceCred;

/// <summary>
/// Finds an instance on this machine: in a folder, and if that is a checkout, in the branch that SourceCred publishes, too. Of several the
/// one with the longer ledger counts, and the others have what is missing there.
/// </summary>
internal sealed class InstancePlaces : IAsyncDisposable
{
    private const string Published = "gh-pages";
    private readonly List<Stream> archives = [];

    /// <summary>What to say of what was found.</summary>
    public string? Remark { get; private set; }

    /// <summary>Opens it.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="branch">Only this branch; else all that there is.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="FormatException">There is no instance.</exception>
    public async Task<InstanceFiles> OpenAsync(string folder, string? branch, CancellationToken cancellation)
    {
        if (File.Exists(folder)) return InstanceArchive.Open(folder, Kept(InstanceArchive.Unzipped(Kept(File.OpenRead(folder)))));
        if (branch is not null)
            return await OfBranchAsync(folder, branch, cancellation)
                ?? throw new CommandException($"there is no branch '{branch}' in {folder}");
        List<InstanceFiles> found = [InstanceFolder.Open(folder)];
        string[] branches = [.. IsInstance(found[0]) ? [] : new[] { "HEAD" }, Published, $"origin/{Published}"];
        foreach (var name in branches)
            if (await OfBranchAsync(folder, name, cancellation) is { } other) found.Add(other);
        var lengths = found.ToDictionary(each => each, each => LedgerReader.Open(each).Text.Events.Count);
        InstanceFiles[] ordered = [.. found.OrderByDescending(each => lengths[each])];
        if (lengths[ordered[0]] == 0 && !ordered.Any(IsInstance))
            throw new CommandException($"there is no instance of SourceCred in {folder}: it has neither {InstanceFiles.LedgerPath} nor "
                + "sourcecred.json");
        if (ordered.Count(each => lengths[each] > 0) > 1)
            Remark = $"the ledger of {ordered[0].Source} is taken, which has {lengths[ordered[0]]} events; "
                + string.Join(", ", ordered.Skip(1).Where(each => lengths[each] > 0)
                    .Select(each => $"that of {each.Source} has {lengths[each]}"));
        return ordered.Skip(1).Aggregate(ordered[0], (all, next) => all.Over(next));
    }

    private static bool IsInstance(InstanceFiles files) => files.Has(InstanceFiles.LedgerPath) || files.Has("sourcecred.json");

    private static async Task<InstanceFiles?> OfBranchAsync(string folder, string branch, CancellationToken cancellation)
    {
        string[] ask = ["rev-parse", "--verify", "--quiet", "--end-of-options", $"{branch}^{{commit}}"];
        if (!Directory.Exists(folder) || await Git.TryReadAsync(folder, ask, cancellation) is not { } tip) return null;
        var names = await Git.TryReadAsync(folder, ["ls-tree", "-r", "-z", "--name-only", "--full-tree", tip], cancellation) ?? "";
        return new InstanceFiles($"the branch {branch} of {folder}", names.Split('\0', StringSplitOptions.RemoveEmptyEntries)
            .ToDictionary(name => name, name => (Func<Stream>)(() => Read(folder, $"{tip}:{name}", cancellation)), StringComparer.Ordinal));
    }

    /// <summary>A file of a commit, read when it is asked for, into a file of its own that is gone when it is closed.</summary>
    private static FileStream Read(string folder, string blob, CancellationToken cancellation)
    {
        var copy = new FileStream(Path.GetTempFileName(), FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1 << 16,
            FileOptions.DeleteOnClose);
        // Files are opened where nobody can wait otherwise; a command has this thread for itself.
        Git.RunAsync(folder, ["cat-file", "blob", blob], PipeTarget.ToStream(copy), cancellation).GetAwaiter().GetResult();
        copy.Position = 0;
        return copy;
    }

    private T Kept<T>(T archive) where T : Stream
    {
        archives.Add(archive);
        return archive;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var archive in archives) await archive.DisposeAsync();
    }
}
