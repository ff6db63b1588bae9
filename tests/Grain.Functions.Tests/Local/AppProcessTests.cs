using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using Grain.Functions.Tests.Storage;
using Grain.Local;
using Xunit;

namespace Grain.Functions.Tests.Local;

/// <summary>The app as a child process: it comes back after a crash, and never outlives whoever started it.</summary>
public class AppProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<string> said = new();

    [Fact]
    public async Task After_a_kill_it_serves_again_at_the_same_address()
    {
        await using var app = await AppProcess.StartAsync(await SettingsAsync(), said.Enqueue);
        var (address, process) = (app.Address, app.ProcessId);
        app.Kill();
        Assert.False(app.IsRunning);
        Assert.False(IsAlive(process));

        await app.RestartAsync();
        Assert.Equal(address, app.Address);
        Assert.NotEqual(process, app.ProcessId);
        using var http = new HttpClient { BaseAddress = app.Address };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("api/health/live")).StatusCode);
    }

    [Fact]
    public async Task When_it_is_asked_to_stop_the_app_ends_in_order()
    {
        await using var app = await AppProcess.StartAsync(await SettingsAsync(), said.Enqueue);
        await app.StopAsync();
        Assert.Equal(0, await app.WaitForExitAsync(CancellationToken.None));
        Assert.False(IsAlive(app.ProcessId));
    }

    [Fact]
    public async Task When_whoever_started_it_is_killed_the_app_ends_too()
    {
        using var parent = Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Grain.Local"))
        {
            ArgumentList = { "serve", "--port", "0", "--storage", (await SettingsAsync()).Storage },
            RedirectStandardOutput = true,
        })!;
        var app = 0;
        while (app == 0)
        {
            var line = await parent.StandardOutput.ReadLineAsync().WaitAsync(Patience) ?? throw new InvalidOperationException("It ended.");
            if (line.StartsWith("Grain serves on", StringComparison.Ordinal)) app = ChildOf(ChildOf(parent.Id));
        }

        Assert.True(IsAlive(app));
        parent.Kill();
        Assert.True(SpinWait.SpinUntil(() => !IsAlive(app), Patience), "the app is still there");
    }

    [Fact]
    public async Task An_app_that_does_not_start_tells_what_it_said()
    {
        var settings = await SettingsAsync() with { More = new Dictionary<string, string> { ["Grain__ShutdownSeconds"] = "soon" } };
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => AppProcess.StartAsync(settings, said.Enqueue));
        Assert.Contains("exit code 1", fault.Message, StringComparison.Ordinal);
        Assert.Contains("ShutdownSeconds", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_app_that_was_not_built_is_named()
    {
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => AppProcess.StartAsync(new AppSettings("/no/such/app", ""), said.Enqueue));
        Assert.Contains("/no/such/app", fault.Message, StringComparison.Ordinal);
    }

    private static async Task<AppSettings> SettingsAsync() => new(Repository.Find().AppExecutable, await Azurite.ConnectionStringAsync(Azurite.NewAccount()));

    private static bool IsAlive(int process) => Directory.Exists($"/proc/{process}") && !File.ReadAllText($"/proc/{process}/stat").Contains(") Z ", StringComparison.Ordinal);

    /// <summary>The first child of a process.</summary>
    private static int ChildOf(int process) =>
        int.Parse(File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ')[0], CultureInfo.InvariantCulture);
}
