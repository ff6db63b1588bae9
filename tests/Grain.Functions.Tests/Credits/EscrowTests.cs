using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Epochs;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static Grain.Functions.Tests.Credits.CreditsFixture;

namespace Grain.Functions.Tests.Credits;

public sealed class EscrowTests
{
    private static readonly CreditsConfig Transfer = new() { Mode = CreditMode.Transfer };

    private readonly ShiftedTime time = new();

    [Fact]
    public async Task A_spend_is_held_until_completion_pays_the_worker_and_returns_the_rest()
    {
        var fixture = await NewAsync(Transfer, time);
        await fixture.ProcessAsync(Spend("ada", "t", 5));
        Assert.Equal((5m, 5m), (await fixture.BalanceAsync("ada"), (await fixture.VerifyAsync()).Held.ToDecimal()));

        await fixture.ProcessAsync(Earn("bob", "t", "ada", 3));
        Assert.Equal((7m, 13m), (await fixture.BalanceAsync("ada"), await fixture.BalanceAsync("bob")));
        var books = await fixture.VerifyAsync();
        Assert.Equal((0m, 20m, 0m), (books.Held.ToDecimal(), books.Issued.ToDecimal(), books.Burned.ToDecimal()));
    }

    [Fact]
    public async Task A_completion_that_arrives_before_its_spend_is_paid_when_the_spend_is_there()
    {
        var fixture = await NewAsync(Transfer, time);
        Assert.IsType<CreditRecord.Pending>(await fixture.ApplyAsync(Earn("bob", "t", "ada", 3)));
        Assert.Equal(0, (await fixture.TotalsAsync("bob")).Count);
        await fixture.ProcessAsync(Spend("ada", "t", 5));
        Assert.Equal((7m, 13m), (await fixture.BalanceAsync("ada"), await fixture.BalanceAsync("bob")));
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task A_worker_gets_no_more_than_is_held()
    {
        var fixture = await NewAsync(Transfer, time);
        await fixture.ProcessAsync(Spend("ada", "t", 2));
        await fixture.ProcessAsync(Earn("bob", "t", "ada", 100));
        Assert.Equal((8m, 12m), (await fixture.BalanceAsync("ada"), await fixture.BalanceAsync("bob")));
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task Only_one_worker_is_paid_for_a_task()
    {
        var fixture = await NewAsync(Transfer, time);
        await fixture.ProcessAsync(Spend("ada", "t", 5));
        await fixture.ProcessAsync(Earn("bob", "t", "ada", 3));
        Assert.IsType<CreditRecord.Conflict>(await fixture.ApplyAsync(Earn("eve", "t", "ada", 3)));
        Assert.Equal(0, (await fixture.TotalsAsync("eve")).Count);
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task A_second_submitter_of_the_same_task_gets_the_credits_back()
    {
        var fixture = await NewAsync(Transfer, time);
        await fixture.ProcessAsync(Spend("ada", "t", 5));
        await fixture.ProcessAsync(Spend("eve", "t", 4));
        Assert.Equal((5m, 10m), (await fixture.BalanceAsync("ada"), await fixture.BalanceAsync("eve")));
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task An_unclaimed_escrow_returns_after_its_time_and_a_late_claim_gets_nothing()
    {
        var fixture = await NewAsync(Transfer, time);
        await fixture.ProcessAsync(Spend("ada", "t", 5));
        await ExpireAsync(fixture);
        Assert.Equal(5, await fixture.BalanceAsync("ada"));

        time.Ahead = TimeSpan.FromHours(73);
        await ExpireAsync(fixture);
        await ExpireAsync(fixture);
        Assert.Equal(10, await fixture.BalanceAsync("ada"));
        Assert.IsType<CreditRecord.Pending>(await fixture.ApplyAsync(Earn("bob", "t", "ada", 3)));
        Assert.Equal(0, (await fixture.TotalsAsync("bob")).Count);
        Assert.Equal(0, (await fixture.VerifyAsync()).Held.ToDecimal());
    }

    [Fact]
    public async Task A_worker_whom_the_space_had_paid_while_it_minted_is_not_paid_again()
    {
        var minting = await NewAsync(new CreditsConfig(), time);
        await minting.ProcessAsync(Earn("bob", "t", "ada", 3));
        var fixture = await minting.AgainAsync(config: Transfer);
        await fixture.ProcessAsync(Spend("ada", "t", 5));
        await fixture.ProcessAsync(Earn("bob", "t", "ada", 3));
        Assert.Equal((10m, 13m), (await fixture.BalanceAsync("ada"), await fixture.BalanceAsync("bob")));
        await fixture.VerifyAsync();
    }

    [Fact]
    public async Task A_refused_charge_holds_nothing()
    {
        var fixture = await NewAsync(Transfer with { Overdraft = OverdraftPolicy.Refuse }, time);
        await fixture.ProcessAsync(Spend("ada", "t", 50));
        Assert.IsType<CreditRecord.Pending>(await fixture.ApplyAsync(Earn("bob", "t", "ada", 50)));
        Assert.Equal((10m, 0m), (await fixture.BalanceAsync("ada"), await fixture.BalanceAsync("bob")));
        await fixture.VerifyAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task In_any_order_and_repeated_by_several_processes_at_once_credits_are_conserved(int seed)
    {
        var fixture = await NewAsync(Transfer, time);
        var random = new Random(seed);
        var credits = Enumerable.Range(0, 20)
            .SelectMany(i => new[] { Spend($"n{i % 5}", $"t{i}", 1 + (i % 4)), Earn($"n{(i + 1 + (i % 3)) % 5}", $"t{i}", $"n{i % 5}", 2) })
                .ToArray();
        var messages = credits.Concat(credits.Where(_ => random.Next(3) == 0)).ToArray();
        random.Shuffle(messages);
        var processes = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => fixture.AgainAsync()));

        await Parallel.ForEachAsync(messages.Index(), new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (message, _) =>
            await processes[message.Index % 3].ProcessAsync(message.Item));

        var books = await fixture.VerifyAsync();
        Assert.Equal((50m, 0m, 50m, 0m),
            (books.Issued.ToDecimal(), books.Burned.ToDecimal(), books.Balances.ToDecimal(), books.Held.ToDecimal()));
        var totals = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => fixture.TotalsAsync($"n{i}")));
        Assert.Equal((20, 20), (totals.Sum(total => total.TasksExecuted), totals.Sum(total => total.TasksSubmitted)));
    }

    private async Task ExpireAsync(CreditsFixture fixture) =>
        await new ExpireEscrows(new SpaceDirectory(fixture.Storage, time), fixture.Escrows, fixture.Credits, time,
            NullLogger<ExpireEscrows>.Instance)
            .RunAsync(new Microsoft.Azure.Functions.Worker.TimerInfo(), default);
}
