using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Webhooks.Commits;

/// <summary>Tells which parts of a repository a commit changes, by the paths of its files.</summary>
internal static class ChangedFolders
{
    /// <summary>A commit that changes more is not work on a part but on the whole.</summary>
    public const int FoldersMax = 8;

    /// <summary>How deep a part lies: <c>functions/Webhooks</c>.</summary>
    private const int Depth = 2;

    private const int LengthMax = 100;

    /// <summary>The folders, each once, in ordinal order; of more than <see cref="FoldersMax"/> the first ones.</summary>
    /// <param name="paths">Paths of files, with <c>/</c> between the folders.</param>
    public static IReadOnlyCollection<string> Of(IEnumerable<string> paths)
    {
        var folders = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var end = EndOfFolder(path);
            if (end is <= 0 or > LengthMax || path.AsSpan(0, end).ContainsAnyInRange('\0', '\u001F')) continue;
            if (Addresses.AreIn(path[..end])) continue; // a folder's name stands in ids
            folders.Add(path[..end]);
            if (folders.Count > FoldersMax) folders.Remove(folders.Max!);
        }

        return folders;
    }

    private static int EndOfFolder(string path)
    {
        var end = -1;
        for (var level = 0; level < Depth && path.IndexOf('/', end + 1) is var next and >= 0; level++) end = next;
        return end;
    }
}
