using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.SourceCred.Files;
using Grain.Functions.SourceCred.Ledger;
using Grain.Functions.SourceCred.Writing;
using Grain.Functions.Tests.Accounts;
using Grain.Functions.Tests.Epochs;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.SourceCred;

/// <summary>Ledgers of SourceCred written into a space: equal in every digit, each event once, however often and wherever cut.</summary>
public sealed class LedgerImportTests
{
    [Fact]
    public async Task All_sixteen_actions_come_out_equal_and_what_is_stored_holds()
    {
        var community = await Community.NewAsync();
        var outcome = await ImportAsync(community, MadeCommunities.All());
        Assert.Equal(16, outcome.ByAction.Count);
        Assert.Equal(outcome.Events, outcome.New);
        Assert.Empty(outcome.NotTaken);
        await EqualAsync(community, outcome.Replay);
        await community.ProveAsync();

        var register = await community.Registers.ReadAsync(community.Space, default);
        Assert.Equal(Of("ada"), register.Resolve("github/ada-m"));
        Assert.Equal(Of("bob"), register.Resolve("discord/1234"));
        Assert.Equal(Of("bob"), register.Resolve("discourse/cyd"));
        Assert.Equal(Of("bob"), register.Resolve("other/plugin/USER/dan"));
        Assert.Equal("robert", register.Find(Of("cyd"))!.Name);
        Assert.Equal("ORGANIZATION", register.Find(Of("mill"))!.Type);
        Assert.Contains(MadeLedger.Uuid("d4"), register.Executed);
        var first = register.Distributions[MadeLedger.Uuid("d1")];
        Assert.Equal(MadeCommunities.Week(1), first.CredAt);
        Assert.Equal(("IMMEDIATE", 1.0), (first.Allocations[0].Policy!.Type, first.Allocations[0].Policy!.Lookback));
        Assert.Equal(MadeLedger.Start.AddSeconds(15), register.DistributedAt[first.Distribution]);
        Assert.True(register.LastAt > MadeLedger.Start.AddYears(1));
    }

    [Fact]
    public async Task A_second_run_changes_nothing_and_a_grown_ledger_brings_its_tail()
    {
        var community = await Community.NewAsync();
        await ImportAsync(community, MadeCommunities.All());
        var before = await community.EndStateAsync();
        Assert.Equal(0, (await ImportAsync(await community.AsAnotherProcessAsync(), MadeCommunities.All())).New);
        Assert.Equal(before, await community.EndStateAsync());
        var grown = await ImportAsync(community, MadeCommunities.Grown());
        Assert.Equal(10, grown.New);
        await EqualAsync(community, grown.Replay);

        var older = await Assert.ThrowsAsync<InstanceException>(() => ImportAsync(community, MadeCommunities.All()));
        Assert.Contains("were imported before", older.Message, StringComparison.Ordinal);
        var other = await Assert.ThrowsAsync<InstanceException>(
            () => ImportAsync(community, Enumerable.Range(0, 99).Aggregate(new MadeLedger(), (made, i) => made.Create($"p{i}"))));
        Assert.Contains("differs in what was imported", other.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cut_at_any_call_and_simply_repeated_it_ends_in_the_same_state()
    {
        var counter = new FaultInjector();
        var plain = await Community.NewAsync();
        var empty = await plain.CopyAsync();
        await ImportAsync(await plain.AsAnotherProcessAsync(counter), MadeCommunities.Few());
        var (expected, cuts) = (await plain.EndStateAsync(), 0);
        Fault[] faults = [Fault.NotSent, Fault.AnswerLost, Fault.DiesAfter];
        for (var call = 1; call <= counter.Operations; call++)
        {
            var community = await empty.CopyAsync();
            // Each call in one way, neighbours in different ones: all of them would take a minute.
            var injector = new FaultInjector().FailAt(call, faults[call % faults.Length]);
            try
            {
                await ImportAsync(await community.AsAnotherProcessAsync(injector), MadeCommunities.Few());
            }
            catch (Exception e) when (e is Azure.RequestFailedException or AggregateException or ProcessDiedException)
            {
                cuts++;
            }

            await ImportAsync(await community.AsAnotherProcessAsync(), MadeCommunities.Few());
            Assert.Equal(expected, await community.EndStateAsync());
        }

        Assert.True(cuts > counter.Operations / 3, $"{cuts} cuts at {counter.Operations} calls");
    }

    [Fact]
    public async Task Of_two_at_once_each_event_counts_once()
    {
        var alone = await Community.NewAsync();
        var both = await alone.CopyAsync();
        await ImportAsync(alone, MadeCommunities.All());
        var other = await both.AsAnotherProcessAsync();
        await Task.WhenAll(TryAsync(both), TryAsync(other));
        await ImportAsync(both, MadeCommunities.All());
        Assert.Equal(await alone.EndStateAsync(), await both.EndStateAsync());

        static async Task TryAsync(Community community)
        {
            try
            {
                await ImportAsync(community, MadeCommunities.All());
            }
            catch (InstanceException fault)
            {
                Assert.Contains("another import is at work", fault.Message, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task What_SourceCred_would_refuse_stops_with_its_line_or_is_passed_over_and_listed()
    {
        var community = await Community.NewAsync();
        var made = MadeCommunities.All().Transfer("mill", "ada", "1").Raw("""{"uuid":1}""").Create("zoe");
        var line = MadeCommunities.All().Lines.Count + 1;
        var fault = await Assert.ThrowsAsync<InstanceException>(() => ImportAsync(community, made));
        Assert.Contains($"line {line}: TRANSFER_GRAIN: ", fault.Message, StringComparison.Ordinal);
        var outcome = await ImportAsync(community, made, lenient: true);
        Assert.Equal([(line, GrainAccountFault.InactiveAccount), (line + 1, "malformed")],
            outcome.Skipped.Select(each => (each.Line, each.Kind)));
        Assert.NotNull((await community.Registers.ReadAsync(community.Space, default)).Find(Of("zoe")));
        await EqualAsync(community, outcome.Replay);
    }

    [Fact]
    public async Task A_dry_run_writes_nothing_and_says_the_same()
    {
        var community = await Community.NewAsync();
        var before = await community.EndStateAsync();
        var outcome = await ImportAsync(community, MadeCommunities.All(), dryRun: true);
        Assert.Equal(MadeCommunities.All().Lines.Count, outcome.New);
        Assert.Equal(before, await community.EndStateAsync());
    }

    [Fact]
    public void A_distribution_to_more_people_than_a_row_holds_is_several()
    {
        Receipt[] receipts = [.. Enumerable.Range(0, 3100).Select(i => new Receipt($"{i}", new GrainAmount(i)))];
        var policy = new DistributedPolicy("IMMEDIATE");
        GrainDistributed[] parts =
        [
            .. DistributionParts.Of("d", new LedgerAction.DistributeGrain("d", MadeLedger.Start,
            [
                new SourceAllocation("a", policy, new GrainAmount(9), [.. receipts.Take(1200)]),
                new SourceAllocation("b", policy, default, []),
                new SourceAllocation("c", policy, new GrainAmount(8), [.. receipts.Skip(1200)]),
            ]), id => id),
        ];
        Assert.Equal(["d", "d-p2"], parts.Select(part => part.Distribution));
        Assert.Equal([3000, 100], parts.Select(part => part.Allocations.Sum(allocation => allocation.Receipts.Count)));
        Assert.Equal(receipts, parts.SelectMany(part => part.Allocations).SelectMany(allocation => allocation.Receipts));
        Assert.Equal(17, (int)GrainAmount.Sum(parts.SelectMany(part => part.Allocations).Select(each => each.Budget)).BaseUnits);
    }

    [Fact]
    public async Task What_was_spent_here_since_is_not_spent_again_by_a_tail()
    {
        var community = await Community.NewAsync();
        await ImportAsync(community, MadeCommunities.All());
        var (held, _) = await community.HeldAsync(Of("bob"));
        Assert.IsType<TransferOutcome.Completed>(
            await community.Transfers.SendAsync(community.Space, new TransferRequest("t", Of("bob"), Of("ada"), held), default));
        var before = await community.EndStateAsync();
        var fault = await Assert.ThrowsAsync<InstanceException>(
            () => ImportAsync(community, MadeCommunities.All().Transfer("bob", "ada", "5")));
        Assert.Contains("has been moved in both places", fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, await community.EndStateAsync());
    }

    [Fact]
    public async Task An_epoch_waits_for_an_import_that_was_cut_off_and_goes_on_when_it_is_whole()
    {
        var epochs = new EpochFixture();
        await epochs.CreateAsync(1);
        await epochs.GrantAsync("g", "ada", 3, 0);
        var (storage, time) = (await epochs.NewStorageAsync(), epochs.Time);
        await new RegisterStore(storage, time).WriteAsync(epochs.Space.Journal, (_, when) => new RegisterChange(when, [])
        {
            Imported = new ImportedLedger(2, "", 1),
        }, default);
        var failed = Assert.IsType<EpochRunOutcome.Failed>(await epochs.RunAsync());
        Assert.Contains("import it again", failed.Reason.Message, StringComparison.Ordinal);
        await new RegisterStore(storage, time).WriteAsync(epochs.Space.Journal, (_, when) => new RegisterChange(when, [])
        {
            Imported = new ImportedLedger(2, "", 2),
        }, default);
        epochs.Time.Ahead += TimeSpan.FromHours(2);
        Assert.IsType<EpochRunOutcome.Closed>(await epochs.RunAsync());
    }

    [Fact]
    public async Task What_nobody_goes_on_with_is_waited_for_no_longer_and_can_still_come()
    {
        var community = await Community.NewAsync();
        var import = new LedgerImport(community.Registers, community.Ledger, community.Payout);
        Assert.Null(await import.AbandonAsync(community.Space, default));
        for (var call = 1; (await ReadAsync())?.IsAwaited != true; call++)
        {
            var other = await community.AsAnotherProcessAsync(new FaultInjector().FailAt(call, Fault.DiesAfter));
            await Assert.ThrowsAsync<ProcessDiedException>(() => ImportAsync(other, MadeCommunities.Few()));
        }

        var cut = await ReadAsync();
        Assert.Equal(cut! with { IsAbandoned = true }, await import.AbandonAsync(community.Space, default));
        Assert.False((await ReadAsync())!.IsAwaited);
        Assert.Null(await import.AbandonAsync(community.Space, default));

        var outcome = await ImportAsync(community, MadeCommunities.Few());
        var whole = await ReadAsync();
        Assert.Equal((outcome.Events, outcome.Events, false), (whole!.Events, whole.Settled, whole.IsAbandoned));
        await EqualAsync(community, outcome.Replay);
        await community.ProveAsync();

        async Task<ImportedLedger?> ReadAsync() => (await community.Registers.ReadAsync(community.Space, default)).Imported;
    }

    private static string Of(string name) => InstanceIds.Identity(MadeLedger.Uuid(name));

    internal static Task<LedgerOutcome> ImportAsync(Community community, MadeLedger made, bool lenient = false, bool dryRun = false) =>
        new LedgerImport(community.Registers, community.Ledger, community.Payout)
            .RunAsync(community.Space, LedgerReader.Open(made.ToInstance()), lenient, dryRun, null, default);

    /// <summary>Every account of SourceCred against the person's accounts in Grain.</summary>
    internal static async Task EqualAsync(Community community, LedgerReplay replay)
    {
        var register = await community.Registers.ReadAsync(community.Space, default);
        var sums = new Dictionary<string, (GrainAmount, GrainAmount)>();
        await foreach (var head in community.Ledger.ReadHeadsAsync(community.Space, default))
            sums[register.Resolve(head.Account)] = sums.GetValueOrDefault(register.Resolve(head.Account)) is var (held, paid)
                ? (held + head.Totals.Balance + head.Totals.InTransit, paid + head.Totals.Received) : default;
        foreach (var account in replay.Accounts)
        {
            var id = InstanceIds.Identity(account.Root);
            var identity = register.Identities[id];
            Assert.Equal((account.Name, account.Subtype, account.Active, null),
                (identity.Name, identity.Type, identity.Active, identity.MergedInto));
            Assert.Equal((account.Balance, account.Paid), sums.GetValueOrDefault(id));
            Assert.Equal(account.Ids.Select(InstanceIds.Identity).Order(), register.IdsOf(id).Order());
        }

        Assert.Equal(replay.Accounts.Count(), register.Identities.Values.Count(identity => identity.MergedInto is null));
        Assert.Equal((replay.Accounting, replay.Tracking, replay.Currency?.Key),
            (register.Accounting, register.TrackingSince is not null, register.Currency?.Key));
        Assert.Equal(replay.Tracked.Keys.Where(id => replay.Tracked[id]), register.Tracked.Where(register.Executed.Contains));
    }
}
