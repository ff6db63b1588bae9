using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Credits;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local;
using Grain.Local.Host;
using Xunit;

namespace Grain.Functions.Tests.Local.Host;

/// <summary>
/// The app as a process of its own: it comes back after a crash, never outlives its host, and what a crash left undone is done.
/// </summary>
public sealed class WorkerProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> said = new();

    [Fact]
    public async Task After_a_kill_it_serves_again_at_the_same_address_and_asked_to_stop_it_ends()
    {
        var host = await StartAsync(await AccountAsync());
        var killed = host.WorkerProcessId;
        Assert.True(IsAlive(killed));
        host.KillWorker();
        using var http = TestHost.ClientOf(host.Address);
        await Eventually.HoldsAsync(async () =>
            (await http.GetAsync(new Uri("api/health/live", UriKind.Relative))).StatusCode == HttpStatusCode.OK
                && host.WorkerProcessId != killed);
        Assert.False(IsAlive(killed));
        var second = host.WorkerProcessId;
        await host.DisposeAsync();
        Assert.False(IsAlive(second));
    }

    [Fact]
    public async Task A_request_that_the_host_just_takes_is_answered_by_the_worker()
    {
        await using var host = await StartAsync(await AccountAsync());
        using var http = TestHost.ClientOf(host.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/health/live");
        for (var i = 0; i < 98; i++) request.Headers.Add($"X-{i}", new string('x', 300)); // 100 are allowed, of 32 KiB
        using var answer = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Whatever_lies_in_a_queue_is_worked_off_or_put_aside_also_after_a_kill()
    {
        var account = await AccountAsync();
        var storage = new StorageService(StorageAccount.Parse(account), Azurite.Settings());
        foreach (var queue in Queues.All) await storage.Queue(queue).SendAsync("no message of ours");
        await using var host = await StartAsync(account);
        host.KillWorker();
        foreach (var queue in Queues.All)
            await Eventually.HoldsAsync(async () => await storage.Queue(queue + "-poison").CountAsync() == 1);
    }

    [Fact]
    public async Task Storage_that_is_away_at_the_start_is_waited_for_and_its_queues_are_read_when_it_comes()
    {
        await using var absent = await AzuriteServer.StartAsync();
        var storage = new StorageService(StorageAccount.Parse(absent.ConnectionString), Azurite.Settings());
        await storage.Queue("grants").SendAsync("no message of ours");
        absent.Kill();
        await using var host = await StartAsync(absent.ConnectionString);
        using var http = TestHost.ClientOf(host.Address);
        var ready = new Uri("api/health/ready", UriKind.Relative);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync(ready)).StatusCode);
        await Eventually.HoldsAsync(() => said.Any(line => line.Contains("wait for storage", StringComparison.Ordinal)));
        await absent.RestartAsync();
        await Eventually.HoldsAsync(async () => (await http.GetAsync(ready)).IsSuccessStatusCode);
        await storage.Queue("grants").SendAsync("no message of ours"); // the emulator may have lost the first with its memory
        await Eventually.HoldsAsync(async () => await storage.Queue("grants-poison").CountAsync() > 0);
        // Each reason once, whatever it takes the emulator to come.
        Assert.Distinct(said.Where(line => line.Contains("wait for storage", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_host_that_is_killed_takes_its_worker_along_and_the_next_one_goes_on_with_what_was_left()
    {
        const int Messages = 200;
        var account = await AccountAsync();
        var storage = new StorageService(StorageAccount.Parse(account), Azurite.Settings());
        var (space, _) = await new SpaceDirectory(storage, TimeProvider.System).CreateAsync("left", 4, new SpaceConfig(), default);
        foreach (var number in Enumerable.Range(0, Messages))
            await storage.Queue(TaskCreditQueue.Name)
                .SendAsync(TaskCreditQueue.Text(space.Name, CreditsFixture.Earn($"node{number % 7}", $"t{number}")));

        using (var first = await ServeAsync(account))
        {
            var worker = ChildOf(ChildOf(first.Id));
            Assert.True(IsAlive(worker));
            await Eventually.HoldsAsync(async () => await storage.Queue(TaskCreditQueue.Name).CountAsync() < Messages);
            first.Kill();
            Assert.True(SpinWait.SpinUntil(() => !IsAlive(worker), Patience), "the worker is still there");
        }

        using var second = await ServeAsync(account);
        await Eventually.HoldsAsync(async () => await storage.Queue(TaskCreditQueue.Name).CountAsync() == 0);
        second.Kill();
        var entries = 0L;
        await foreach (var head in new CreditLedger(storage, TimeProvider.System).ReadHeadsAsync(space.Journal, default))
            entries += head.Seq;
        Assert.Equal(Messages, entries);
    }

    [Theory]
    [InlineData("Grain__ShutdownSeconds", "soon", "ShutdownSeconds")]
    [InlineData("Grain__MaxBodyBytes", "12", "MaxBodyBytes")]
    [InlineData("Grain__SecretKeys", "short", "SecretKeys")]
    [InlineData("AzureWebJobsStorage", "AccountName=a;AccountKey=S3cret", "AzureWebJobsStorage")]
    public async Task An_app_that_does_not_start_tells_why_in_a_line(string setting, string value, string named)
    {
        var settings = new Dictionary<string, string> { ["AzureWebJobsStorage"] = "UseDevelopmentStorage=true", [setting] = value };
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            FunctionsHost.StartAsync(new FunctionsHostOptions(TestHost.AppFolder) { Settings = settings, Log = said.Enqueue }));
        Assert.Contains("exit code 1", fault.Message, StringComparison.Ordinal);
        Assert.Contains(said,
            line => line.StartsWith("grain: cannot run: ", StringComparison.Ordinal) && line.Contains(named, StringComparison.Ordinal));
        Assert.DoesNotContain("S3cret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_was_not_built_is_named()
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() => FunctionsHost.StartAsync(new FunctionsHostOptions("/no/such/app")));
        Assert.Contains("/no/such/app", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<string> AccountAsync() => await Azurite.ConnectionStringAsync(MemoryAccount.New());

    private Task<FunctionsHost> StartAsync(string account) => TestHost.StartProcessAsync(account, log: said.Enqueue);

    private static async Task<Process> ServeAsync(string account)
    {
        var serve = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Grain.Local"))
        {
            ArgumentList = { "serve", "--port", "0", "--lease", "2", "--storage", account },
            RedirectStandardOutput = true,
        })!;
        while (await serve.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            if (!line.StartsWith("Grain serves on", StringComparison.Ordinal)) continue;
            _ = serve.StandardOutput.ReadToEndAsync();
            return serve;
        }

        throw new InvalidOperationException("It ended.");
    }

    private static bool IsAlive(int process) =>
        Directory.Exists($"/proc/{process}") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);

    /// <summary>The first child of a process, whichever of its threads began it.</summary>
    private static int ChildOf(int process) =>
        Directory.GetDirectories($"/proc/{process}/task").SelectMany(ChildrenOf)
            .Select(child => int.Parse(child, CultureInfo.InvariantCulture)).First();

    private static string[] ChildrenOf(string thread)
    {
        try
        {
            return File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (IOException)
        {
            return []; // it has ended, and another thread has its children
        }
    }
}
