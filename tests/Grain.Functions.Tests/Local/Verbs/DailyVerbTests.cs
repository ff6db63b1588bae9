using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary>What the verbs of every day send, and what they say of the answers.</summary>
public sealed class DailyVerbTests : IAsyncLifetime
{
    private const string Space = "/api/spaces/guild";

    private AnsweringApp app = null!;

    public async Task InitializeAsync() =>
        app = (await AnsweringApp.StartAsync()).On("GET /api/spaces", """{"spaces":[{"name":"guild"}]}""");

    public Task DisposeAsync() => app.DisposeAsync().AsTask();

    [Fact]
    public async Task Spaces_are_listed_from_all_pages()
    {
        app.On("GET /api/spaces?limit=500", """{"spaces":[{"name":"a","displayName":"A & B","state":"active"}],"next":"a"}""")
            .On("GET /api/spaces?limit=500&after=a", """{"spaces":[{"name":"b","displayName":"b","state":"archived"}]}""");
        var (code, output, _) = await app.GrainAsync("spaces");
        Assert.Equal((0, true), (code, output.Contains("  a       A & B    active", StringComparison.Ordinal)));
        Assert.Contains("  b       b        archived", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "nobody can be asked here: --yes-delete guild deletes it")]
    [InlineData(2, "--yes-delete says 'gild', and the space is 'guild'; nothing was deleted", "--yes-delete", "gild")]
    [InlineData(0, "", "--yes-delete", "guild")]
    public async Task A_space_is_deleted_only_by_its_name_again(int expected, string message, params string[] sure)
    {
        app.On($"GET {Space}", "{}").On($"PATCH {Space}", "{}")
            .On($"DELETE {Space}?confirm=guild", """{"note":"It is being removed."}""", 202);
        var (code, output, error) = await app.GrainAsync(["spaces", "delete", "guild", .. sure]);
        Assert.Equal((expected, true), (code, error.Contains(message, StringComparison.Ordinal)));
        Assert.Equal(expected == 0 ? "It is being removed.\n" : "", output);
        Assert.Equal(expected == 0, app.Requests.Any(request => request.Request.StartsWith("DELETE", StringComparison.Ordinal)));
        Assert.Equal(expected == 0, app.Requests.Any(request => request.Body == """{"archived":true}"""));
    }

    [Theory]
    [InlineData("grain/mints", "mint", "github/ada", "12.5", "--id", "cli-1")]
    [InlineData("grain/transfers", "transfer", "github/ada", "bob", "12.5", "--id", "cli-1")]
    [InlineData("grants", "grant", "github/ada", "12.5", "--id", "cli-20261127T000028Z-4a577050")]
    public async Task What_may_have_been_done_is_repeated_under_its_id(string path, params string[] arguments)
    {
        app.On($"POST {Space}/{path}", """{"type":"urn:grain:problem:unavailable","title":"No.","detail":"Away."}""", 503);
        var (code, _, error) = await app.GrainAsync(arguments);
        Assert.Equal(1, code);
        Assert.EndsWith($"the same command again with --id {arguments[^1]} is safe: it counts once\n", error, StringComparison.Ordinal);

        app.On($"POST {Space}/{path}", """{"id":"cli-1","state":"completed","outcome":"already-appended"}""");
        Assert.Equal(0, (await app.GrainAsync(arguments)).Code);
        var bodies =
            app.Requests.Where(request => request.Request.EndsWith(path, StringComparison.Ordinal)).Select(request => request.Body);
        Assert.Single(bodies.Distinct()); // to the letter, or the ledger would take it for something else
    }

    [Fact]
    public async Task A_refusal_is_no_reason_to_repeat_it()
    {
        app.On($"POST {Space}/grain/mints",
            """{"type":"urn:grain:problem:bad-request","title":"No.","errors":[{"path":"$.amount","message":"is no amount"}]}""", 400);
        var (code, _, error) = await app.GrainAsync("mint", "ada", "much");
        Assert.Equal((1, "grain: No.\n  $.amount: is no amount\n"), (code, error));
        Assert.Contains("--id takes the id", (await app.GrainAsync("grant", "ada", "1", "--id", "mine")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_epochs_that_are_due_are_closed_and_what_is_to_be_said_of_them_is_said()
    {
        app.On($"GET {Space}/epochs", """{"epochs":[],"due":"2026-11-08","remaining":1}""")
            .On($"POST {Space}/epochs", """{"epoch":"2026-11-08","location":"x"}""", 202)
            .On($"GET {Space}/epochs/2026-11-08", """
                {"id":"2026-11-08","start":"2026-11-08T00:00:00Z","end":"2026-11-15T00:00:00Z","stage":"Closed","statement":"ab",
                "notes":[{"code":"x","text":"It paid nobody.","cure":"Import more."}],
                "amounts":{"recipients":0,"budgetGrain":"1000","paidGrain":"0"}}
                """);
        app.Answered = request =>
        {
            if (request == $"POST {Space}/epochs")
                app.On($"GET {Space}/epochs", """
                    {"epochs":[{"id":"2026-11-08","start":"2026-11-08T00:00:00Z","end":"2026-11-15T00:00:00Z","stage":"Closed",
                    "statement":"ab"}],"nextEnd":"2026-11-22T00:00:00Z"}
                    """);
        };
        var (code, output, error) = await app.GrainAsync("epochs", "close");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("  2026-11-08   2026-11-15   Closed    1,000      0        0", output, StringComparison.Ordinal);
        Assert.Contains("2026-11-08: It paid nobody. Import more.\n1 epoch closed.", output, StringComparison.Ordinal);
        Assert.Equal("None is due; the next one ends on 2026-11-22 00:00 UTC.\n", (await app.GrainAsync("epochs", "close")).Output);
    }

    [Fact]
    public async Task An_epoch_that_fails_ends_the_waiting_with_the_reason()
    {
        app.On($"GET {Space}/epochs", """
            {"epochs":[{"id":"2026-11-08","start":"2026-11-08T00:00:00Z","end":"2026-11-15T00:00:00Z","stage":"Ranked","error":"no room",
            "nextAttemptAt":"2026-11-20T00:00:00Z"}],"due":"2026-11-08"}
            """).On($"POST {Space}/epochs", "{}", 202);
        var (code, _, error) = await app.GrainAsync("epochs", "close");
        Assert.Equal((1, "grain: the epoch 2026-11-08 failed, and is tried again by itself: no room\n"), (code, error));
    }

    [Fact]
    public async Task Payouts_are_a_list_a_file_and_a_mark()
    {
        app.On($"GET {Space}/grain/payouts?open=true", """
            {"asOf":7,"totalGrain":"1234.5","withoutAddress":1,"payouts":[
            {"distribution":"2026-11-08","identity":"github/ada","name":"Ada","amountGrain":"1000.239","executed":false,"address":"0xab"},
            {"distribution":"2026-11-08","identity":"bob","name":"Bob","amountGrain":"234","executed":false,"fault":"has no payout address"}]}
            """);
        var (code, output, _) = await app.GrainAsync("payouts");
        Assert.Equal(0, code);
        Assert.Contains("  2026-11-08   github/ada   Ada    1,000.23   0xab", output, StringComparison.Ordinal);
        Assert.Contains("2 payments, 1,234.5 grain; 1 of them have no address", output, StringComparison.Ordinal);

        app.On($"GET {Space}/grain/payouts.csv?open=true&form=safe", "a,b\n", type: "text/csv");
        Assert.Equal((0, "a,b\n"), ((await app.GrainAsync("payouts", "csv", "--safe")) is var csv ? (csv.Code, csv.Output) : default));

        app.On($"POST {Space}/grain/payouts/executed?id=2026-11-08", "{}");
        await app.GrainAsync("payouts", "executed", "2026-11-08", "--only", "a", "--only", "b");
        await app.GrainAsync("payouts", "executed", "2026-11-08", "--as-of", "7");
        Assert.Equal(["""{"identities":["a","b"]}""", """{"asOf":7}"""],
            app.Requests.TakeLast(4).Select(each => each.Body).Where(body => body != ""));
    }
}
