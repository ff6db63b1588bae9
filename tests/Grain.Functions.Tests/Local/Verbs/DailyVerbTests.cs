using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary>What the verbs of every day send, and what they say of the answers.</summary>
public sealed class DailyVerbTests : IAsyncLifetime
{
    private const string Space = "/api/spaces/guild";

    private AnsweringApp app = null!;

    public async Task InitializeAsync() =>
        app = (await AnsweringApp.StartAsync()).On("GET /api/spaces", Recorded.Spaces("guild"));

    public Task DisposeAsync() => app.DisposeAsync().AsTask();

    [Fact]
    public async Task Spaces_are_listed_from_all_pages()
    {
        app.On("GET /api/spaces?limit=500", Recorded.SpacesPage("a", ("a", "A & B", "active")))
            .On("GET /api/spaces?limit=500&after=a", Recorded.SpacesPage(null, ("b", "b\u202egro", "archived")));
        var (code, output, _) = await app.GrainAsync("spaces");
        Assert.Equal((0, true), (code, output.Contains("  a       A & B    active", StringComparison.Ordinal)));
        Assert.Contains("  b       b gro    archived", output, StringComparison.Ordinal);
        using var all = System.Text.Json.JsonDocument.Parse((await app.GrainAsync("spaces", "--json")).Output);
        Assert.Equal(["a", "b"],
            all.RootElement.GetProperty("spaces").EnumerateArray().Select(each => each.GetProperty("name").GetString()));
        Assert.False(all.RootElement.TryGetProperty("next", out _));
    }

    [Fact]
    public async Task The_state_of_the_app_is_shown_on_one_screen()
    {
        app.On("GET /api/status", """
            {"version":"0.1.0","at":"2026-11-27T12:00:00Z","startedAt":"2026-11-27T09:00:00Z","operations":12,"spaces":2,"more":false,
             "queues":[{"queue":"epochs","messages":0,"poison":0},{"queue":"grants","messages":40,"oldestSeconds":300,"poison":2}],
             "unreadable":["odd"],"lateCount":1,"late":[{"space":"guild","epoch":"2026-11-15","endedAt":"2026-11-22T00:00:00Z",
              "error":"no"}],"formats":{"inForce":2,"known":2}}
            """);
        var (code, output, _) = await app.GrainAsync("status");
        Assert.Equal(0, code);
        foreach (var line in (string[])["up for 3 h, 12 storage operations since", "5 min", "2 spaces; 1 epoch late:",
            "  guild: 2026-11-15, ended 5 days ago: no", "Cannot be read: odd", "./grain poison list", "./grain doctor"])
            Assert.Contains(line, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "nobody can be asked here: --yes-delete guild deletes it")]
    [InlineData(2, "--yes-delete says 'gild', and the space is 'guild'; nothing was deleted", "--yes-delete", "gild")]
    [InlineData(0, "", "--yes-delete", "guild")]
    public async Task A_space_is_deleted_only_by_its_name_again(int expected, string message, params string[] sure)
    {
        app.On($"GET {Space}", await Recorded.OfNewSpaceAsync(""), headers: ("ETag", "\"1\""))
            .On($"PATCH {Space}", Recorded.Space("guild", "archived"), headers: ("ETag", "\"2\""))
            .On($"DELETE {Space}?confirm=guild", $$"""{"space":{{Recorded.Space("guild", "deleting")}},"note":"It is being removed."}""",
                202);
        var (code, output, error) = await app.GrainAsync(["spaces", "delete", "guild", .. sure]);
        Assert.Equal((expected, true), (code, error.Contains(message, StringComparison.Ordinal)));
        Assert.Equal(expected == 0 ? "It is being removed.\n" : "", output);
        Assert.Equal(expected == 0, app.Requests.Any(request => request.Request.StartsWith("DELETE", StringComparison.Ordinal)));
        Assert.Equal(expected == 0, app.Requests.Any(request => request.Body == """{"archived":true}"""));
    }

    [Theory]
    [InlineData("grain/mints", "mint", "github/ada", "12.5", "--id", "cli-1")]
    [InlineData("grain/transfers", "transfer", "github/ada", "bob", "12.5", "--id", "cli-1")]
    [InlineData("grain/holds", "hold", "place", "github/ada", "12.5", "--id", "cli-20261127T000028Z-4a577050")]
    [InlineData("grants", "grant", "github/ada", "12.5", "--id", "cli-20261127T000028Z-4a577050")]
    public async Task What_may_have_been_done_is_repeated_under_its_id(string path, params string[] arguments)
    {
        app.On($"GET {Space}/grain", Recorded.Token("1000"));
        app.On($"POST {Space}/{path}", """{"type":"urn:grain:problem:unavailable","title":"No.","status":503,"detail":"Away."}""", 503);
        var (code, _, error) = await app.GrainAsync(arguments);
        Assert.Equal(1, code);
        Assert.EndsWith($"the same command again with --id {arguments[^1]} is safe: it counts once\n", error, StringComparison.Ordinal);

        app.On($"POST {Space}/{path}", path switch
        {
            "grants" => """{"grantId":"x","outcome":"already-appended"}""",
            "grain/holds" => Recorded.Hold("cli-1", "github/ada"),
            _ => Recorded.Move("cli-1", "github/ada"),
        });
        Assert.Equal(0, (await app.GrainAsync(arguments)).Code);
        var bodies =
            app.Requests.Where(request => request.Request.EndsWith(path, StringComparison.Ordinal)).Select(request => request.Body);
        Assert.Single(bodies.Distinct()); // to the letter, or the ledger would take it for something else
    }

    [Fact]
    public async Task A_board_is_of_one_epoch_only()
    {
        var (code, _, error) = await app.GrainAsync("leaderboard", "--open", "--epoch", "2026-11-15");
        Assert.Equal((2, "grain: --open is the epoch that goes on, and --epoch a closed one: give one of them\n"), (code, error));
    }

    [Fact]
    public async Task What_an_epoch_pays_is_told_with_what_each_policy_gives()
    {
        app.On($"GET {Space}/epochs/2026-11-15/payments?limit=1&after=0",
            """
            {"epoch":"2026-11-15","stage":"Closed","paid":"1000000000000000000000","paidGrain":"1000","next":1,
             "payments":[{"account":"github/ada","name":"Ada","amount":"62500000000000000000","amountGrain":"62.5",
              "split":{"text":"12.5 fast + 50 slow","parts":[]}}]}
            """);
        var (code, output, error) = await app.GrainAsync("epochs", "payments", "2026-11-15", "--limit", "1");
        Assert.True(code == 0, error);
        Assert.Matches(@"github/ada +Ada +62\.5 +12\.5 fast \+ 50 slow\n", output);
        Assert.EndsWith("The epoch 2026-11-15 paid 1,000 grain.\nThere are more: --after 1\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_is_no_reason_to_repeat_it()
    {
        app.On($"POST {Space}/grain/mints",
            """
            {"type":"urn:grain:problem:bad-request","title":"No.","status":400,
            "errors":[{"path":"$.amount","message":"is no amount"}]}
            """, 400);
        var (code, _, error) = await app.GrainAsync("mint", "ada", "much");
        Assert.Equal((1, "grain: No.\n  $.amount: is no amount\n"), (code, error));
        Assert.Contains("--id takes the id", (await app.GrainAsync("grant", "ada", "1", "--id", "mine")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_epochs_that_are_due_are_closed_and_what_is_to_be_said_of_them_is_said()
    {
        app.On($"GET {Space}/epochs", Recorded.Epochs(1, ""","due":"2026-11-08" """))
            .On($"POST {Space}/epochs", """{"epoch":"2026-11-08","location":"x","remaining":1}""", 202, headers: ("Location", "/x"))
            .On($"GET {Space}/epochs/2026-11-08", Recorded.Epoch("2026-11-08", "Closed", """
                ,"statement":"ab","notes":[{"code":"x","text":"It paid nobody.","cure":"Import more."}],
                "amounts":{"recipients":0,"budget":"1000","budgetGrain":"1000","paid":"0","paidGrain":"0","outstanding":"0",
                "outstandingGrain":"0","withheld":"0","withheldGrain":"0","carriedOver":"1000","carriedOverGrain":"1000","lapsed":"0",
                "lapsedGrain":"0","policies":[]}
                """));
        var looks = 0;
        app.Answered = request =>
        {
            if (request == $"GET {Space}/epochs" && ++looks == 2) // it has not begun when it is looked at for the first time
                app.On($"GET {Space}/epochs", Recorded.Epochs(0, ""","nextEnd":"2026-11-22T00:00:00Z" """,
                    Recorded.Epoch("2026-11-08", "Closed", ""","statement":"ab" """)));
        };
        var (code, output, error) = await app.GrainAsync("epochs", "close");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("  2026-11-08   2026-11-15   Closed    1,000      0        0", output, StringComparison.Ordinal);
        Assert.Contains("2026-11-08: It paid nobody. Import more.\n1 epoch closed.", output, StringComparison.Ordinal);
        Assert.Single(app.Requests, request => request.Request == $"POST {Space}/epochs");
        Assert.Equal("None is due; the next one ends on 2026-11-22 00:00 UTC.\n", (await app.GrainAsync("epochs", "close")).Output);
    }

    [Fact]
    public async Task An_epoch_that_fails_ends_the_waiting_with_the_reason()
    {
        app.On($"GET {Space}/epochs", Recorded.Epochs(1, ""","due":"2026-11-08" """,
                Recorded.Epoch("2026-11-08", "Ranked", ""","error":"no room","nextAttemptAt":"2026-11-20T00:00:00Z" """)))
            .On($"POST {Space}/epochs", """{"epoch":"2026-11-08","location":"x","remaining":1}""", 202, headers: ("Location", "/x"));
        var (code, _, error) = await app.GrainAsync("epochs", "close");
        Assert.Equal((1, "grain: the epoch 2026-11-08 failed, and is tried again by itself: no room\n"), (code, error));
    }

    [Fact]
    public async Task What_was_delivered_is_told_with_what_became_of_it()
    {
        app.On($"GET {Space}/webhooks/deliveries?outcome=ignored&limit=20", """
            {"space":"guild","deliveries":[{"id":"d","at":"2026-11-15T10:00:00Z","source":"github","event":"push\u202e","delivery":"g",
            "outcome":"ignored","reason":"a bot","ms":1.5,"grants":0}],"refusedToday":[
            {"day":"20261115","source":"github","reason":"no signature","count":1}]}
            """);
        Assert.Equal("""
              At                    From     Event   Outcome   Grants   Reason
            ────────────────────────────────────────────────────────────────────
              2026-11-15 10:00:00   github   push    ignored        0   a bot
            Refused today, from github: 1 delivery (no signature).

            """, (await app.GrainAsync("webhook", "deliveries", "--outcome", "ignored")).Output);
    }

    [Fact]
    public async Task What_was_lost_is_asked_for_and_told()
    {
        const string Told = """
            {"space":"guild","hooks":[{"source":"github","place":"octo/field","ranAt":"2026-11-20T10:00:00Z",
              "nextAt":"2026-11-20T10:20:00Z",
            "fault":"no such\u202ething","failures":2,"asked":3,"arrived":2,"givenUp":1,"waiting":4,"lost":[]},
            {"source":"gitlab","place":"octo","failures":0,"asked":0,"arrived":0,"givenUp":0,"waiting":0,"lost":[]}]}
            """;
        app.On($"POST {Space}/webhooks/reconcile", Told).On($"GET {Space}/webhooks/reconcile", """{"space":"guild","hooks":[]}""");
        Assert.Equal("""
            github octo/field: ran 2026-11-20 10:00, 3 asked for, 2 came, 1 given up, 4 waiting
              no such thing; tried again at 2026-11-20 10:20
            gitlab octo: did not run yet

            """, (await app.GrainAsync("webhook", "reconcile")).Output);
        Assert.Contains("has given no access", (await app.GrainAsync("webhook", "reconcile", "--show")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Payouts_are_a_list_a_file_and_a_mark()
    {
        app.On($"GET {Space}/grain/payouts?open=true", """
            {"space":"guild","asOf":7,"total":"12345","totalGrain":"1234.5","count":2,"withoutAddress":1,"onOtherChains":0,"lacking":[],
            "payouts":[{"distribution":"2026-11-08","identity":"github/ada","name":"Ada","amount":"1000239","amountGrain":"1000.239",
            "executed":false,"hasAddress":true,"address":"0xab"},{"distribution":"2026-11-08","identity":"bob","name":"Bob",
            "amount":"234000","amountGrain":"234","executed":false,"hasAddress":false,"fault":"has no payout address"}]}
            """);
        var (code, output, _) = await app.GrainAsync("payouts");
        Assert.Equal(0, code);
        Assert.Contains("  2026-11-08   github/ada   Ada    1,000.23   0xab", output, StringComparison.Ordinal);
        Assert.Contains("2 payments, 1,234.5 grain; without an address: 1", output, StringComparison.Ordinal);

        app.On($"GET {Space}/grain/payouts.csv?open=true&form=safe", "a,b\n", type: "text/csv", headers:
            [("Grain-Payouts-As-Of", "7"), ("Grain-Payouts-Without-Address", "1"), ("Grain-Payouts-On-Other-Chains", "0")]);
        var csv = await app.GrainAsync("payouts", "csv", "--safe");
        Assert.Equal((0, "a,b\n", "grain: when it is paid: ./grain payouts executed EPOCH --as-of 7\n"
            + "grain: 1 payment has no address: ./grain payouts shows whose\n"), csv);

        app.On($"POST {Space}/grain/payouts/executed?id=2026-11-08", await Recorded.OfNewSpaceAsync("/grain/settings"),
            headers: ("Grain-Payouts-Without-Address", "0"));
        await app.GrainAsync("payouts", "executed", "2026-11-08", "--only", "a", "--only", "b");
        await app.GrainAsync("payouts", "executed", "2026-11-08", "--as-of", "7");
        Assert.Equal(["""{"identities":["a","b"]}""", """{"asOf":7}"""],
            app.Requests.TakeLast(4).Select(each => each.Body).Where(body => body != ""));
    }
}
