using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text;
using Grain.Functions.Tests.Hosting;
using Grain.Local.Host;
using Grain.Local.Host.Protocol;
using Xunit;
using FunctionsHost = Grain.Local.Host.FunctionsHost;

namespace Grain.Functions.Tests.Local.Host;

/// <summary>The stand-in with a worker that only speaks the protocol.</summary>
public sealed class FunctionsHostTests : IDisposable
{
    private static readonly RpcFunctionMetadata[] App =
    [
        Described.Http("Things", "api/things/{id}", "get", "post").Metadata,
        Described.Timer("Tick", "0 0 0 1 1 *").Metadata,
    ];

    private readonly string folder = Directory.CreateTempSubdirectory("grain-host").FullName;
    private readonly ConcurrentQueue<InvocationRequest> invocations = [];
    private readonly ConcurrentQueue<HttpRequestMessage> requests = [];
    private readonly Dictionary<string, string> settings = new() { ["AzureWebJobsDisableHomepage"] = "true" };

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_request_goes_to_the_worker_while_its_function_runs()
    {
        await using var host = await StartAsync();
        using var http = TestHost.ClientOf(host.Address);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/things/a%2Fb?n=1&n=2&code=secret");
        request.Headers.Add("x-ms-invocation-id", "forged");
        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var run = Assert.Single(invocations);
        Assert.Equal("id-Things", run.FunctionId);
        Assert.Equal("request", Assert.Single(run.InputData).Name);
        Assert.Equal("2", run.TriggerMetadata["n"].String);
        Assert.Equal("a%2Fb", run.TriggerMetadata["id"].String);
        Assert.DoesNotContain("code", run.TriggerMetadata.Keys);
        var forwarded = Assert.Single(requests);
        Assert.Equal("/api/things/a%252Fb?n=1&n=2&code=secret", forwarded.RequestUri!.PathAndQuery);
        Assert.Equal(run.InvocationId, Assert.Single(forwarded.Headers.GetValues("x-ms-invocation-id")));
        Assert.Equal(host.Address.Authority, Assert.Single(forwarded.Headers.GetValues("X-Forwarded-Host")));
    }

    [Fact]
    public async Task A_function_that_fails_gives_500_and_nothing_else()
    {
        await using var host = await StartAsync((_, _) => throw new InvalidOperationException("secret"));
        using var http = TestHost.ClientOf(host.Address);
        using var answer = await http.GetAsync("api/things/1");
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("GET", "api/none", 404)]
    [InlineData("DELETE", "api/things/1", 404)]
    [InlineData("HEAD", "", 204)]
    [InlineData("GET", "admin/host/status", 200)]
    [InlineData("POST", "admin/functions/none", 404)]
    [InlineData("POST", "admin/functions", 404)]
    [InlineData("GET", "admin/functions/Tick", 404)]
    [InlineData("POST", "admin/functions/Tick", 400)]
    public async Task Addresses_that_no_function_has_are_answered_by_the_host(string method, string path, int status)
    {
        await using var host = await StartAsync();
        using var http = TestHost.ClientOf(host.Address);
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await http.SendAsync(request);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Empty(invocations);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        settings["FUNCTIONS_REQUEST_BODY_SIZE_LIMIT"] = "10";
        await using var host = await StartAsync();
        using var http = TestHost.ClientOf(host.Address);
        using var answer = await http.PostAsync("api/things/1", new StringContent("more than ten", Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("grain.example", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.Forbidden)]
    public async Task Only_names_that_were_given_lead_here(string name, HttpStatusCode status)
    {
        await using var host = await StartAsync();
        using var http = TestHost.ClientOf(host.Address);
        http.DefaultRequestHeaders.Host = name;
        Assert.Equal(status, (await http.GetAsync("api/things/1")).StatusCode);
    }

    [Fact]
    public async Task A_call_under_way_fails_when_the_worker_dies_and_the_next_one_gets_a_new_worker()
    {
        await using var host = await StartAsync(
            async (_, stop) => await (invocations.Count == 1 ? Task.Delay(Timeout.Infinite, stop) : Task.CompletedTask),
            async _ =>
            {
                if (requests.Count == 1) await Task.Delay(Timeout.Infinite);
                return new HttpResponseMessage(HttpStatusCode.OK);
            });
        using var http = TestHost.ClientOf(host.Address);
        var underWay = http.GetAsync("api/things/1");
        await Eventually.HoldsAsync(() => invocations.Count == 1);
        host.KillWorker();
        Assert.Equal(HttpStatusCode.BadGateway, (await underWay).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("api/things/2")).StatusCode);
    }

    [Fact]
    public async Task A_worker_that_never_starts_is_given_up_with_what_it_said()
    {
        var starts = 0;
        var options = new FunctionsHostOptions(
            folder)
        {
            Launch = (start, _) => Task.FromResult<Worker>(Interlocked.Increment(ref starts) == 0 ? null! : new WorkerProcess(
                Grain.Local.ChildProcess.Start(["/bin/sh", "-c", "echo oh no; exit 3"], new Dictionary<string, string?>(), _ => { }))),
            Log = _ => { }
        };
        await WriteHostJsonAsync();
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => FunctionsHost.StartAsync(options));
        Assert.Contains("exit code 3: oh no", fault.Message, StringComparison.Ordinal);
        Assert.Equal(1, starts); // what it says would be the same each time
    }

    [Fact]
    public async Task A_worker_that_is_slow_to_start_is_started_again_also_the_first()
    {
        var starts = 0;
        var good = FakeWorker.Launch(App, (_, _) => Task.CompletedTask);
        await WriteHostJsonAsync();
        await using var host = await FunctionsHost.StartAsync(new FunctionsHostOptions(folder)
        {
            Launch = (start, cancellation) => Interlocked.Increment(ref starts) > 1 ? good(start, cancellation)
                : Task.FromResult<Worker>(new WorkerProcess(
                    Grain.Local.ChildProcess.Start(["/bin/sleep", "600"], new Dictionary<string, string?>(), _ => { }))),
            StartTimeout = TimeSpan.FromSeconds(1),
            Listens = false,
            Log = _ => { },
        });
        Assert.Equal(["Things", "Tick"], host.Functions.Select(function => function.Name));
        Assert.True(starts > 1);
    }

    [Fact]
    public async Task A_folder_without_an_app_is_named()
    {
        await WriteHostJsonAsync();
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            FunctionsHost.StartAsync(new FunctionsHostOptions(folder) { Log = _ => { } }));
        Assert.Contains("worker.config.json", fault.Message, StringComparison.Ordinal);
    }

    [Fact, UnsupportedOSPlatform("windows")]
    public async Task A_worker_that_is_a_program_of_its_own_is_started_without_dotnet()
    {
        await WriteHostJsonAsync();
        var program = Path.Combine(folder, "own");
        await File.WriteAllTextAsync(program, "#!/bin/sh\necho own $1; exit 3\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        await File.WriteAllTextAsync(Path.Combine(folder, "worker.config.json"),
            """{ "description": { "defaultExecutablePath": "{WorkerRoot}own", "defaultWorkerPath": "own.dll" } }""");
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            FunctionsHost.StartAsync(new FunctionsHostOptions(folder) { Log = _ => { } }));
        Assert.Contains("exit code 3: own --functions-uri", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var first = await StartAsync();
        var options = new FunctionsHostOptions(folder)
        {
            Port = first.Address.Port,
            Launch = FakeWorker.Launch(App, (_, _) => Task.CompletedTask),
            Log = _ => { }
        };
        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => FunctionsHost.StartAsync(options));
        Assert.Contains($"Port {first.Address.Port}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timer_is_fired_by_hand()
    {
        await using var host = await StartAsync();
        using var http = TestHost.ClientOf(host.Address);
        using var answer = await http.PostAsJsonAsync("admin/functions/tick", new { input = "" });
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        await Eventually.HoldsAsync(() => invocations.Count == 1);
        Assert.Contains("\"IsPastDue\":false", Assert.Single(invocations.Single().InputData).Data.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_runs_too_long_is_told_to_stop_and_fails()
    {
        settings["AzureFunctionsJobHost__functionTimeout"] = "00:00:01";
        await using var host = await StartAsync((_, stop) => Task.Delay(Timeout.Infinite, stop));
        using var http = TestHost.ClientOf(host.Address);
        Assert.Equal(HttpStatusCode.InternalServerError, (await http.GetAsync("api/things/1")).StatusCode);
        Assert.NotEqual(0, host.WorkerProcessId);
    }

    [Fact]
    public async Task Functions_are_told_in_the_order_of_their_names()
    {
        await using var host = await StartAsync();
        Assert.Equal(["Things", "Tick"], host.Functions.Select(function => function.Name));
        Assert.Equal(("api/things/{id}", "Function"), (host.Functions[0].Route, host.Functions[0].AuthLevel));
        Assert.Equal("0 0 0 1 1 *", host.Functions[1].Schedule);
    }

    private Task WriteHostJsonAsync() => File.WriteAllTextAsync(Path.Combine(folder, "host.json"),
        """{ "version": "2.0", "extensions": { "http": { "routePrefix": "" } } }""");

    private async Task<FunctionsHost> StartAsync(Func<InvocationRequest, CancellationToken, Task>? invoke = null,
        Func<HttpRequestMessage, Task<HttpResponseMessage>>? answer = null)
    {
        await WriteHostJsonAsync();
        var launch = FakeWorker.Launch(
            App,
            (invocation, stop) =>
            {
                invocations.Enqueue(invocation);
                return invoke is null ? Task.CompletedTask : invoke(invocation, stop);
            },
            request =>
            {
                requests.Enqueue(request);
                return answer is null ? Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)) : answer(request);
            });
        return await FunctionsHost.StartAsync(new FunctionsHostOptions(folder)
        {
            Settings = settings,
            Launch = launch,
            Listens = false,
            Log = _ => { },
            HostNames = ["grain.example"]
        });
    }
}
