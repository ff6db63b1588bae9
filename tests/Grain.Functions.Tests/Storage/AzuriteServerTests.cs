using Azure.Data.Tables;
using Grain.Functions.Storage;
using Grain.Local;
using Xunit;

namespace Grain.Functions.Tests.Storage;

public sealed class AzuriteServerTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("grain-azurite-");

    [Fact]
    public async Task Data_in_a_folder_is_there_again_for_the_next_one_under_another_key()
    {
        string before;
        await using (var first = await AzuriteServer.StartAsync(folder.FullName))
        {
            var service = new StorageService(StorageAccount.Parse(first.ConnectionString), Azurite.Settings());
            await service.Table("kept").AddAsync(new TableEntity("p", "r") { ["n"] = 1 });
            await service.Queue("kept").SendAsync("m");
            await service.Container("kept").UploadAsync("b", "x"u8.ToArray());
            before = KeyOf(first);
        }

        await using var second = await AzuriteServer.StartAsync(folder.FullName);
        var again = new StorageService(StorageAccount.Parse(second.ConnectionString), Azurite.Settings());
        Assert.Equal(1, (await again.Table("kept").FindAsync("p", "r"))!.Required<int>("n"));
        Assert.Equal("m", MessageQueue.TextOf(Assert.Single(await again.Queue("kept").PeekAsync(1)).MessageText));
        Assert.NotNull(await again.Container("kept").DownloadAsync("b"));
        Assert.NotEqual(before, KeyOf(second));
    }

    [Fact]
    public async Task Two_do_not_get_in_each_others_way_and_stopping_twice_is_harmless()
    {
        await using var first = await AzuriteServer.StartAsync();
        await using var second = await AzuriteServer.StartAsync();
        int[] ports = [first.BlobPort, first.QueuePort, first.TablePort, second.BlobPort, second.QueuePort, second.TablePort];
        Assert.Equal(6, ports.Distinct().Count());
        await first.StopAsync();
        await first.StopAsync();
        Assert.False(first.IsRunning);
        Assert.True(second.IsRunning);
        await Assert.ThrowsAsync<InvalidOperationException>(() => second.RestartAsync());
    }

    [Fact]
    public void Its_key_is_told_to_this_user_alone_even_over_what_a_crash_left()
    {
        var path = Path.Combine(folder.FullName, "told");
        File.WriteAllText(path, "of before");
        using (new ConnectionFile(path, "AccountKey=x"))
        {
            Assert.Equal("AccountKey=x", File.ReadAllText(path).Trim());
            if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }

        Assert.False(File.Exists(path));
    }

    private static string KeyOf(AzuriteServer azurite) =>
        azurite.ConnectionString.Split(';').Single(part => part.StartsWith("AccountKey=", StringComparison.Ordinal));

    public void Dispose() => folder.Delete(recursive: true);
}
