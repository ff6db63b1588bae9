using System.Text.Json;
using Grain.Functions.Hosting;
using Grain.Functions.Storage;
using Grain.Local;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>The published executable on its own.</summary>
public sealed class StandaloneTests(OwnAccount account) : IClassFixture<OwnAccount>, IAsyncLifetime
{
    private const string Announcement = "grain: serving on ";
    private readonly string folder = Directory.CreateTempSubdirectory("grain-standalone-").FullName;
    private string root = null!;

    public async Task InitializeAsync() => root = await PublishedPackage.FolderAsync();

    public Task DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task It_says_where_it_serves_and_a_stop_ends_it_well()
    {
        await using var app = Start();
        using var client = await ClientAsync(app);
        Assert.Equal("""{"status":"ready"}""", await client.GetStringAsync(new Uri("/api/health/ready", UriKind.Relative)));
        await app.TerminateAsync();
        Assert.Equal(0, await app.ExitedAsync());
        Assert.Empty(app.Errors);
    }

    [Fact]
    public async Task It_pumps_its_queues_itself_and_after_a_kill_goes_on_with_what_was_left()
    {
        var queues = AppRoot.Load(root, new ConfigurationBuilder().Build()).Manifests.Values.Select(manifest => manifest.Trigger).OfType<QueueTrigger>().ToList();
        var storage = new StorageService(StorageAccount.Parse(account.ConnectionString));
        foreach (var queue in queues) await storage.Queue(queue.QueueName).SendAsync("no message of ours");
        await using (var first = Start())
        {
            using var client = await ClientAsync(first);
            first.Kill();
            Assert.Equal(137, await first.ExitedAsync());
        }

        await using var second = Start();
        foreach (var queue in queues)
            await Eventually.HoldsAsync(async () => await storage.Queue(queue.QueueName + "-poison").CountAsync() == 1);
        Assert.Contains(second.Errors, line => line.Contains("is put aside in", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Settings_come_from_the_local_file_too_and_the_environment_wins()
    {
        var values = new Dictionary<string, string> { ["Grain__Port"] = "1", ["Grain__LogLevel"] = "Debug", ["AzureWebJobsStorage"] = account.ConnectionString };
        await File.WriteAllTextAsync(Path.Combine(folder, "local.settings.json"), $$"""{"Values":{{Json(values)}}}""");
        await using var app = AppProcess.Start(Path.Combine(root, "Grain.Functions"), folder, new Dictionary<string, string> { ["Grain__Port"] = "0" });
        using var client = await ClientAsync(app);
        Assert.Equal("""{"status":"ready"}""", await client.GetStringAsync(new Uri("/api/health/ready", UriKind.Relative)));
    }

    [Fact]
    public async Task Storage_that_is_away_at_the_start_is_waited_for()
    {
        await using var absent = await AzuriteServer.StartAsync();
        absent.Kill();
        await using var app = Start(absent.ConnectionString);
        using var client = await ClientAsync(app);
        using var early = await client.GetAsync(new Uri("/api/health/ready", UriKind.Relative));
        Assert.Equal(503, (int)early.StatusCode);
        await absent.RestartAsync();
        await Eventually.HoldsAsync(async () =>
        {
            using var later = await client.GetAsync(new Uri("/api/health/ready", UriKind.Relative));
            return later.IsSuccessStatusCode;
        });
        Assert.False(app.HasExited);
    }

    private static string Json(Dictionary<string, string> values) =>
        "{" + string.Join(",", values.Select(value => $"\"{value.Key}\":\"{JsonEncodedText.Encode(value.Value)}\"")) + "}";

    private static async Task<HttpClient> ClientAsync(AppProcess app)
    {
        string? line = null;
        await Eventually.HoldsAsync(() => app.HasExited || (line = app.Output.FirstOrDefault(text => text.StartsWith(Announcement, StringComparison.Ordinal))) is not null);
        Assert.False(app.HasExited, string.Join(" | ", app.Errors));
        return new HttpClient { BaseAddress = new Uri(line![Announcement.Length..]) };
    }

    private AppProcess Start(string? connectionString = null) => AppProcess.Start(Path.Combine(root, "Grain.Functions"), folder, new Dictionary<string, string>
    {
        ["Grain__Port"] = "0",
        ["Grain__QueueLeaseSeconds"] = "2",
        ["AzureWebJobsStorage"] = connectionString ?? account.ConnectionString,
        ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:00",
    });
}
