using System.Net;
using Grain.Local.Backfill;
using Grain.Local.CommandLine;
using Xunit;

namespace Grain.Functions.Tests.Local.Backfill;

public sealed class DeliveryBackfillTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);
    private static readonly BackfillPlan Plan = new(Now.AddDays(-3), TriesMax: 5, DryRun: false);

    private readonly SkippingTime time = new(Now);
    private readonly List<string> said = [];
    private readonly FakeGitHub github;
    private readonly GitHubApi api;

    public DeliveryBackfillTests()
    {
        github = new FakeGitHub(time);
        api = new GitHubApi(new Uri("https://api.example/"), "a-token-of-the-tests", github, time, said.Add);
    }

    public void Dispose()
    {
        api.Dispose();
        github.Dispose();
    }

    [Fact]
    public async Task What_no_attempt_of_was_taken_is_redelivered_oldest_first()
    {
        github.Deliver("taken", 202);
        github.Deliver("lost-1", 502);
        github.Deliver("late", 500);
        github.Deliver("lost-2", 401);
        github.Deliver("late", 202); // somebody redelivered it by hand
        var result = await RunAsync(Plan);
        Assert.Equal((5L, 2, 2, 0), (result.Attempts, result.Lost, result.Redelivered, result.GivenUp));
        Assert.Equal(["POST /repos/octo/field/hooks/7/deliveries/1002/attempts", "POST /repos/octo/field/hooks/7/deliveries/1004/attempts"],
            github.Redelivered);
        Assert.Contains(TimeSpan.FromSeconds(1), time.Waits); // between two requests that change something
    }

    [Fact]
    public async Task Run_again_it_leaves_alone_what_was_redelivered()
    {
        for (var i = 0; i < 30; i++) github.Deliver($"lost-{i}", 503);
        var posts = 0;
        github.Redeliver = _ => ++posts == 12 ? throw new OperationCanceledException("cut off") : 202;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(Plan));
        github.Redeliver = _ => 202;
        Assert.Equal(19, (await RunAsync(Plan)).Redelivered);
        Assert.Equal(0, (await RunAsync(Plan)).Lost);
    }

    [Fact]
    public async Task All_pages_are_read_and_no_further_than_asked()
    {
        github.Deliver("old", 500, "2026-11-16T00:00:00Z");
        for (var i = 0; i < 250; i++) github.Deliver($"d{i}", i % 100 == 0 ? 500 : 200);
        var result = await RunAsync(Plan);
        Assert.Equal((250L, 3, 3), (result.Attempts, result.Lost, result.Redelivered));
        Assert.Equal(3, github.Requests.Count(request => request.Contains("per_page=100", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_limit_that_is_used_up_is_waited_for()
    {
        github.Deliver("lost", 500);
        github.Remaining = 0;
        Assert.Equal(1, (await RunAsync(Plan)).Redelivered);
        Assert.Equal(TimeSpan.FromMinutes(20) + TimeSpan.FromSeconds(1), time.Waits[0]);
        Assert.Contains(said, line => line.Contains("rate limit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_last_request_of_a_limit_is_not_followed_by_one_that_would_be_refused()
    {
        github.Deliver("lost", 500);
        github.Remaining = 1;
        await RunAsync(Plan);
        Assert.Equal(2, github.Requests.Count);
        Assert.Equal(TimeSpan.FromMinutes(20) + TimeSpan.FromSeconds(1), time.Waits[0]);
    }

    [Theory]
    [InlineData(HttpStatusCode.TooManyRequests, "Retry-After", "90", 91)]
    [InlineData(HttpStatusCode.Forbidden, "Retry-After", "90", 91)]
    [InlineData(HttpStatusCode.TooManyRequests, "x-nothing", "", 60)]
    [InlineData(HttpStatusCode.BadGateway, "x-nothing", "", 2)]
    public async Task What_passes_is_waited_out(HttpStatusCode status, string header, string value, int seconds)
    {
        github.Deliver("lost", 500);
        github.Interruptions.Enqueue(() => FakeGitHub.Answer(status, """{"message":"secondary"}""", (header, value)));
        Assert.Equal(1, (await RunAsync(Plan)).Redelivered);
        Assert.Equal(TimeSpan.FromSeconds(seconds), time.Waits[0]);
    }

    [Fact]
    public async Task A_host_that_cannot_be_reached_is_given_up_after_some_tries()
    {
        for (var i = 0; i < 6; i++) github.Interruptions.Enqueue(() => throw new HttpRequestException("no route"));
        var fault = await Assert.ThrowsAsync<NotAnsweredException>(() => RunAsync(Plan));
        Assert.Contains("cannot be reached (no route), 6 times", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "does not accept the token")]
    [InlineData(HttpStatusCode.Forbidden, "Webhooks: read and write")]
    [InlineData(HttpStatusCode.NotFound, "no such thing, or the token may not see it")]
    [InlineData(HttpStatusCode.MovedPermanently, "new name")]
    [InlineData(HttpStatusCode.OK, "not JSON")]
    public async Task A_refusal_says_what_to_do_and_never_the_token(HttpStatusCode status, string words)
    {
        github.Interruptions.Enqueue(() => FakeGitHub.Answer(status, "<html>"));
        var fault = await Assert.ThrowsAsync<CommandException>(() => RunAsync(Plan));
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("a-token-of-the-tests", fault.Message, StringComparison.Ordinal);
        Assert.Empty(time.Waits);
    }

    [Fact]
    public async Task One_that_cannot_be_redelivered_does_not_stop_the_others()
    {
        github.Deliver("lost-1", 500);
        github.Deliver("lost-2", 500);
        github.Redeliver = guid => guid == "lost-1" ? 422 : 202;
        var result = await RunAsync(Plan);
        Assert.Equal(1, result.Redelivered);
        Assert.Contains("Redelivery is not possible", Assert.Single(result.Refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_failed_too_often_is_given_up_and_a_dry_run_changes_nothing()
    {
        for (var i = 0; i < 5; i++) github.Deliver("hopeless", 400);
        github.Deliver("lost", 500);
        var result = await RunAsync(Plan with { DryRun = true });
        Assert.Equal((2, 0, 1), (result.Lost, result.Redelivered, result.GivenUp));
        Assert.Empty(github.Redelivered);
        Assert.Contains(said, line => line.StartsWith("would redeliver lost (issues.opened", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_webhook_is_found_by_its_address_and_asked_for_where_several_could_be_meant()
    {
        Assert.Equal(7, await FindHookAsync());
        github.Hooks.Add(FakeGitHub.Hook(8, "https://elsewhere.example/hook"));
        Assert.Equal(7, await FindHookAsync());
        github.Hooks.Add(FakeGitHub.Hook(9, "https://grain.example/api/spaces/other/webhooks/github"));
        var fault = await Assert.ThrowsAsync<CommandException>(FindHookAsync);
        Assert.Contains("--hook", fault.Message, StringComparison.Ordinal);
        Assert.Contains("9 (https://grain.example", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("""{"id":1,"guid":null,"delivered_at":"2026-11-01T10:00:00Z","status_code":503,"status":"","event":"push"}""")]
    [InlineData("""{"id":1,"guid":"g","delivered_at":"soon","status_code":503,"status":"","event":"push"}""")]
    public void What_is_no_delivery_is_told(string item)
    {
        using var json = System.Text.Json.JsonDocument.Parse(item);
        Assert.Throws<CommandException>(() => DeliveryBackfill.Read(json.RootElement));
    }

    private static HookOwner Owner => HookOwner.TryRepository("octo/field", out var owner) ? owner : throw new InvalidOperationException();

    private Task<BackfillResult> RunAsync(BackfillPlan plan) => new DeliveryBackfill(api, Owner, 7, said.Add).RunAsync(plan, default);

    private Task<long> FindHookAsync() => DeliveryBackfill.FindHookAsync(api, Owner, default);
}
