using Grain.Functions.Distributions;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Distributions.Policies;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>The policies as an epoch runs them, against the policies themselves over hand-made standings.</summary>
public sealed class EpochPolicyTests
{
    private static readonly string[] People = ["ada", "bob", "eve"];
    private static readonly int[] Lookbacks = [2, 3, 0];
    private readonly EpochFixture fixture = new();

    [Fact]
    public async Task Balanced_with_a_lookback_looks_at_cred_and_payments_of_the_last_epochs_only()
    {
        await fixture.CreateAsync(epochsDue: 5);
        await fixture.ConfigureAsync(config => config with
        {
            Distribution = new DistributionConfig
            {
                BudgetPerEpoch = "100",
                Policies = [Balanced(2, 70), Balanced(3, 20), Balanced(0, 10)],
            },
        });
        for (var week = 0; week < 5; week++)
            foreach (var (index, who) in People.Index())
                await fixture.GrantAsync($"g{week}-{who}", who, 1 + ((week * (index + 2)) % 5), week);
        await SpecialAsync("eve", 3); // received before anything was paid: counts in the first interval
        Assert.Equal(5, await fixture.RunAllAsync());

        var (store, paid) = (new EpochStore(await fixture.NewStorageAsync()), new Dictionary<string, List<GrainAmount>>());
        foreach (var who in People) paid[who] = [new GrainAmount(who == "eve" ? 3 : 0)];
        await foreach (var run in store.ListAsync(fixture.Name))
        {
            var scores = EpochWork.ReadScores(await store.GetAsync(run.Scores!, default));
            var allocation = await store.ReadAllocationAsync(run.Allocation!, default);
            var view = new CredView([.. paid.Select(person => Standing(scores, person.Key, person.Value))], scores.Epochs.Count);
            foreach (var (lookback, made) in Lookbacks.Zip(allocation.Policies))
                Assert.Equal(new BalancedPolicy(lookback).Allocate(made.Budget, view).Receipts.Where(receipt => !receipt.Amount.IsZero),
                    made.Receipts);
            // A payment carries the end of its epoch as its time, so it is in the next interval.
            foreach (var (who, amounts) in paid)
                amounts.Add(allocation.Payments.SingleOrDefault(payment => payment.ParticipantId == who)?.Amount ?? GrainAmount.Zero);
        }

        Assert.Equal((5, null),
            await new EpochVerifier(store,
                new Functions.Ledgers.Accounts.Balances.GrainLedger(await fixture.NewStorageAsync(), fixture.Time))
                .VerifyAsync(fixture.Space, null, default));
    }

    [Fact]
    public async Task Special_pays_one_identity_and_recent_leaves_people_out_by_any_of_their_addresses()
    {
        await fixture.CreateAsync(epochsDue: 1);
        await fixture.ConfigureAsync(config => config with
        {
            Distribution = new DistributionConfig
            {
                BudgetPerEpoch = "100",
                Policies =
                [
                    new PolicyConfig { Type = "SPECIAL", Parts = 30, Recipient = "did:example:fund", Memo = "running costs" },
                    new PolicyConfig { Type = "RECENT", Parts = 70, Discount = 0.5, Exclusions = ["github/ada"] },
                ],
            },
        });
        await new RegisterStore(await fixture.NewStorageAsync(), fixture.Time).ChangeAsync(
            fixture.Space.Journal,
            [
                new IdentityCreated("fund", "fund", "PROJECT"), new ActivitySet("fund", true), new AliasAdded("fund", "did:example:fund"),
                new IdentityCreated("ada", "ada", "USER"), new ActivitySet("ada", true), new AliasAdded("ada", "github/ada"),
            ], default);
        await fixture.GrantAsync("g1", "ada", 5, 0);
        await fixture.GrantAsync("g2", "bob", 5, 0);
        Assert.Equal(1, await fixture.RunAllAsync());

        var store = new EpochStore(await fixture.NewStorageAsync());
        var run = await store.FindAsync(fixture.Name, "2024-01-07", default);
        var statement = EpochWork.ReadStatement(await store.GetAsync(run!.Statement!, default));
        Assert.Equal([("bob", "70"), ("fund", "30")], statement.Payments.OrderBy(payment => payment.ParticipantId)
            .Select(payment => (payment.ParticipantId, GrainNotation.Format(payment.Amount, 18))));
        Assert.Equal("running costs", statement.Policies[0].Memo);
    }

    [Theory]
    [InlineData("BALANCED", -1, null, null, "$.p.lookback")]
    [InlineData("IMMEDIATE", 0, null, null, "$.p.lookback")]
    [InlineData("RECENT", 2, null, null, "$.p.lookback")]
    [InlineData("SPECIAL", 0, null, null, "$.p.recipient")]
    [InlineData("BALANCED", 0, "ada", null, "$.p.recipient")]
    [InlineData("BALANCED", 0, null, "ada", "$.p.exclusions")]
    [InlineData("RECENT", 0, null, "", "$.p.exclusions[0]")]
    [InlineData("FAIR", 0, null, null, "$.p.type")]
    public void A_policy_that_makes_no_sense_is_refused_with_its_place(string type, int lookback, string? recipient, string? excluded,
        string path)
    {
        var policy =
            new PolicyConfig { Type = type, Lookback = lookback, Recipient = recipient, Exclusions = excluded is null ? [] : [excluded] };
        Assert.Equal(path, Assert.Single(policy.Check("$.p")).Path);
    }

    [Theory]
    [InlineData("BALANCED", 4)]
    [InlineData("BALANCED", 0)]
    [InlineData("IMMEDIATE", 1)]
    [InlineData("RECENT", 0)]
    public void The_others_are_taken(string type, int lookback) =>
        Assert.Empty(new PolicyConfig { Type = type, Lookback = lookback }.Check("$.p"));

    private static PolicyConfig Balanced(int lookback, int parts) =>
        new() { Type = BalancedPolicy.Kind.Name, Lookback = lookback, Parts = parts };

    private static ParticipantStanding Standing(CredScores scores, string who, List<GrainAmount> paid) => new()
    {
        Id = who,
        Active = true,
        Cred = scores.Participants.Single(person => person.Id == who).History.Expand(0, scores.Epochs.Count),
        Paid = paid.ToArray(),
    };

    private async Task SpecialAsync(string who, int amount)
    {
        var ledger = new Functions.Ledgers.Accounts.Balances.GrainLedger(await fixture.NewStorageAsync(), fixture.Time);
        var entry = new Functions.Ledgers.Accounts.Balances.GrainEntry("distribution", new GrainAmount(amount)) { Distribution = "prize" };
        await ledger.AppendAsync(fixture.Space.Journal, who, "distribution/prize/0", entry, default);
    }
}
