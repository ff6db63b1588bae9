using System.Text.Json;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Cred.Graph.Blobs;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

public sealed class EpochRunTests
{
    private readonly EpochFixture fixture = new(MemoryAccount.New());

    [Fact]
    public async Task Missed_epochs_are_caught_up_in_order_and_every_budget_is_paid_to_the_last_unit()
    {
        await fixture.CreateAsync(epochsDue: 4);
        await fixture.GrantAsync("g1", "ada", 7, 0);
        await fixture.GrantAsync("g2", "bob", 3, 1);
        await fixture.GrantAsync("g3", "eve", 1, 3);

        Assert.Equal(4, await fixture.RunAllAsync());

        var store = new EpochStore(await fixture.NewStorageAsync());
        var books = await store.ReadBooksAsync(fixture.Name, default);
        Assert.Equal(GrainAmount.Parse("4000000000000000000000"), books.Supply);
        var runs = new List<EpochRun>();
        await foreach (var run in store.ListAsync(fixture.Name)) runs.Add(run);
        Assert.Equal(["2024-01-07", "2024-01-14", "2024-01-21", "2024-01-28"], runs.Select(run => run.Epoch.Id));
        await fixture.EndStateAsync();
        Assert.Equal(0, await fixture.RunAllAsync());
    }

    [Fact]
    public async Task While_nobody_has_cred_the_budget_carries_over_and_nothing_is_paid()
    {
        await fixture.CreateAsync(epochsDue: 3);
        await fixture.GrantAsync("g1", "ada", 2, 2);

        await fixture.RunAllAsync();

        var statements = await StatementsAsync();
        Assert.Equal(["0", "0", "3000000000000000000000"], statements.Select(statement => statement.Paid.ToString()));
        Assert.Equal(["1000000000000000000000", "2000000000000000000000", "0"],
            statements.Select(statement => statement.CarriedOver.ToString()));
    }

    [Fact]
    public async Task What_is_granted_late_counts_in_later_epochs_and_closed_ones_do_not_move()
    {
        await fixture.CreateAsync(epochsDue: 1);
        await fixture.GrantAsync("g1", "ada", 2, 0);
        await fixture.RunAllAsync();
        var before = (await StatementsAsync())[0];

        await fixture.GrantAsync("g2", "bob", 2, 0); // belongs to the closed week, arrives after it
        fixture.Time.Ahead += TimeSpan.FromDays(7);
        await fixture.RunAllAsync();

        var after = await StatementsAsync();
        Assert.Equal(JsonSerializer.Serialize(before, CalculationJson.Default.EpochStatement),
            JsonSerializer.Serialize(after[0], CalculationJson.Default.EpochStatement));
        // BALANCED makes up for it: both have the same cred over life by now, so bob, who had nothing, gets the slow part.
        Assert.Equal("bob", after[1].Policies.Single(policy => policy.Policy == "BALANCED").Receipts.Single().ParticipantId);
    }

    [Fact]
    public async Task Balanced_looks_at_grain_received_and_an_even_history_pays_evenly()
    {
        await fixture.CreateAsync(epochsDue: 2);
        await fixture.GrantAsync("g1", "ada", 4, 0);
        await fixture.GrantAsync("g2", "bob", 4, 0);
        await fixture.RunAllAsync();
        var ledger = new GrainLedger(await fixture.NewStorageAsync(), fixture.Time);
        var ada = await ledger.ReadHeadAsync(fixture.Space.Journal, "ada", default);
        var bob = await ledger.ReadHeadAsync(fixture.Space.Journal, "bob", default);
        Assert.Equal(ada.Totals.Received, bob.Totals.Received);
        Assert.Equal(2, ada.Seq);
    }

    [Fact]
    public async Task The_incremental_graph_has_the_bytes_of_one_collected_from_scratch()
    {
        await fixture.CreateAsync(epochsDue: 3);
        await fixture.GrantAsync("g1", "ada", 4, 0);
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        await fixture.GrantAsync("g2", "bob", 4, 1);
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        await fixture.GrantAsync("g3", "ada", 1, 2);
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());

        var storage = await fixture.NewStorageAsync();
        var store = new EpochStore(storage);
        var last = await store.FindAsync(fixture.Name, "2024-01-21", default);
        var scratch = new Functions.Cred.Graph.ContributionGraph();
        Assert.True(await new GraphCollector(new GrantLedger(storage, fixture.Time))
            .CollectAsync(fixture.Space.Journal, scratch, 1000, default));
        Assert.Equal((await store.GetAsync(last!.Graph!, default)).ToArray(), GraphBlob.Write(scratch));
    }

    [Fact]
    public async Task Operations_do_not_grow_with_history()
    {
        await fixture.CreateAsync(epochsDue: 12);
        var operations = new List<long>();
        for (var epoch = 0; epoch < 12; epoch++)
        {
            await fixture.GrantAsync($"g{epoch}", "ada", 1, epoch);
            var counter = new FaultInjector();
            Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync(counter));
            operations.Add(counter.Operations);
        }

        Assert.Equal(operations[2], operations[^1]);
    }

    [Theory]
    [InlineData(30, 1, 30)] // all is new: each shard is read whole
    [InlineData(30, 6, 2)] // two accounts moved: only these are read
    [InlineData(1, 40, 1)]
    public async Task However_much_is_new_it_is_collected_once_and_costs_no_more_than_a_read_for_each_account_that_moved(int people,
        int grantsBefore, int moved)
    {
        await fixture.CreateAsync(epochsDue: 1);
        var storage = await fixture.NewStorageAsync();
        var ledger = new GrantLedger(storage, fixture.Time);
        var graph = new Functions.Cred.Graph.ContributionGraph();
        var collector = new GraphCollector(ledger);
        for (var round = 0; round < grantsBefore; round++)
            await ledger.AppendAsync(fixture.Space.Journal,
                [.. Enumerable.Range(0, people).Select(person => EpochFixture.Grant($"g{round}-{person}", $"p{person}", 1, 0))], default);
        if (grantsBefore > 1) Assert.True(await collector.CollectAsync(fixture.Space.Journal, graph, 1000, default));
        if (grantsBefore > 1)
            await ledger.AppendAsync(fixture.Space.Journal,
                [.. Enumerable.Range(0, moved).Select(person => EpochFixture.Grant($"new-{person}", $"p{person}", 1, 0))], default);

        var counter = new FaultInjector();
        Assert.True(await new GraphCollector(new GrantLedger(await fixture.NewStorageAsync(counter), fixture.Time))
            .CollectAsync(fixture.Space.Journal, graph, 1000, default));

        Assert.Equal(people, graph.Cursors.Count);
        Assert.Equal((people * grantsBefore) + (grantsBefore > 1 ? moved : 0), graph.Cursors.Values.Sum());
        Assert.InRange(counter.Operations, fixture.Space.Shards, fixture.Space.Shards + Math.Min(moved, fixture.Space.Shards));
    }

    [Fact]
    public async Task An_epoch_longer_than_an_invocation_may_last_goes_on_in_the_next_messages()
    {
        var (slow, quick) = (new EpochFixture { PerStep = 4 }, fixture);
        foreach (var each in new[] { slow, quick })
        {
            await each.CreateAsync(epochsDue: 1);
            for (var person = 0; person < 20; person++) await each.GrantAsync($"g{person}", $"person{person}", 1 + person, 0);
        }

        Assert.IsType<EpochRunOutcome.Closed>(await quick.RunAsync());
        slow.Time.Slowness = TimeSpan.FromMinutes(5); // so every attempt ends after one step
        var stages = new List<EpochStage>();
        while (await slow.RunAsync() is var outcome && outcome is not EpochRunOutcome.Closed)
            stages.Add(Assert.IsType<EpochRunOutcome.Unfinished>(outcome).Stage);

        Assert.Equal(1, stages.Count(stage => stage == EpochStage.Claimed)); // collected in two steps, one a shard
        Assert.Equal(5, stages.Count(stage => stage == EpochStage.Allocated)); // paid in five
        Assert.Equal(await quick.EndStateAsync(), await slow.EndStateAsync());
    }

    [Fact]
    public async Task A_changed_blob_is_noticed()
    {
        await fixture.CreateAsync(epochsDue: 1);
        await fixture.GrantAsync("g1", "ada", 4, 0);
        await fixture.RunAllAsync();
        var storage = await fixture.NewStorageAsync();
        var store = new EpochStore(storage);
        var run = await store.FindAsync(fixture.Name, "2024-01-07", default);
        await storage.Container("grain").UploadAsync(run!.Allocation!.Name, "{}"u8.ToArray());
        Assert.Contains("E2", (await Assert.ThrowsAsync<InvalidDataException>(() => store.GetAsync(run.Allocation, default))).Message,
            StringComparison.Ordinal);
    }

    private async Task<List<EpochStatement>> StatementsAsync()
    {
        var store = new EpochStore(await fixture.NewStorageAsync());
        var statements = new List<EpochStatement>();
        await foreach (var run in store.ListAsync(fixture.Name))
            statements.Add(JsonSerializer.Deserialize((await store.GetAsync(run.Statement!, default)).Span,
                CalculationJson.Default.EpochStatement)!);
        return statements;
    }
}
