using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Grain.Functions.Spaces.Calendar;
using Grain.Functions.Ledgers.Runs;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>Asking for an epoch, looking at it and cancelling it, over HTTP.</summary>
public sealed class EpochsApiTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 10, 18, 0, 0, 0, TimeSpan.Zero);
    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync("""{"epochs":{"first":"2026-10-20T00:00:00Z"}}""");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task An_epoch_that_is_asked_for_is_accepted_with_its_address()
    {
        using var answer = await app.Client.PostAsync($"/api/spaces/{space}/epochs", null);
        Assert.Equal((HttpStatusCode.Accepted, $"/api/spaces/{space}/epochs/2026-10-18"),
            (answer.StatusCode, answer.Headers.Location?.ToString()));
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(Due(TimeProvider.System.GetUtcNow()), body.GetProperty("remaining").GetInt32());
    }

    [Fact]
    public async Task A_list_tells_how_many_are_due_which_one_runs_and_what_there_is_to_say_of_each()
    {
        await ClaimAsync(EpochStage.Ranked);
        var (_, shown) = await app.GetAsync($"spaces/{space}/epochs");
        Assert.Equal(("2026-10-18", "2026-10-18", Due(TimeProvider.System.GetUtcNow()), 0, false),
            (shown.GetProperty("due").GetString(), shown.GetProperty("running").GetString(), shown.GetProperty("remaining").GetInt32(),
            shown.GetProperty("epochs")[0].GetProperty("notes").GetArrayLength(), shown.TryGetProperty("nextEnd", out _)));
        var noted = Run(EpochStage.Closed) with
        {
            Owner = null,
            ClosedAt = TimeProvider.System.GetUtcNow(),
            Notes = """[{"code":"budget-zero"},{"code":"of-a-later-version"}]""",
        };
        Assert.NotNull(await Store.SaveAsync(noted with { ETag = (await Store.FindAsync(space, "2026-10-18", default))!.ETag }, default));
        (_, shown) = await app.GetAsync($"spaces/{space}/epochs"); // whoever closed it is about to begin the next one
        Assert.Equal(shown.GetProperty("due").GetString(), shown.GetProperty("running").GetString());
        foreach (var epoch in (JsonElement[])[(await app.GetAsync($"spaces/{space}/epochs")).Body.GetProperty("epochs")[0],
            (await app.GetAsync($"spaces/{space}/epochs/2026-10-18")).Body])
            Assert.Equal(("budget-zero", "The budget is 0.", "Set 'distribution.budgetPerEpoch'.", "of-a-later-version"),
                (epoch.GetProperty("notes")[0].GetProperty("code").GetString(),
                    epoch.GetProperty("notes")[0].GetProperty("text").GetString(),
                epoch.GetProperty("notes")[0].GetProperty("cure").GetString(),
                epoch.GetProperty("notes")[1].GetProperty("text").GetString()));
    }

    [Fact]
    public async Task When_none_is_due_the_list_says_when_the_next_one_ends()
    {
        var young = await app.NewSpaceAsync("{}");
        var (_, shown) = await app.GetAsync($"spaces/{young}/epochs");
        Assert.True(shown.GetProperty("nextEnd").GetDateTimeOffset() > TimeProvider.System.GetUtcNow());
        Assert.Equal((0, false), (shown.GetProperty("remaining").GetInt32(), shown.TryGetProperty("due", out _)));
        var (status, problem) = await app.PostAsync($"spaces/{young}/epochs", "");
        Assert.Equal(HttpStatusCode.Conflict, status);
        Assert.Contains("The next one ends at", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_epoch_pays_is_read_with_its_fast_and_slow_part_and_so_are_account_and_history()
    {
        await app.PostAsync($"spaces/{space}/grants", """
            [{"grantId":"p1","contributor":"ada","amount":5,"grantedAt":"2026-10-20T18:00:00Z"},
             {"grantId":"p2","contributor":"bob","amount":5,"grantedAt":"2026-10-20T18:00:00Z"}]
            """);
        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/identities/ada", """{"name":"Ada-L"}""");
        var (tooEarly, _) = await app.GetAsync($"spaces/{space}/epochs/2026-10-18/payments");
        Assert.Equal(HttpStatusCode.NotFound, tooEarly);
        await app.PostAsync($"spaces/{space}/epochs", "");
        await Hosting.Eventually.HoldsAsync(async () => (await app.GetAsync($"spaces/{space}/epochs/2026-10-18")).Body
            .TryGetProperty("statement", out _));

        var (_, page) = await app.GetAsync($"spaces/{space}/epochs/2026-10-18/payments?limit=1");
        var ada = Assert.Single(page.GetProperty("payments").EnumerateArray());
        Assert.Equal(("ada", "Ada-L", 1),
            (ada.GetProperty("account").GetString(), ada.GetProperty("name").GetString(), page.GetProperty("next").GetInt32()));
        var split = ada.GetProperty("split");
        Assert.Matches("^[0-9.]+ fast [+] [0-9.]+ slow$", split.GetProperty("text").GetString());
        Assert.Equal(decimal.Parse(ada.GetProperty("amountGrain").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
            split.GetProperty("parts").EnumerateArray().Sum(part => decimal.Parse(part.GetProperty("amountGrain").GetString()!,
                System.Globalization.CultureInfo.InvariantCulture)));
        var (_, last) = await app.GetAsync($"spaces/{space}/epochs/2026-10-18/payments?after=1");
        Assert.Equal(("bob", false), (Assert.Single(last.GetProperty("payments").EnumerateArray()).GetProperty("account").GetString(),
            last.TryGetProperty("next", out _)));

        var entries = (await app.GetAsync($"spaces/{space}/grain/accounts/ada")).Body.GetProperty("entries").EnumerateArray();
        Assert.Equal(split.GetRawText(), entries.Single(row => row.GetProperty("entry").GetProperty("epoch").GetString() == "2026-10-18")
            .GetProperty("split").GetRawText());
        var events = (await app.GetAsync($"spaces/{space}/contributors/ada/events")).Body.GetProperty("events").EnumerateArray();
        Assert.Equal(split.GetRawText(), events.Single(each => each.TryGetProperty("epoch", out var epoch)
            && epoch.GetString() == "2026-10-18").GetProperty("split").GetRawText());
    }

    private static int Due(DateTimeOffset now) => (int)((now - Start).TotalDays / 7);

    [Fact]
    public async Task One_that_is_running_is_a_conflict_until_it_is_cancelled_and_begins_anew()
    {
        var run = await ClaimAsync(EpochStage.Ranked);
        var (status, problem) = await app.PostAsync($"spaces/{space}/epochs", "");
        Assert.Equal((HttpStatusCode.Conflict, true),
            (status, problem.GetProperty("detail").GetString()!.Contains("already running", StringComparison.Ordinal)));
        var (_, shown) = await app.GetAsync($"spaces/{space}/epochs/2026-10-18");
        Assert.Equal(("Ranked", 1), (shown.GetProperty("stage").GetString(), shown.GetProperty("attempts").GetInt32()));

        var (cancelled, after) = await app.SendAsync(HttpMethod.Post, $"spaces/{space}/epochs/2026-10-18/cancel");
        Assert.Equal((HttpStatusCode.OK, "Claimed", "cancelled on request"),
            (cancelled, after.GetProperty("stage").GetString(), after.GetProperty("error").GetString()));
        Assert.Null(await Store.SaveAsync(run with { Stage = EpochStage.Allocated }, default)); // whoever was at work on it is overtaken
    }

    [Fact]
    public async Task One_whose_payments_are_decided_cannot_be_cancelled()
    {
        await ClaimAsync(EpochStage.Allocated);
        Assert.Equal(HttpStatusCode.Conflict, (await app.SendAsync(HttpMethod.Post, $"spaces/{space}/epochs/2026-10-18/cancel")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.SendAsync(HttpMethod.Post, $"spaces/{space}/epochs/2026-10-25/cancel")).Status);
    }

    [Fact]
    public async Task In_a_space_that_is_switched_off_none_can_be_asked_for()
    {
        await app.SendAsync(HttpMethod.Put, $"spaces/{space}/config", """{"enabled":false,"epochs":{"first":"2026-10-20T00:00:00Z"}}""");
        Assert.Equal(HttpStatusCode.Conflict, (await app.PostAsync($"spaces/{space}/epochs", "")).Status);
    }

    [Fact]
    public async Task The_first_epoch_cannot_be_moved_once_there_is_one()
    {
        const string Moved = """{"enabled":false,"epochs":{"first":"2026-09-20T00:00:00Z"}}""";
        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync(HttpMethod.Put, $"spaces/{space}/config", Moved)).Status);
        Assert.NotNull(await Store.BeginAsync(Run(EpochStage.Claimed), SpaceBooks.Empty, [], default));
        var (status, problem) = await app.SendAsync(HttpMethod.Put, $"spaces/{space}/config",
            """{"enabled":false,"epochs":{"first":"2026-10-20T00:00:00Z"}}""");
        Assert.Equal((HttpStatusCode.Conflict, true),
            (status, problem.GetProperty("detail").GetString()!.Contains("epochs.first", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync(HttpMethod.Put, $"spaces/{space}/config", Moved)).Status);
    }

    [Fact]
    public async Task One_that_waits_after_a_failure_says_why_and_until_when_and_goes_on_when_it_is_asked_for()
    {
        var waiting = Run(EpochStage.Claimed) with { Owner = null, Error = "E2: it is gone." };
        Assert.NotNull(await Store.BeginAsync(waiting, SpaceBooks.Empty, [], default));
        var (_, shown) = await app.GetAsync($"spaces/{space}/epochs");
        var epoch = Assert.Single(shown.GetProperty("epochs").EnumerateArray());
        Assert.Equal(("E2: it is gone.", waiting.LeaseUntil),
            (epoch.GetProperty("error").GetString(), epoch.GetProperty("nextAttemptAt").GetDateTimeOffset()));
        Assert.Equal(HttpStatusCode.Accepted, (await app.PostAsync($"spaces/{space}/epochs", "")).Status);
        Assert.True((await Store.FindAsync(space, "2026-10-18", default))!.LeaseUntil < waiting.LeaseUntil);
    }

    /// <summary>As if another process were at work on the oldest due epoch.</summary>
    private async Task<EpochRun> ClaimAsync(EpochStage stage) => (await Store.SaveAsync(Run(stage), default))!;

    private EpochRun Run(EpochStage stage)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new EpochRun
        {
            Space = space,
            Epoch = new Epoch("2026-10-18", Start, Start.AddDays(7)),
            Stage = stage,
            Owner = "somebody",
            Attempts = 1,
            StartedAt = now,
            StageAt = now,
            LeaseUntil = now.AddMinutes(10),
        };
    }

    private EpochStore Store => new(app.Storage);
}
