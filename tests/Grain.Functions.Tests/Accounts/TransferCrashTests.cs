using Azure;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces.Calendar;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;
using Xunit.Abstractions;

namespace Grain.Functions.Tests.Accounts;

/// <summary>
/// The proof by exhaustion for what crosses accounts: a transfer (plain, gathered from several accounts, between merged
/// people), a special distribution, and a merge, each cut at every call to storage in every way and then simply repeated.
/// </summary>
public sealed class TransferCrashTests(ITestOutputHelper output)
{
    private static readonly Fault[] Cuts = [Fault.NotSent, Fault.AnswerLost, Fault.DiesAfter];

    private static readonly Dictionary<string, Func<Community, Task>> Deeds = new()
    {
        ["transfer"] = async community => Assert.IsType<TransferOutcome.Completed>(await community.SendAsync("t1", "ada", "bob", 4)),
        ["gathered transfer"] =
            async community => Assert.IsType<TransferOutcome.Completed>(await community.SendAsync("t1", "ada", "bob", 14)),
        ["self-transfer"] = async community => Assert.IsType<TransferOutcome.Completed>(await community.SendAsync("t1", "ada", "ada", 3)),
        ["burn"] = async community => Assert.IsType<TransferOutcome.Completed>(await community.Changes.BurnAsync(community.Space, "b1",
            "ada", new GrainAmount(12), null, default)),
        ["hold"] = async community => Assert.IsType<TransferOutcome.Completed>(await community.HoldAsync("h1", "ada", "bob", 4)),
        ["commit"] = async community => Assert.IsType<TransferOutcome.Completed>(await community.CommitAsync("held", "eve")),
        ["part"] = async community => Assert.IsType<TransferOutcome.Completed>(await community.CommitAsync("held", "eve", 1, part: "p1")),
        ["void"] = async community => Assert.IsType<TransferOutcome.Completed>(await community.VoidAsync("held", "eve")),
        ["special distribution"] = community => community.DistributeAsync("prize", ("ada", 5), ("bob", 7), ("eve", 1)),
        ["merge"] = async community =>
        {
            // Done already when it was the answer that was lost.
            var outcome = await community.ChangeAsync(new IdentitiesMerged("bob", "eve"));
            if (outcome is RegisterOutcome.Refused refused) Assert.Equal(RegisterFault.AlreadyMerged, refused.Kind);
        },
        ["unmerge"] = async community =>
        {
            var outcome = await community.ChangeAsync(new MergeUndone("ann", null));
            if (outcome is RegisterOutcome.Refused refused) Assert.Equal(RegisterFault.NotMerged, refused.Kind);
        },
    };

    /// <summary>The same each time, so that it is made once.</summary>
    private static readonly Lazy<Task<Community>> InMemory = new(() => MakeAsync(MemoryAccount.New()));

    public static TheoryData<string> Names => [.. Deeds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Cut_at_any_call_and_simply_repeated_it_ends_in_the_same_state(string deed)
    {
        var counter = new FaultInjector();
        var plain = await CopyAsync();
        await Deeds[deed](await plain.AsAnotherProcessAsync(counter));
        var (expected, calls, injected) = (await plain.EndStateAsync(), counter.Operations, 0);
        foreach (var fault in Cuts)
        {
            for (var call = 1; call <= calls; call++)
            {
                var community = await PrepareAsync(injected + 1);
                var faults = new FaultInjector().FailAt(call, fault);
                await CutAsync(deed, await community.AsAnotherProcessAsync(faults));
                await Deeds[deed](await community.AsAnotherProcessAsync());
                Assert.Equal(expected, await community.EndStateAsync());
                injected += faults.Faults;
            }
        }

        Assert.Equal(calls * Cuts.Length, injected);
        output.WriteLine($"{deed}: {calls} calls, {injected} faults injected, one end state");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Done_by_two_at_once_it_counts_once(string deed)
    {
        var plain = await CopyAsync();
        await Deeds[deed](plain);
        var expected = Sums(await plain.EndStateAsync());
        for (var race = 1; race <= 6; race++)
        {
            var community = await PrepareAsync(race);
            await Task.WhenAll(Deeds[deed](await community.AsAnotherProcessAsync()), Deeds[deed](await community.AsAnotherProcessAsync()));
            Assert.Equal(expected, Sums(await community.EndStateAsync()));
        }
    }

    [Fact]
    public async Task What_a_dead_process_began_is_finished_by_the_message_alone()
    {
        var counter = new FaultInjector();
        await (await (await CopyAsync()).AsAnotherProcessAsync(counter)).SendAsync("t1", "ada", "bob", 14);
        var (done, nothing) = (0, 0);
        for (var call = 1; call <= counter.Operations; call++)
        {
            var community = await PrepareAsync(call);
            await CutAsync("gathered transfer", await community.AsAnotherProcessAsync(new FaultInjector().FailAt(call, Fault.DiesAfter)));

            await community.Transfers.FinishAllAsync(community.Space, ["ada", "github/ada", "ann"], default);

            Assert.DoesNotContain("pending 1", await community.EndStateAsync(), StringComparison.Ordinal);
            var (ada, bob) = ((await community.HeldAsync("ada")).Balance, (await community.HeldAsync("bob")).Balance);
            Assert.Equal(new GrainAmount(18), ada + bob);
            Assert.Contains(bob, new[] { new GrainAmount(3), new GrainAmount(17) });
            if (bob == new GrainAmount(17)) done++;
            else nothing++;
        }

        Assert.True(done > 0 && nothing > 0);
        output.WriteLine($"{counter.Operations} deaths: {nothing} before the transfer was made, {done} after; nothing left under way");
    }

    private static async Task CutAsync(string deed, Community community)
    {
        try
        {
            await Deeds[deed](community);
        }
        catch (Exception e) when (e is RequestFailedException or ProcessDiedException)
        {
            // as it must be: whoever asked asks again
        }
    }

    /// <summary>In a race, entries of two steps may come in another order, but never others.</summary>
    private static string[] Sums(string state) => [.. state.Split(Environment.NewLine).Order(StringComparer.Ordinal)];

    private static async Task<Community> PrepareAsync(int number) =>
        MemoryAccount.IsEmulated(number) ? await MakeAsync(Azurite.NewAccount()) : await CopyAsync();

    private static async Task<Community> CopyAsync() => await (await InMemory.Value).CopyAsync();

    /// <summary>ada holds 5, her alias 4, ann (part of her) 6: 15. bob holds 3, eve 2, all of it held for bob.</summary>
    private static async Task<Community> MakeAsync(string account)
    {
        var community = await Community.NewAsync(account: account);
        await community.MakeAsync("ada", "ann", "bob", "eve");
        var ledger = community.Ledger;
        await ledger.PayAsync(community.Space, "2026-01-04", [new Receipt("github/ada", new GrainAmount(4))], default);
        await community.DistributeAsync("d1", ("ada", 5), ("ann", 6), ("bob", 3), ("eve", 2));
        await community.ChangeAsync(new AliasAdded("ada", "github/ada"), new IdentitiesMerged("ada", "ann"));
        await community.HoldAsync("held", "eve", "bob", 2);
        await CloseBooksAsync(community);
        return community;
    }

    /// <summary>As the closing of the epoch does: its payments count as minted.</summary>
    private static async Task CloseBooksAsync(Community community)
    {
        var (start, end) =
            (new DateTimeOffset(2026, 1, 4, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 1, 11, 0, 0, 0, TimeSpan.Zero));
        var (store, epoch) = (new EpochStore(community.Storage), new Epoch("2026-01-04", start, end));
        var run = await store.SaveAsync(
            new EpochRun
            {
                Space = community.Space.Name,
                Epoch = epoch,
                Stage = EpochStage.Closed,
                StartedAt = end,
                StageAt = end,
                LeaseUntil = end
            }, default);
        Assert.True(await store.CloseAsync(run!, new SpaceBooks(epoch, new GrainAmount(4), GrainAmount.Zero, null, null), default));
    }
}
