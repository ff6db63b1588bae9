using Azure;
using Grain.Functions.Distributions;
using Grain.Functions.Distributions.Policies;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Open;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>The open epoch, ranked while it goes on.</summary>
public sealed class OpenRankerTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Closing_gives_the_same_bits_as_a_ranking_at_that_moment(bool withTreasury)
    {
        var fixture = await WithEpochsAsync();
        await fixture.ConfigureAsync(config => config with
        {
            Distribution = new DistributionConfig
            {
                BudgetPerEpoch = "1000",
                Policies =
                    [new PolicyConfig { Type = "BALANCED", Parts = 1 }, new PolicyConfig { Type = "IMMEDIATE", Parts = 1, Lookback = 1 }],
                Treasury = withTreasury ? new TreasuryConfig { Funded = "2500" } : null,
            },
        });
        await fixture.GrantAsync("late", "ada", 2, 1);
        var first = await RankAsync(fixture);
        await fixture.GrantAsync("g9", "dan", 4, 2);
        var open = await RankAsync(fixture);
        Assert.NotEqual(first.Scores!.Hash, open.Scores!.Hash);

        fixture.Time.Ahead += TimeSpan.FromDays(7);
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        var closed = (await new EpochStore(await fixture.NewStorageAsync()).FindAsync(fixture.Name, open.Epoch.Id, default))!;

        Assert.Equal(PiecesOf(closed), PiecesOf(open));
        Assert.Equal((closed.Epoch, closed.Calculation, closed.RegularMinutes, closed.Notes),
            (open.Epoch, open.Calculation, open.RegularMinutes, open.Notes));
    }

    [Fact]
    public async Task Rankings_in_between_change_nothing_of_what_is_closed()
    {
        var (plain, ranked) = (await WithEpochsAsync(), await WithEpochsAsync());
        await RankAsync(ranked);
        foreach (var fixture in (EpochFixture[])[plain, ranked])
        {
            await fixture.GrantAsync("g9", "dan", 4, 2);
            if (fixture == ranked) await RankAsync(fixture);
            fixture.Time.Ahead += TimeSpan.FromDays(7);
            await fixture.RunAllAsync();
        }

        Assert.Equal(await plain.EndStateAsync(), await ranked.EndStateAsync());
    }

    [Fact]
    public async Task Where_nothing_came_nothing_is_loaded_or_written()
    {
        var fixture = await WithEpochsAsync();
        var ranked = await RankAsync(fixture);
        var faults = new FaultInjector();
        var again = Assert.IsType<OpenOutcome.Ranked>(await fixture.RankOpenAsync(faults));
        Assert.Equal((false, ranked.Owner), (again.IsNew, again.Run.Owner));
        Assert.DoesNotContain(faults.Log, line => !line.Contains("GET", StringComparison.Ordinal)
            || line.Contains("/open/", StringComparison.Ordinal));
        Assert.True(faults.Operations <= 9, string.Join('\n', faults.Log)); // two of each of two shards, and five rows

        await fixture.ConfigureAsync(config => config with { DisplayName = "Other words" });
        Assert.True(Assert.IsType<OpenOutcome.Ranked>(await fixture.RankOpenAsync()).IsNew);
        await fixture.IdentifyAsync(new IdentityCreated("dan", "dan", "USER"));
        Assert.True(Assert.IsType<OpenOutcome.Ranked>(await fixture.RankOpenAsync()).IsNew);
    }

    [Theory]
    [InlineData(Fault.NotSent)]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.DiesBefore)]
    [InlineData(Fault.DiesAfter)]
    public async Task Cut_at_any_call_what_stands_is_whole_and_the_next_one_gives_the_same(Fault fault)
    {
        var made = await WithEpochsAsync();
        var before = PiecesOf(await RankAsync(made));
        await made.GrantAsync("g9", "dan", 4, 2);
        var counter = new FaultInjector();
        var plain = made.Copy();
        var after = PiecesOf(Assert.IsType<OpenOutcome.Ranked>(await plain.RankOpenAsync(counter, withRetries: false)).Run);
        for (var call = 1; call <= counter.Operations; call++)
        {
            var fixture = made.Copy();
            var faults = new FaultInjector().FailAt(call, fault);
            try
            {
                await fixture.RankOpenAsync(faults, withRetries: false);
            }
            catch (Exception e) when (e is RequestFailedException or ProcessDiedException)
            {
                // the process is gone
            }

            var stands = await ReadAsync(fixture);
            Assert.Contains(PiecesOf(stands.Run), (string[])[before, after]);
            Assert.Equal(after, PiecesOf(await RankAsync(fixture)));
            Assert.Equal(after, PiecesOf((await ReadAsync(fixture)).Run));
        }
    }

    [Fact]
    public async Task Of_several_at_once_one_whole_ranking_stands_with_all_that_came()
    {
        var fixture = await WithEpochsAsync();
        await fixture.GrantAsync("g9", "dan", 4, 2);
        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => fixture.RankOpenAsync()));
        Assert.All(runs, run => Assert.IsType<OpenOutcome.Ranked>(run));
        var stands = await ReadAsync(fixture);
        Assert.Contains("dan", stands.ById.Keys);
        Assert.Contains(stands.Run.Owner, runs.Select(run => ((OpenOutcome.Ranked)run).Run.Owner));
    }

    [Fact]
    public async Task One_that_looked_earlier_does_not_take_the_place_of_one_that_looked_later()
    {
        var fixture = await WithEpochsAsync();
        var faults = new FaultInjector();
        EpochRun? later = null;
        faults.BeforeSend = async (_, request) =>
        {
            // Just before the slow one stores what it made, more comes, and a fast one ranks it.
            if (later is not null || request.Method.Method == "GET") return;
            later = new EpochRun { Space = "", Epoch = new("", default, default), Stage = EpochStage.Claimed };
            await fixture.GrantAsync("g9", "dan", 4, 2);
            fixture.Time.Ahead += TimeSpan.FromMinutes(1);
            later = await RankAsync(fixture);
        };

        var slow = Assert.IsType<OpenOutcome.Ranked>(await fixture.RankOpenAsync(faults));

        Assert.Equal(later!.Owner, slow.Run.Owner);
        Assert.Equal(later.Owner, (await ReadAsync(fixture)).Run.Owner);
    }

    [Fact]
    public async Task After_the_closing_no_earlier_ranking_stands_as_open()
    {
        var fixture = await WithEpochsAsync();
        var faults = new FaultInjector();
        var closed = false;
        faults.BeforeSend = async (_, request) =>
        {
            if (closed || request.Method.Method == "GET") return;
            closed = true;
            fixture.Time.Ahead += TimeSpan.FromDays(7);
            Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        };
        await fixture.RankOpenAsync(faults);
        Assert.True(closed);
        var store = await fixture.NewStorageAsync();
        Assert.Null(await new OpenRankings(store).FindAsync(fixture.Name, default));
        Assert.Equal("2024-01-28", (await RankAsync(fixture)).Epoch.Id);
    }

    [Fact]
    public async Task Where_epochs_are_off_or_one_is_being_paid_it_says_so()
    {
        var fixture = await WithEpochsAsync();
        var archived = fixture.Space with { ArchivedAt = fixture.Time.GetUtcNow() };
        var ranker = fixture.Ranker(await fixture.NewStorageAsync());
        Assert.Contains("archived", Assert.IsType<OpenOutcome.Refused>(await ranker.RunAsync(archived, default, default)).Reason,
            StringComparison.Ordinal);
        var off = fixture.Space with { Config = fixture.Space.Config with { Enabled = false } };
        Assert.Contains("switched off", Assert.IsType<OpenOutcome.Refused>(await ranker.RunAsync(off, default, default)).Reason,
            StringComparison.Ordinal);

        fixture.Time.Ahead += TimeSpan.FromDays(7);
        var faults = new FaultInjector();
        var told = (OpenOutcome?)null;
        faults.BeforeSend = async (_, request) =>
        {
            if (told is null && request.Uri.ToString().Contains("graph-", StringComparison.Ordinal)
                && request.Method.Method == "PUT") told = await fixture.RankOpenAsync();
        };
        await fixture.RunAsync(faults);
        Assert.Contains("being closed", Assert.IsType<OpenOutcome.Refused>(told).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_too_much_for_one_go_is_gone_on_with_and_what_stood_stays()
    {
        var fixture = await WithEpochsAsync();
        var before = await RankAsync(fixture);
        foreach (var who in (string[])["eva", "fay", "gil"]) await fixture.GrantAsync($"of-{who}", who, 3, 2);
        for (var go = 1; ; go++)
        {
            var ranker = fixture.Ranker(await fixture.NewStorageAsync(), perStep: 1);
            if (await ranker.RunAsync(fixture.Space, TimeSpan.FromTicks(-1), default) is OpenOutcome.Ranked ranked)
            {
                Assert.True(go > 1);
                Assert.Equal(PiecesOf((await RankAsync(fixture)) with { }), PiecesOf(ranked.Run));
                Assert.Contains("gil", (await ReadAsync(fixture)).ById.Keys);
                break;
            }

            Assert.Equal(before.Owner, (await ReadAsync(fixture)).Run.Owner);
        }
    }

    [Fact]
    public async Task What_earlier_rankings_stored_is_removed_once_nobody_reads_it()
    {
        var fixture = await WithEpochsAsync();
        for (var i = 0; i < 4; i++)
        {
            await fixture.GrantAsync($"more{i}", "dan", 1, 2);
            await RankAsync(fixture);
            fixture.Time.Ahead += TimeSpan.FromMinutes(11);
        }

        var container = (await fixture.NewStorageAsync()).For("epochs").Container("grain");
        Assert.Equal(12, await container.SweepAsync($"{fixture.Name}/open/", 1000, default)); // those of the last two
    }

    [Fact]
    public async Task Who_has_read_of_a_ranking_reads_it_still_when_others_have_taken_its_place_at_once()
    {
        var fixture = await WithEpochsAsync();
        var old = await RankAsync(fixture);
        fixture.Time.Ahead += TimeSpan.FromHours(5);
        for (var i = 0; i < 3; i++)
        {
            await fixture.GrantAsync($"more{i}", "dan", 1, 2);
            await RankAsync(fixture);
            Assert.True(await IsThereAsync(fixture, old));
        }

        foreach (var isThere in (bool[])[true, false])
        {
            await fixture.GrantAsync($"later{isThere}", "dan", 1, 2);
            await RankAsync(fixture);
            Assert.Equal(isThere, await IsThereAsync(fixture, old));
            fixture.Time.Ahead += TimeSpan.FromMinutes(11);
        }
    }

    private static async Task<bool> IsThereAsync(EpochFixture fixture, EpochRun run)
    {
        var container = (await fixture.NewStorageAsync()).For("epochs").Container("grain");
        StoredPiece?[] pieces = [run.Graph, run.Identities, run.Config, run.Scores, run.Flow, run.Allocation];
        var found = await Task.WhenAll(pieces.Select(async piece =>
            await container.ReadAsync(piece!.Name, (_, _) => Task.FromResult((true, 0L)), default) is not null));
        return Assert.Single(found.Distinct());
    }

    private static async Task<EpochFixture> WithEpochsAsync()
    {
        var fixture = new EpochFixture();
        await fixture.CreateAsync(epochsDue: 2);
        await fixture.IdentifyAsync(new IdentityCreated("ada", "ada", "USER"), new ActivitySet("ada", true));
        await fixture.GrantAsync("g1", "ada", 5, 0);
        await fixture.GrantAsync("g2", "bob", 3, 0);
        await fixture.GrantAsync("g3", "cleo", 2, 1);
        Assert.Equal(2, await fixture.RunAllAsync());
        await fixture.GrantAsync("g4", "bob", 6, 2);
        return fixture;
    }

    private static async Task<EpochRun> RankAsync(EpochFixture fixture) =>
        Assert.IsType<OpenOutcome.Ranked>(await fixture.RankOpenAsync()).Run;

    private static async Task<OpenScores> ReadAsync(EpochFixture fixture)
    {
        var storage = await fixture.NewStorageAsync();
        return (await new OpenBoard(new OpenRankings(storage), new EpochStore(storage)).ReadAsync(fixture.Space, default))!;
    }

    private static string PiecesOf(EpochRun run) => string.Join(' ', new[]
    {
        run.Graph, run.Identities, run.Config, run.Scores, run.Flow, run.Allocation,
    }.Select(piece => piece!.Hash));
}
