using System.Net;
using System.Net.NetworkInformation;
using System.Text;
using System.Text.Json;
using Grain.Functions.Hosting;
using Grain.Functions.Storage;
using Microsoft.Extensions.Configuration;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>The published executable under (a stand-in for) the Functions host.</summary>
public sealed class CustomHandlerTests(OwnAccount account) : IClassFixture<OwnAccount>, IAsyncLifetime
{
    private string root = null!;

    public async Task InitializeAsync() => root = await PublishedPackage.FolderAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task It_serves_on_the_host_s_port_on_IPv4_loopback_alone_whatever_the_environment_says()
    {
        await using var host = await StartAsync();
        Assert.Equal("""{"status":"live"}""", await host.Client.GetStringAsync(new Uri("/api/health/live", UriKind.Relative)));
        Assert.Equal("""{"status":"ready"}""", await host.Client.GetStringAsync(new Uri("/api/health/ready", UriKind.Relative)));
        var listening = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(at => at.Port == host.Handler.Port || at.Port is > 0 and <= 7);
        Assert.Equal([new IPEndPoint(IPAddress.Loopback, host.Handler.Port)], listening);
        Assert.Equal(1, host.Handler.Lives);
    }

    [Fact]
    public async Task Its_lines_are_JSON_and_none_is_an_error()
    {
        await using var host = await StartAsync();
        await host.Client.GetStringAsync(new Uri("/api/health/ready?code=S3cret", UriKind.Relative));
        await Eventually.HoldsAsync(() => host.Handler.Output.Any());
        Assert.All(host.Handler.Output, line => Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind));
        Assert.DoesNotContain(host.Handler.Output, line => line.Contains("S3cret", StringComparison.Ordinal));
        Assert.Empty(host.Handler.Errors);
    }

    [Fact]
    public async Task Every_queue_and_timer_function_answers_its_invocations()
    {
        await using var host = await StartAsync();
        foreach (var manifest in AppRoot.Load(root, new ConfigurationBuilder().Build()).Manifests.Values)
        {
            if (manifest.Trigger is TimerTrigger)
                Assert.True((await host.FireTimerAsync(manifest.Name)).HasSucceeded);
            if (manifest.Trigger is not QueueTrigger) continue;
            var garbage = await host.DeliverAsync(manifest.Name, "no message of ours");
            Assert.False(garbage.HasSucceeded, $"{manifest.Name} took a message that is none: {garbage.Answer}");
            Assert.NotEmpty(JsonDocument.Parse(garbage.Answer).RootElement.GetProperty("Logs").EnumerateArray());
            Assert.False((await host.InvokeAsync(manifest.Name, Encoding.UTF8.GetBytes("{"))).HasSucceeded);
        }
    }

    [Fact]
    public async Task A_message_that_always_fails_ends_in_the_poison_queue_and_the_process_lives_on()
    {
        var queues = AppRoot.Load(root, new ConfigurationBuilder().Build()).Manifests.Values.Select(manifest => manifest.Trigger).OfType<QueueTrigger>().ToList();
        var storage = new StorageService(StorageAccount.Parse(account.ConnectionString));
        await using var host = await StartAsync(pumpQueues: true);
        foreach (var queue in queues) await storage.Queue(queue.QueueName).SendAsync("no message of ours");
        foreach (var queue in queues)
        {
            var poison = storage.Queue(queue.QueueName + "-poison");
            await Eventually.HoldsAsync(async () => await poison.CountAsync() == 1);
            Assert.Equal("no message of ours", MessageQueue.TextOf(Assert.Single(await poison.PeekAsync(1)).MessageText));
        }

        Assert.Equal((1, 0), (host.Handler.Lives, host.Handler.CountedErrors));
    }

    [Fact]
    public async Task Killed_it_comes_back_on_the_same_port_until_the_host_has_had_enough()
    {
        await using var host = await StartAsync();
        for (var kills = 1; kills <= 2; kills++)
        {
            host.Handler.Current.Kill();
            await Eventually.HoldsAsync(() => host.Handler.Lives == kills + 1);
            Assert.Equal("""{"status":"live"}""", await host.Client.GetStringAsync(new Uri("/api/health/live", UriKind.Relative)));
        }

        host.Handler.Current.Kill();
        await Eventually.HoldsAsync(() => host.Handler.IsGone);
        Assert.Equal((3, 3), (host.Handler.Lives, host.Handler.CountedErrors));
    }

    [Fact]
    public async Task Asked_to_stop_it_asks_to_be_restarted_without_an_error()
    {
        await using var host = await StartAsync();
        var first = host.Handler.Current;
        await first.TerminateAsync();
        Assert.Equal(200, await first.ExitedAsync());
        await Eventually.HoldsAsync(() => host.Handler.Lives == 2);
        await host.Handler.ReadyAsync();
        Assert.Equal(0, host.Handler.CountedErrors);
        Assert.Empty(first.Errors);
    }

    [Fact]
    public async Task What_no_route_takes_the_host_answers_and_what_the_app_refuses_is_a_problem()
    {
        await using var host = await StartAsync();
        using var nowhere = await host.Client.GetAsync(new Uri("/api/nowhere", UriKind.Relative));
        Assert.Equal((HttpStatusCode.NotFound, 0L), (nowhere.StatusCode, nowhere.Content.Headers.ContentLength));
        using var wrongMethod = await host.Client.DeleteAsync(new Uri("/api/health/live", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, wrongMethod.StatusCode);
        using var within = await host.Client.GetAsync(new Uri("/api/health/pulse", UriKind.Relative));
        Assert.Equal((HttpStatusCode.NotFound, "application/problem+json"), (within.StatusCode, within.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData("Grain__MaxBodyBytes", "much", "Grain__MaxBodyBytes is 'much'")]
    [InlineData("AzureWebJobsStorage", "AccountKey=c2VjcmV0", "AzureWebJobsStorage")]
    [InlineData("FUNCTIONS_CUSTOMHANDLER_PORT", "http", "FUNCTIONS_CUSTOMHANDLER_PORT is 'http'")]
    public async Task With_a_bad_setting_it_ends_with_an_error_that_names_it(string name, string value, string reason)
    {
        await using var app = AppProcess.Start(Path.Combine(root, "Grain.Functions"), root, Environment(FreePort.Next(), (name, value)));
        Assert.Equal(1, await app.ExitedAsync());
        var line = Assert.Single(app.Errors);
        Assert.Contains(reason, line, StringComparison.Ordinal);
        Assert.DoesNotContain("c2VjcmV0", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_its_port_taken_it_ends_with_an_error()
    {
        await using var host = await StartAsync();
        await using var second = AppProcess.Start(Path.Combine(root, "Grain.Functions"), root, Environment(host.Handler.Port));
        Assert.Equal(1, await second.ExitedAsync());
        Assert.Contains("address already in use", Assert.Single(second.Errors), StringComparison.Ordinal);
    }

    private Dictionary<string, string> Environment(int port, params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>
        {
            ["FUNCTIONS_CUSTOMHANDLER_PORT"] = $"{port}",
            ["AzureWebJobsStorage"] = account.ConnectionString,
        };
        foreach (var (name, value) in settings) environment[name] = value;
        return environment;
    }

    private Task<FunctionsHost> StartAsync(bool pumpQueues = false) => FunctionsHost.StartAsync(
        root,
        account.ConnectionString,
        new Dictionary<string, string> { ["AzureFunctionsJobHost__extensions__queues__visibilityTimeout"] = "00:00:00" },
        pumpQueues);
}
