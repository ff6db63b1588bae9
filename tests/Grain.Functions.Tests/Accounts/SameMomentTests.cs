using Azure.Core;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Accounts;

/// <summary>What two processes do at the same moment, in each of the orders in which it can happen.</summary>
public sealed class SameMomentTests
{
    [Fact]
    public async Task Who_is_registered_at_the_same_moment_gets_nothing_past_the_treasury()
    {
        var community = await Community.NewAsync(funded: "10", account: MemoryAccount.New());
        for (var moment = 1; moment <= 2; moment++)
        {
            var who = $"cy{moment}";
            var other = await OvertakenAsync(community, moment, () => community.MakeAsync(who));
            var outcome = await other.HandedOut.DistributeAsync(community.Space, Community.Distribution($"d{moment}", (who, 40)), default);
            Assert.IsType<RegisterOutcome.Refused>(outcome);
        }

        Assert.Equal(GrainAmount.Zero, (await community.Books.ReadAsync(community.Space, default)).Outstanding);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_same_sent_twice_at_once_is_told_that_it_is_made(bool special)
    {
        var community = await Community.NewAsync(funded: "60", account: MemoryAccount.New());
        await community.MakeAsync("ada");
        foreach (var moment in special ? [2, 3] : new[] { 4, 5, 6 })
        {
            var id = $"x{moment}";
            var other = await OvertakenAsync(community, moment, () => MakeAsync(community, id));
            await MakeAsync(other, id);
            Assert.Equal(new GrainAmount(60), (await community.HeldAsync("ada")).Balance);
            await community.Changes.BurnAsync(community.Space, id, "ada", new GrainAmount(60), null, default);
        }

        async Task MakeAsync(Community by, string id)
        {
            if (special) Assert.IsNotType<RegisterOutcome.Refused>(await by.HandedOut.DistributeAsync(by.Space,
                Community.Distribution(id, ("ada", 60)), default));
            else Assert.IsType<TransferOutcome.Completed>(await by.MintAsync(id, "ada", 60));
        }
    }

    [Fact]
    public async Task A_refused_burn_does_not_free_the_id_of_one_that_is_made()
    {
        var community = await Community.NewAsync(account: MemoryAccount.New());
        await community.MakeAsync("ada", "bob");
        foreach (var who in new[] { "ada", "bob" }) await community.MintAsync($"m-{who}", who, 10);
        var faults = new FaultInjector();
        faults.BeforeSend = async (_, request) =>
        {
            if (!request.Uri.Path.Contains("treasury", StringComparison.Ordinal)) return;
            if (request.Method == RequestMethod.Post) await community.SendAsync("t", "ada", "bob", 5);
            else if (request.Method == RequestMethod.Delete) Assert.IsType<TransferOutcome.Completed>(await BurnAsync(community, "ada", 3));
        };
        Assert.IsType<TransferOutcome.Refused>(await BurnAsync(await community.AsAnotherProcessAsync(faults), "ada", 7));
        Assert.IsType<TransferOutcome.ConflictsWithEarlier>(await BurnAsync(community, "bob", 3));
        Assert.Equal(new GrainAmount(2), (await community.HeldAsync("ada")).Balance);

        static Task<TransferOutcome> BurnAsync(Community by, string from, int amount) =>
            by.Changes.BurnAsync(by.Space, "b", from, new GrainAmount(amount), null, default);
    }

    /// <summary>Another process, before whose request of a number something else happens.</summary>
    private static Task<Community> OvertakenAsync(Community community, int moment, Func<Task> happensAsync) =>
        community.AsAnotherProcessAsync(new FaultInjector
        {
            BeforeSend =
            (number, _) => number == moment ? happensAsync() : Task.CompletedTask
        });
}
