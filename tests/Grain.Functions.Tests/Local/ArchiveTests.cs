using System.Formats.Tar;
using System.IO.Compression;
using Grain.Local;
using Xunit;

namespace Grain.Functions.Tests.Local;

/// <summary>The archive for machines with nothing on them.</summary>
public sealed class ArchiveTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain-archive");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void It_holds_what_runs_and_nothing_of_Azure_s()
    {
        var entries = Read(Write());
        Assert.Equal(
            ["grain", "LICENSE", "CHANGELOG.md", "local.settings.sample.json", "lib/Grain.Functions", "lib/Grain.Local", "lib/host.json",
                "lib/sub/some.dll"],
            entries.Select(entry => entry.Name["grain-linux-x64/".Length..]));
        Assert.Equal(["grain", "Grain.Functions", "Grain.Local"],
            entries.Where(entry => entry.Mode.HasFlag(UnixFileMode.OtherExecute)).Select(entry => Path.GetFileName(entry.Name)));
    }

    [Fact]
    public void The_same_files_make_the_same_archive()
    {
        var first = File.ReadAllBytes(Write());
        File.SetLastWriteTimeUtc(Path.Combine(folder.FullName, "programs", "host.json"), DateTime.UnixEpoch);
        Assert.Equal(first, File.ReadAllBytes(Write()));
    }

    [Fact]
    public void A_program_of_a_clone_is_no_archive() => Assert.True(Repository.FindClone("demo").IsClone);

    private string Write()
    {
        var repository = new Repository(folder.FullName);
        var programs = Path.Combine(folder.FullName, "programs");
        foreach (var file in (string[])["LICENSE", "CHANGELOG.md", "local.settings.sample.json", "artifacts/x", "programs/Grain.Local",
            "programs/Grain.Functions", "programs/host.json", "programs/sub/some.dll", "programs/functions.metadata",
            "programs/.azurefunctions/host.dll"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder.FullName, file))!);
            File.WriteAllText(Path.Combine(folder.FullName, file), file);
        }

        return Archive.Write(repository, programs);
    }

    private static List<TarEntry> Read(string path)
    {
        using var tar = new TarReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var entries = new List<TarEntry>();
        while (tar.GetNextEntry() is { } entry) entries.Add(entry);
        return entries;
    }
}
