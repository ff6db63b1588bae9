namespace Grain.Functions.SourceCred.Files;

/// <summary>
/// The files of a SourceCred instance, wherever they lie: in a folder, in a branch, in an archive. Read only. Paths are those of an
/// instance: <c>data/ledger.json</c>, <c>config/weights.json</c>, <c>output/graphs/sourcecred/github/graph</c>.
/// </summary>
public sealed class InstanceFiles
{
    /// <summary>Where the ledger lies.</summary>
    public const string LedgerPath = "data/ledger.json";

    /// <summary>How the same file may end: later versions deflate it and give it no ending, earlier ones wrote it as it is.</summary>
    private static readonly string[] Endings = ["", ".json", ".json.gzip", ".json.gz", ".gz"];

    private readonly IReadOnlyDictionary<string, Func<Stream>> files;
    private readonly Dictionary<string, string> lent = new(StringComparer.Ordinal);

    /// <summary>The files of one place. An instance that lies in a folder of it is found there.</summary>
    /// <param name="source">What people call the place.</param>
    /// <param name="files">Opens each file as it is stored, by path with <c>/</c>.</param>
    /// <exception cref="InstanceException">There are several instances in it.</exception>
    public InstanceFiles(string source, IReadOnlyDictionary<string, Func<Stream>> files)
    {
        Source = source;
        var root = RootOf([.. files.Keys]);
        this.files = files.Where(file => file.Key.StartsWith(root, StringComparison.Ordinal))
            .ToDictionary(file => file.Key[root.Length..], file => file.Value, StringComparer.Ordinal);
    }

    /// <summary>What people call the place.</summary>
    public string Source { get; }

    /// <summary>All paths, in ordinal order.</summary>
    public IEnumerable<string> Paths => files.Keys.Order(StringComparer.Ordinal);

    /// <summary>Whether there is a file of exactly this path.</summary>
    public bool Has(string path) => files.ContainsKey(path);

    /// <summary>The path of a file that may be packed: as it is named, or with an ending behind it.</summary>
    /// <param name="path">The path without what packs it: <c>output/credGrainView</c>, <c>data/ledger.json</c>.</param>
    /// <returns><see langword="null"/> if there is none.</returns>
    public string? Find(string path) =>
        Endings.Select(ending => path + ending)
            .Concat(path.EndsWith(".json", StringComparison.Ordinal) ? [path + ".gzip"] : []).FirstOrDefault(files.ContainsKey);

    /// <summary>Opens a file and unpacks it, whatever its name says: gzip, zlib or plain; a byte order mark is left out.</summary>
    /// <param name="path">One of <see cref="Paths"/>.</param>
    /// <exception cref="InstanceException">There is no such file.</exception>
    public Stream Open(string path) => files.TryGetValue(path, out var open) ? Packed.Unpack(open())
        : throw new InstanceException($"there is no file {path} in {Source}");

    /// <summary>Opens the file that <see cref="Find"/> finds; <see langword="null"/> if there is none.</summary>
    public Stream? TryOpen(string path) => Find(path) is { } found ? Open(found) : null;

    /// <summary>These files, and of those that are missing here the other place's.</summary>
    public InstanceFiles Over(InstanceFiles other)
    {
        var all = new Dictionary<string, Func<Stream>>(files, StringComparer.Ordinal);
        string[] missing = [.. other.files.Keys.Where(path => Endings.All(ending => Find(Bare(path) + ending) is null))];
        foreach (var path in missing) all[path] = other.files[path];
        var both = new InstanceFiles(Source, all);
        foreach (var (path, lender) in lent) both.lent[path] = lender;
        foreach (var path in missing) both.lent[path] = other.LenderOf(path) ?? other.Source;
        return both;
    }

    /// <summary>The other place that a file comes from; <see langword="null"/> if it lies in <see cref="Source"/>.</summary>
    public string? LenderOf(string path) => lent.GetValueOrDefault(path);

    private static string Bare(string path)
    {
        foreach (var ending in Endings.Where(ending => ending.Length > 0).OrderByDescending(ending => ending.Length).Append(".gzip"))
            if (path.EndsWith(ending, StringComparison.Ordinal)) return path[..^ending.Length];
        return path;
    }

    /// <summary>The folder that the instance lies in, with a slash behind it; nothing if it is the place itself.</summary>
    private static string RootOf(IReadOnlyList<string> paths)
    {
        if (paths.Any(path => path is LedgerPath or "sourcecred.json")) return "";
        string[] roots =
        [
            .. paths.Where(path => path.EndsWith($"/{LedgerPath}", StringComparison.Ordinal))
                .Select(path => path[..^LedgerPath.Length]).Distinct().Order(StringComparer.Ordinal),
        ];
        return roots.Length switch
        {
            0 => "",
            1 => roots[0],
            _ => throw new InstanceException($"there are several instances: {string.Join(", ", roots.Select(root => root.TrimEnd('/')))}; "
                + "name the folder of one"),
        };
    }
}

/// <summary>An instance cannot be read, or what is in it cannot be taken. The message says where and why.</summary>
public sealed class InstanceException(string message) : FormatException(message);
