using System.IO.Compression;
using Grain.Local;
using Xunit;

namespace Grain.Functions.Tests.Local;

public sealed class AppPackageTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain package ");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_executable_can_be_executed_and_everything_lies_where_the_host_looks()
    {
        PutApp();
        Put("app/Grain.Functions", "not really");
        var zip = Path.Combine(folder.FullName, "out", "grain.zip");
        AppPackage.Write(Path.Combine(folder.FullName, "app"), zip);

        using var archive = ZipFile.OpenRead(zip);
        Assert.Equal([".azurefunctions/function.deps.json", "Grain.Functions", "Grain.Functions.dll", "extensions.json",
            "functions.metadata", "host.json", "worker.config.json"], archive.Entries.Select(entry => entry.FullName));
        Assert.Equal(["644", "755", "644", "644", "644", "644", "644"],
            archive.Entries.Select(entry => Convert.ToString((entry.ExternalAttributes >> 16) & 0x1ff, 8)));
        using var reader = new StreamReader(archive.GetEntry("Grain.Functions")!.Open());
        Assert.Equal("not really", reader.ReadToEnd());
    }

    [Fact]
    public void The_same_app_gives_the_same_zip()
    {
        PutApp();
        var (first, second) = (Path.Combine(folder.FullName, "1.zip"), Path.Combine(folder.FullName, "2.zip"));
        AppPackage.Write(Path.Combine(folder.FullName, "app"), first);
        File.SetLastWriteTimeUtc(Path.Combine(folder.FullName, "app", "host.json"), new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        AppPackage.Write(Path.Combine(folder.FullName, "app"), second);
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
    }

    [Fact]
    public async Task Its_checksum_lies_beside_it()
    {
        var file = Path.Combine(folder.FullName, "a.zip");
        await File.WriteAllTextAsync(file, "abc");
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", await Checksum.WriteAsync(file, default));
        Assert.Equal(
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a.zip\n", await File.ReadAllTextAsync(file + ".sha256"));
    }

    [Theory]
    [InlineData("host.json")]
    [InlineData("worker.config.json")]
    [InlineData(".azurefunctions/function.deps.json")]
    public void A_folder_without_an_app_is_refused(string missing)
    {
        PutApp();
        File.Delete(Path.Combine(folder.FullName, "app", missing));
        var fault = Assert.Throws<InvalidOperationException>(() =>
            AppPackage.Write(Path.Combine(folder.FullName, "app"), Path.Combine(folder.FullName, "grain.zip")));
        Assert.Contains($"There is no {missing} in", fault.Message, StringComparison.Ordinal);
    }

    private void PutApp()
    {
        foreach (var name in new[] { "host.json", "worker.config.json", "functions.metadata", "extensions.json", "Grain.Functions.dll",
            ".azurefunctions/function.deps.json" })
            Put($"app/{name}", "{}");
    }

    private void Put(string path, string text)
    {
        var file = new FileInfo(Path.Combine(folder.FullName, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
    }
}
