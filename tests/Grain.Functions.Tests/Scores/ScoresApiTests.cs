using System.Net;
using System.Text.Json;
using Azure;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Scores;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Scores;

public sealed class ScoresApiTests : IAsyncLifetime
{
    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync("""{"shadow":true,"tiers":[{"name":"gold","from":100},{"name":"silver","from":10}]}""");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_bucket_is_overwritten_and_the_total_is_the_sum_of_all()
    {
        Assert.Equal("previous - before 0 after 5 tier > crossed ", await ContributeAsync("ada", "content:extension-pulls", "5"));
        Assert.Equal("previous - before 5 after 12 tier >silver crossed silver", await ContributeAsync("ada", "community:lab-issues", "7"));
        Assert.Equal("previous 5 before 12 after 107 tier silver>gold crossed gold",
            await ContributeAsync("ada", "content:extension-pulls", "100"));
        Assert.Equal("previous 100 before 107 after 107 tier gold>gold crossed ",
            await ContributeAsync("ada", "content:extension-pulls", "100"));
        Assert.Equal("previous 100 before 107 after 7 tier gold> crossed gold silver",
            await ContributeAsync("ada", "content:extension-pulls", "0"));
        Assert.Equal(7, (await ContributorAsync("ada")).GetProperty("recompute").GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task A_feed_post_and_an_award_are_grants_too_and_count_once_in_each_model()
    {
        foreach (var who in new[] { "ada", "bob" }) // two contributors may hold the same award
        {
            await ContributeAsync(who, "award:badge:early", "5");
            await ContributeAsync(who, "award:badge:early", "5");
            await ContributeAsync(who, "content:feed-post:17", "2");
            await ContributeAsync(who, "content:feed-post:17", "3"); // the legacy bucket is overwritten, the grant stays as it was
            await ContributeAsync(who, "content:feed-post:", "1"); // names no post
            var answer = await ContributorAsync(who);
            Assert.Equal((9, 7, 2), (
                answer.GetProperty("recompute").GetProperty("total").GetInt32(), answer.GetProperty("points").GetProperty("total")
                    .GetInt32(), answer.GetProperty("points").GetProperty("count").GetInt32()));
        }
    }

    [Fact]
    public async Task Drift_tells_who_is_equal_ahead_behind_and_missing()
    {
        await ContributeAsync("equal", "award:badge:x", "5");
        await ContributeAsync("behind", "content:extension-pulls", "5");
        await GrantAsync("g1", "behind", 1);
        await ContributeAsync("ahead", "content:extension-pulls", "5");
        await GrantAsync("g2", "ahead", 6);
        await ContributeAsync("lost", "content:extension-pulls", "5");
        await GrantAsync("g3", "new", 1);

        var (_, drift) = await app.GetAsync($"spaces/{space}/drift");
        Assert.Equal((5, 1, 1, 1, 2), (Number(drift, "contributors"), Number(drift, "equal"), Number(drift, "ahead"),
            Number(drift, "behind"), Number(drift, "missing")));
        Assert.Equal(
            ["ahead ahead -", "behind behind -", "lost missing ledger", "new missing recompute"],
            drift.GetProperty("differences").EnumerateArray()
                .Select(row => $"{row.GetProperty("contributor")} {row.GetProperty("state")} {Text(row, "missingFrom")}").Order());
        Assert.Equal("recompute", drift.GetProperty("leaderboard").GetString());
        var (_, page) = await app.GetAsync($"spaces/{space}/drift?skip=1&limit=2");
        Assert.Equal((2, 3), (page.GetProperty("differences").GetArrayLength(), Number(page, "next")));
    }

    [Theory]
    [InlineData("""{"points":1}""", "$.key")]
    [InlineData("""{"key":"a"}""", "$.points")]
    [InlineData("""{"key":"a","points":"1"}""", "$.points")]
    [InlineData("""{"key":"a","points":1e99}""", "$.points")]
    [InlineData("""{"key":"a","points":1,"colour":1}""", "$.colour")]
    [InlineData("""[]""", "$")]
    public async Task A_contribution_that_is_none_is_refused_with_its_place(string body, string path)
    {
        var (status, problem) = await app.PostAsync($"spaces/{space}/scores/ada/contribute", body);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(path, problem.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Theory]
    [InlineData(Fault.AnswerLost, true)]
    [InlineData(Fault.ErrorAfterEffect, true)]
    [InlineData(Fault.AnswerLost, false)]
    [InlineData(Fault.DiesAfter, false)]
    [InlineData(Fault.DiesBefore, false)]
    public async Task Cut_at_any_storage_operation_and_sent_again_the_total_is_right_and_a_crossing_told(Fault fault, bool withRetries)
    {
        var contribution = new BucketWrite("ada", "award:badge:x", Points.Of(7), "c", "s", DateTimeOffset.UnixEpoch);
        for (var at = 1; ; at++)
        {
            var own = new JournalSpace(Azurite.NewName("space-"), 4);
            await (await OpenAsync()).WriteAsync(own, contribution with { Key = "other" }, default);
            var faults = new FaultInjector().FailAt(at, fault);
            BucketChange? first = null;
            try
            {
                first = await (await OpenAsync(faults, withRetries)).WriteAsync(own, contribution, default);
                Assert.Equal((Points.Of(7), Points.Of(14)), (first.Before, first.After));
            }
            catch (Exception e) when (e is RequestFailedException or ProcessDiedException)
            {
                Assert.False(withRetries);
            }

            var again =
                await (await OpenAsync()).WriteAsync(own, contribution with { GrantedAt = DateTimeOffset.UnixEpoch.AddDays(1) }, default);
            Assert.Equal(Points.Of(14), again.After);
            if (first is not null) Assert.Equal(first.Grant, again.Grant);
            Assert.Equal((1, null), await (await OpenAsync()).ProveAsync(own, default));
            if (faults.Faults == 0) return;
        }
    }

    [Fact]
    public async Task Of_many_writers_at_once_every_bucket_counts()
    {
        var own = new JournalSpace(Azurite.NewName("space-"), 4);
        await Task.WhenAll(Enumerable.Range(0, 24).Select(async i => await (await OpenAsync()).WriteAsync(
            own, new BucketWrite("ada", $"k{i % 12}", Points.Of(1 + (i % 12)), "c", "s", DateTimeOffset.UnixEpoch), default)));
        Assert.Equal(new Score("ada", Points.Of(78), 12), await (await OpenAsync()).ReadAsync(own, "ada", default));
        Assert.Null((await (await OpenAsync()).ProveAsync(own, default)).Fault);
    }

    [Fact]
    public async Task What_others_write_while_a_writer_lets_them_pass_does_not_overtake_it_again()
    {
        var (own, time, rivals) = (new JournalSpace(Azurite.NewName("space-"), 4), new SteppingTime(), 0);
        await WriteAsync(await OpenAsync(), "earlier");
        var faults = new FaultInjector();
        var waited = 0;
        faults.BeforeSend = async (number, _) =>
        {
            // 1 and 2 read, 3 is the transaction: it is overtaken, and so would be whatever was read before a pause
            if (number != 3 && time.Waits.Count == waited) return;
            waited = time.Waits.Count;
            await WriteAsync(await OpenAsync(), $"rival{rivals++}");
        };
        var settings = new StorageSettings(time, new LongestPauses());
        settings.EachTry.Add(faults);
        await WriteAsync(new ScoreBuckets(
            new StorageService(StorageAccount.Parse((await Azurite.SharedAsync()).ConnectionString), settings)), "late");
        Assert.Equal((1, 2, 6), (time.Waits.Count, rivals, faults.Operations));
        Assert.Equal(new Score("ada", Points.Of(4), 4), await (await OpenAsync()).ReadAsync(own, "ada", default));

        Task WriteAsync(ScoreBuckets buckets, string key) =>
            buckets.WriteAsync(own, new BucketWrite("ada", key, Points.Of(1), "c", "s", DateTimeOffset.UnixEpoch), default);
    }

    private sealed class LongestPauses : Random
    {
        public override double NextDouble() => 0.999;
    }

    private static async Task<ScoreBuckets> OpenAsync(FaultInjector? faults = null, bool withRetries = true) =>
        new(await Azurite.NewServiceAsync(faults, withRetries));

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.ToString() : "-";

    private async Task<string> ContributeAsync(string contributor, string key, string points)
    {
        var (status, answer) =
            await app.PostAsync($"spaces/{space}/scores/{contributor}/contribute", $$"""{"key":"{{key}}","points":{{points}}}""");
        Assert.True(status == HttpStatusCode.OK, answer.GetRawText());
        var tier = answer.GetProperty("tier");
        var (before, after) = (Text(tier, "before").Trim('-'), Text(tier, "after").Trim('-'));
        var crossed = string.Join(' ', tier.GetProperty("crossed").EnumerateArray());
        return $"previous {Text(answer, "previous")} before {answer.GetProperty("before")} after {answer.GetProperty("after")} "
            + $"tier {before}>{after} crossed {crossed}";
    }

    private async Task GrantAsync(string id, string contributor, int amount) =>
        await app.PostAsync($"spaces/{space}/grants",
            $$"""{"grantId":"{{id}}","contributor":"{{contributor}}","amount":{{amount}},"grantedAt":"2026-11-01T00:00:00Z"}""");

    private async Task<JsonElement> ContributorAsync(string id) => (await app.GetAsync($"spaces/{space}/contributors/{id}")).Body;
}
