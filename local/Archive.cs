using System.Formats.Tar;
using System.IO.Compression;

namespace Grain.Local;

/// <summary>
/// The archive that runs without a .NET SDK and without Node: the worker, the stand-in for the Functions host and the verbs in one folder
/// with the runtime they share, and a script <c>grain</c> beside it.
/// </summary>
internal static class Archive
{
    private const string Name = $"grain-{AppPackage.Runtime}";

    private const string Script = $"""
        #!/bin/sh
        [ "$1" != help ] || set -- --help
        exec "$(dirname -- "$(readlink -f -- "$0")")/{Repository.ArchivedPrograms}/Grain.Local" "$@"

        """;

    /// <summary>What is started; everything else is read.</summary>
    private static readonly string[] Executables = ["Grain.Local", "Grain.Functions", "createdump"];

    /// <summary>Only the Functions host of Azure reads these.</summary>
    private static readonly string[] OfAzure = [".azurefunctions", "extensions.json", "functions.metadata"];

    /// <summary>Files of the clone that go along.</summary>
    private static readonly string[] Beside = ["LICENSE", "CHANGELOG.md", "local.settings.sample.json"];

    /// <summary>Puts the published tools into an archive, replacing it. The same files make the same archive.</summary>
    /// <param name="repository">The clone.</param>
    /// <param name="programs">The folder of the tools, published with their runtime.</param>
    /// <returns>Its path.</returns>
    public static string Write(Repository repository, string programs)
    {
        var path = Path.Combine(repository.ArtifactsFolder, Name + ".tar.gz");
        using var zip = new GZipStream(File.Create(path), CompressionLevel.SmallestSize);
        using var tar = new TarWriter(zip, TarEntryFormat.Pax);
        Add(tar, "grain", new MemoryStream(Encoding.UTF8.GetBytes(Script)), AppPackage.Runnable);
        foreach (var name in Beside) AddFile(tar, name, Path.Combine(repository.Root, name));
        foreach (var file in Directory.EnumerateFiles(programs, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(programs, file);
            if (!OfAzure.Contains(name.Split(Path.DirectorySeparatorChar)[0])) AddFile(tar, $"{Repository.ArchivedPrograms}/{name}", file);
        }

        return path;
    }

    private static void AddFile(TarWriter tar, string name, string path)
    {
        using var content = File.OpenRead(path);
        Add(tar, name, content, Executables.Contains(Path.GetFileName(name)) ? AppPackage.Runnable : AppPackage.Readable);
    }

    private static void Add(TarWriter tar, string name, Stream content, UnixFileMode mode) =>
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, $"{Name}/{name}")
        {
            DataStream = content,
            Mode = mode,
            ModificationTime = AppPackage.EntryTime,
        });
}
