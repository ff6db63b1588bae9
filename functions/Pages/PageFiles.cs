using System.Collections.Frozen;

namespace Grain.Functions.Pages;

/// <summary>
/// The built dashboard, read when it is first asked for and kept: half a megabyte. What is answered is what was found then, by its whole
/// address, so that no address leads out of the folder.
/// </summary>
/// <param name="folder">Where it lies; it need not be there.</param>
internal sealed class PageFiles(string folder)
{
    private const string Compressed = ".br";

    private static readonly FrozenDictionary<string, string> MediaTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".txt"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary();

    private readonly Lazy<FrozenDictionary<string, PageFile>> files = new(() => Read(folder));

    /// <summary>Where the build puts it, beside the app.</summary>
    public static string FolderOfApp => Path.Combine(AppContext.BaseDirectory, "pages");

    /// <summary>The page itself, which every address of the dashboard is answered with; absent without a dashboard.</summary>
    public PageFile? Index => Find("/index.html");

    /// <summary>The file at an address, such as <c>/favicon.svg</c>.</summary>
    public PageFile? Find(string path) => files.Value.GetValueOrDefault(path);

    private static FrozenDictionary<string, PageFile> Read(string folder)
    {
        if (!Directory.Exists(folder)) return FrozenDictionary<string, PageFile>.Empty;
        var found = new Dictionary<string, PageFile>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            if (!MediaTypes.TryGetValue(Path.GetExtension(file), out var type)) continue;
            var content = File.ReadAllBytes(file);
            var compressed = File.Exists(file + Compressed) ? File.ReadAllBytes(file + Compressed) : null;
            found["/" + Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/')] =
                new PageFile(content, compressed, type, Convert.ToHexStringLower(SHA256.HashData(content))[..32]);
        }

        return found.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <summary>A file of the dashboard.</summary>
/// <param name="Content">What is in it.</param>
/// <param name="Compressed">The same by Brotli, made when it was built; absent if that is no shorter.</param>
/// <param name="MediaType">What it is.</param>
/// <param name="Hash">Changes with its content.</param>
internal sealed record PageFile(byte[] Content, byte[]? Compressed, string MediaType, string Hash);
