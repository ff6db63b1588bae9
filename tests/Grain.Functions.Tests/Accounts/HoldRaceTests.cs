using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Grain.Functions.Tests.Accounts;

/// <summary>A commit, a void and the end of the time at the same moment: before each request of the one, the other happens.</summary>
public sealed class HoldRaceTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddDays(1);

    private static readonly Dictionary<string, Func<Community, Task<TransferOutcome>>> Deeds = new()
    {
        ["commit"] = community => community.CommitAsync("h1", "ada", 5),
        ["commit of all"] = community => community.CommitAsync("h1", "ada"),
        ["part"] = community => community.CommitAsync("h1", "ada", 4, part: "p1"),
        ["another part"] = community => community.CommitAsync("h1", "ada", 4, part: "p2"),
        ["void"] = community => community.VoidAsync("h1", "ada"),
        ["end"] = async community =>
        {
            ((FakeTimeProvider)community.Time).SetUtcNow(End);
            await community.Sweep.SweepAsync(community.Space, default);
            return new TransferOutcome.Completed("ada");
        },
    };

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var other in Deeds.Keys) pairs.Add("commit", other);
            foreach (var other in new[] { "part", "another part", "void", "end" }) pairs.Add("part", other);
            foreach (var other in new[] { "void", "end" }) pairs.Add("void", other);
            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Of_two_at_the_same_moment_the_head_decides(string one, string other)
    {
        for (var (moment, happened) = (1, true); happened; moment++)
        {
            var (community, reached) = (await NewAsync(), false);
            TransferOutcome? second = null;
            var faults = new FaultInjector();
            faults.BeforeSend = async (number, _) =>
            {
                if (number != moment || reached) return;
                reached = true;
                second = await Deeds[other](community);
            };
            TransferOutcome? first = null;
            try
            {
                first = await Deeds[one](await community.AsAnotherProcessAsync(faults));
            }
            catch (OperationCanceledException)
            {
                // its time was over before it was written
            }

            happened = reached;
            if (happened) await CheckAsync(community, (one, first), (other, second));
        }
    }

    [Theory]
    [InlineData("commit", "void")]
    [InlineData("commit", "commit of all")]
    [InlineData("part", "another part")]
    [InlineData("void", "end")]
    public async Task Two_processes_at_once_end_in_one_of_the_ways(string one, string other)
    {
        var community = await NewAsync();
        var outcomes = await Task.WhenAll(DoAsync(one), DoAsync(other));
        await CheckAsync(community, (one, outcomes[0]), (other, outcomes[1]));

        async Task<TransferOutcome?> DoAsync(string deed)
        {
            try
            {
                return await Deeds[deed](await community.AsAnotherProcessAsync());
            }
            catch (OperationCanceledException)
            {
                return null;
            }
        }
    }

    /// <summary>What was answered is what is there.</summary>
    private static async Task CheckAsync(Community community, params (string Deed, TransferOutcome? Outcome)[] done)
    {
        await community.Sweep.SweepAsync(community.Space, default);
        await community.ProveAsync();
        var hold = (await community.Ledger.ReadHoldAsync(community.Space, "ada", "h1", default))!;
        Assert.Equal(new GrainAmount(7), hold.Left + hold.Committed + hold.Released);
        var bob = (await community.HeldAsync("bob")).Balance;
        Assert.Equal(hold.Committed, bob);
        Assert.Equal(new GrainAmount(10), bob + (await community.HeldAsync("ada")).Balance);
        foreach (var (deed, outcome) in done)
        {
            if (outcome is TransferOutcome.Completed && deed == "void") Assert.Equal("voided", hold.State);
            if (outcome is TransferOutcome.Completed && deed.StartsWith("commit", StringComparison.Ordinal))
                Assert.Equal("committed", hold.State);
            if (outcome is TransferOutcome.Completed && deed.EndsWith("part", StringComparison.Ordinal))
                Assert.True(bob >= new GrainAmount(4), $"{bob}");
            if (deed == "end") Assert.NotEqual("open", hold.State);
        }
    }

    private static async Task<Community> NewAsync() => await (await Made.Value).CopyOnAsync(new FakeTimeProvider(Start));

    private static readonly Lazy<Task<Community>> Made = new(async () =>
    {
        var community = await Community.NewAsync(account: MemoryAccount.New(), time: new FakeTimeProvider(Start));
        await community.MakeAsync("ada", "bob");
        await community.DistributeAsync("d1", ("ada", 10));
        await community.HoldAsync("h1", "ada", "bob", 7, End);
        return community;
    });
}
