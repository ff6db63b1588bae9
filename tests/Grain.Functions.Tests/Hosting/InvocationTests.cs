using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Grain.Functions.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>Queue and timer functions as a Functions host calls them, through the real server.</summary>
public sealed class InvocationTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<QueueInvocation> messages = new();
    private readonly ConcurrentQueue<TimerInvocation> firings = new();
    private TestAppRoot root = null!;
    private TestApp app = null!;

    public async Task InitializeAsync()
    {
        root = new TestAppRoot(("Work", TestAppRoot.Queue("work")), ("Tick", TestAppRoot.Timer("0 */5 * * * *")));
        this.app = await TestApp.StartAsync(root, Map);
    }

    public async Task DisposeAsync()
    {
        await this.app.DisposeAsync();
        root.Dispose();
    }

    [Fact]
    public async Task The_ping_of_the_host_is_answered() => Assert.Equal("Grain\n", await this.app.Client.GetStringAsync(new Uri("/", UriKind.Relative)));

    [Fact]
    public async Task A_message_is_handled_and_answered_with_an_object()
    {
        var (status, answer) = await PostAsync("/Work", HostInvocation.Queue("item", """{"op":"x","id":7}""", dequeueCount: 3));
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("""{"Outputs":{},"Logs":[],"ReturnValue":null}""", answer);
        var message = Assert.Single(messages);
        Assert.Equal(("""{"op":"x","id":7}""", 3L), (message.Text, message.DequeueCount));
    }

    [Fact]
    public async Task A_message_that_fails_is_answered_as_failed_with_the_reason_and_one_log_line()
    {
        var (status, answer) = await PostAsync("/Work", HostInvocation.Queue("item", "fail"));
        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Equal("it fails", JsonDocument.Parse(answer).RootElement.GetProperty("Logs")[0].GetString());
        Assert.Equal("Work failed", Assert.Single(this.app.Log.Events, logged => logged.Level == LogLevel.Error).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("""{"Data":{"other":1}}""")]
    public async Task An_invocation_that_cannot_be_read_is_answered_as_failed(string body)
    {
        var (status, answer) = await PostAsync("/Work", Encoding.UTF8.GetBytes(body));
        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(answer).RootElement.ValueKind);
        Assert.Empty(messages);
    }

    [Fact]
    public async Task The_largest_message_gets_through_though_it_grows_by_the_quoting()
    {
        var text = "{\"a\":\"" + new string('\u0001', 48 * 1024 / 6) + "\"}";
        Assert.Equal(HttpStatusCode.OK, (await PostAsync("/Work", HostInvocation.Queue("item", text))).Status);
        Assert.Equal(text, Assert.Single(messages).Text);
    }

    [Fact]
    public async Task A_timer_fires()
    {
        var (status, answer) = await PostAsync("/Tick", HostInvocation.Timer("timer", isPastDue: true));
        Assert.Equal((HttpStatusCode.OK, """{"Outputs":{},"Logs":[],"ReturnValue":null}"""), (status, answer));
        Assert.True(Assert.Single(firings).IsPastDue);
    }

    [Fact]
    public async Task Standalone_nobody_can_call_a_function_from_outside()
    {
        await using var standalone = await TestApp.StartAsync(root, Map, new() { ["AzureWebJobs.Work.Disabled"] = "true", ["AzureWebJobs_Tick_Disabled"] = "1" }, customHandler: false);
        foreach (var path in new[] { "/Work", "/Tick", "/api/Work" })
        {
            using var response = await standalone.Client.PostAsync(path, new ByteArrayContent(HostInvocation.Queue("item", "x")));
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        Assert.Empty(messages);
    }

    [Fact]
    public async Task Below_the_route_prefix_there_are_no_invocations() =>
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("/api/Work", HostInvocation.Queue("item", "x"))).Status);

    private void Map(WebApplication app)
    {
        app.MapQueueFunction("Work", (message, _) =>
        {
            if (message.Text == "fail") throw new InvalidOperationException("it fails");
            messages.Enqueue(message);
            return Task.CompletedTask;
        });
        app.MapTimerFunction("Tick", (firing, _) =>
        {
            firings.Enqueue(firing);
            return Task.CompletedTask;
        });
    }

    private async Task<(HttpStatusCode Status, string Answer)> PostAsync(string path, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new("application/json") { CharSet = "utf-8" };
        using var response = await this.app.Client.PostAsync(path, content);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
