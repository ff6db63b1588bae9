using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Tasks;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Grain.Functions.Tests.Credits;

/// <summary>What became of a task can be asked for by its id.</summary>
public sealed class TaskOutcomesTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task What_is_minted_and_burnt_is_counted_or_refused()
    {
        var credits = await CreditsFixture.NewAsync(new CreditsConfig
        {
            Overdraft = OverdraftPolicy.Refuse,
            InitialCredits = CreditAmount.Rounded(10),
        }, time);
        Assert.Empty(await OutcomesAsync(credits, "n1", "t1"));
        foreach (var delivery in new[] { 1, 2 })
        {
            await credits.ProcessAsync(CreditsFixture.Earn("n1", "t1", amount: 3), delivery);
            await credits.ProcessAsync(CreditsFixture.Spend("n1", "t2", 100), delivery);
            await credits.ProcessAsync(CreditsFixture.Spend("n1", "t1", 2), delivery);
        }

        Assert.Equal(["earn counted 1", "spend counted 3"], await OutcomesAsync(credits, "n1", "t1"));
        Assert.Equal(["spend refused 2: it needs 100, and the balance was 13"], await OutcomesAsync(credits, "n1", "t2"));
        Assert.Empty(await OutcomesAsync(credits, "n2", "t1"));
    }

    [Fact]
    public async Task What_goes_through_an_escrow_is_held_until_it_is_claimed_or_its_time_is_over()
    {
        var credits = await CreditsFixture.NewAsync(new CreditsConfig
        {
            Mode = CreditMode.Transfer,
            EscrowHours = 1,
            InitialCredits = CreditAmount.Rounded(10),
        }, time);
        await credits.ProcessAsync(CreditsFixture.Earn("worker", "t1", amount: 3));
        Assert.Equal(["earn held: the submitter's credits have not arrived in the escrow yet"],
            await OutcomesAsync(credits, "worker", "t1"));
        await credits.ProcessAsync(CreditsFixture.Earn("other", "t1", amount: 3));
        Assert.Equal(["earn conflict: another node has claimed the task"], await OutcomesAsync(credits, "other", "t1"));
        await credits.ProcessAsync(CreditsFixture.Spend("payer", "t1", 4));
        Assert.Equal(["earn counted 1"], await OutcomesAsync(credits, "worker", "t1"));
        Assert.Equal(["spend counted 1: the worker was paid from the escrow", "refund counted 2"],
            await OutcomesAsync(credits, "payer", "t1"));

        await credits.ProcessAsync(CreditsFixture.Spend("payer", "t2", 4));
        Assert.Equal(["spend held 3: in the task's escrow, until 2026-11-01T13:00:00.0000000+00:00 unless it is claimed"],
            await OutcomesAsync(credits, "payer", "t2"));
        await credits.Credits.ExpireAsync(credits.Space, "t2", default);
        await credits.ProcessAsync(CreditsFixture.Earn("worker", "t2", amount: 3));
        Assert.Equal(["spend counted 3: nobody claimed it in time: it came back", "refund counted 4"],
            await OutcomesAsync(credits, "payer", "t2"));
        Assert.Equal(["earn refused: the escrow had expired and went back to the submitter"],
            await OutcomesAsync(credits, "worker", "t2"));
    }

    private static async Task<IEnumerable<string>> OutcomesAsync(CreditsFixture credits, string node, string task) =>
        (await new TaskOutcomes(credits.Ledger, credits.Escrows).ReadAsync(credits.Space.Journal, node, task, default)).Select(outcome =>
            $"{outcome.Kind} {outcome.State}{(outcome.Entry is { } entry ? $" {entry.Seq}" : "")}"
            + $"{(outcome.Reason is { } reason ? $": {reason}" : "")}");
}
