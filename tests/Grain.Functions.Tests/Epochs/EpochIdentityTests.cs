using Grain.Functions.Cred.CredRank;
using Grain.Functions.Distributions;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Reads.Explanations;
using Grain.Functions.Reads.Rankings;
using Grain.Functions.Reads.WhatIf;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>Who is who decides who is paid: each epoch pins it, and no change of it changes a closed epoch or a sum.</summary>
public sealed class EpochIdentityTests : IAsyncLifetime
{
    private readonly EpochFixture fixture = new();

    public Task InitializeAsync() => fixture.CreateAsync(epochsDue: 1);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Two_aliases_of_a_person_are_paid_once_for_both_and_to_their_identity()
    {
        await fixture.IdentifyAsync(
            new IdentityCreated("ada", "Ada-L", "USER"), new ActivitySet("ada", true), new AliasAdded("ada", "github/ada"),
            new AliasAdded("ada", "did:example:ada"));
        await GrantAsync(("github/ada", 3), ("did:example:ada", 1), ("bob", 4));

        var statement = await CloseAsync();

        Assert.Equal([("ada", "500"), ("bob", "500")], Payments(statement));
        Assert.Equal("500", await HeldAsync("ada"));
        Assert.Equal("0", await HeldAsync("github/ada"));
        var (scores, run) = await ScoresAsync("2024-01-07");
        Assert.Equal(["Ada-L", "bob"],
            scores.Participants.OrderBy(person => person.Id, StringComparer.Ordinal).Select(person => person.Name));
        var explained = await new Explainer(new RankedEpochs(await StoreAsync(), new OpenRankings(await fixture.NewStorageAsync())))
            .ExplainAsync(run, ["github/ada"], 10, default);
        Assert.Equal(("ada", 4), (explained!.Contributor, Math.Round(explained.Total.Cred, 9)));
        Assert.Equal(2, explained.Total.From.Top.Count(part => part.Kind == "contribution"));
    }

    [Fact]
    public async Task An_alias_claimed_after_a_payment_brings_what_was_received_along()
    {
        await GrantAsync(("github/ada", 4), ("bob", 4));
        await CloseAsync(); // 500 each
        await fixture.IdentifyAsync(
            new IdentityCreated("ada", "ada", "USER"), new ActivitySet("ada", true),
            new AliasClaimed("ada", "github/ada", "code-1"), new ClaimSettled("code-1", true));

        var second = await CloseNextAsync();

        // Nothing was done since, so both are even; whoever forgets the alias' past pays ada more.
        Assert.Equal([("ada", "500"), ("bob", "500")], Payments(second));
        var account = await LedgerAsync();
        Assert.Equal("500", await HeldAsync("github/ada"));
        Assert.Equal("500", await HeldAsync("ada"));
        Assert.Equal(1, (await account.ReadHeadAsync(fixture.Space.Journal, "github/ada", default)).Seq);
    }

    [Fact]
    public async Task Merging_people_with_history_and_undoing_it_conserves_every_sum()
    {
        await fixture.IdentifyAsync(People("ada", "ann", "bob"));
        await GrantAsync(("ada", 2), ("ann", 2), ("bob", 4));
        await CloseAsync(); // 250, 250, 500
        await fixture.IdentifyAsync(new IdentitiesMerged("ada", "ann"));
        var merged = await CloseNextAsync();
        Assert.Equal([("ada", "500"), ("bob", "500")], Payments(merged));

        await fixture.IdentifyAsync(new MergeUndone("ann", null));
        var undone = await CloseNextAsync();

        // ada received 750 for 2 cred, ann 250 for 2, bob 1000 for 4. Of 2800 for 8 cred ada is due 700, ann 700, bob 1400: 450 and 400 are
        // missing.
        var slow = undone.Policies.Single(policy => policy.Policy == "BALANCED").Receipts;
        Assert.Equal([("ann", "423.529"), ("bob", "376.471")], slow.Select(receipt => (receipt.ParticipantId, Text(receipt.Amount))));
        Assert.Equal(["ada", "ann", "bob"],
            (await ScoresAsync("2024-01-21")).Scores.Participants.Select(person => person.Id).Order(StringComparer.Ordinal));
        await fixture.EndStateAsync(); // balances add up to the supply
        Assert.Equal((3, null), await VerifyAsync());
    }

    [Fact]
    public async Task Deactivated_people_are_left_out_and_made_up_for_when_they_come_back()
    {
        await fixture.IdentifyAsync(People("ada", "bob"));
        await fixture.IdentifyAsync(new ActivitySet("ada", false));
        await GrantAsync(("ada", 4), ("bob", 4));
        Assert.Equal([("bob", "1000")], Payments(await CloseAsync()));

        await fixture.IdentifyAsync(new ActivitySet("ada", true));
        Assert.Equal([("ada", "900"), ("bob", "100")], Payments(await CloseNextAsync())); // all of BALANCED, and half of IMMEDIATE
    }

    [Fact]
    public async Task Deactivated_people_accrue_where_the_configuration_says_so_but_cannot_send()
    {
        await ConfigureAsync(new DistributionConfig { Deactivated = DeactivatedPeople.Accrue });
        await fixture.IdentifyAsync(People("ada", "bob"));
        await fixture.IdentifyAsync(new ActivitySet("ada", false));
        await GrantAsync(("ada", 4), ("bob", 4));
        Assert.Equal([("ada", "500"), ("bob", "500")], Payments(await CloseAsync()));
        var storage = await fixture.NewStorageAsync();
        var transfers = new GrainTransfers(
            new GrainLedger(storage, fixture.Time), new GrantLedger(storage, fixture.Time),
            new RegisterStore(storage, fixture.Time), new TransferQueue(storage));
        var refused =
            await transfers.SendAsync(fixture.Space.Journal, new TransferRequest("t1", "ada", "bob", new GrainAmount(1)), default);
        Assert.Equal(GrainAccountFault.InactiveAccount, Assert.IsType<TransferOutcome.Refused>(refused).Kind);
    }

    [Fact]
    public async Task While_accounting_is_off_payments_count_as_received_and_paid_out_and_only_who_has_an_address_is_paid()
    {
        await fixture.IdentifyAsync(People("ada"));
        var (currency, address) = (new Currency("1", "0x" + new string('0', 40)), "0x" + new string('a', 40));
        await fixture.IdentifyAsync(new CurrencySet(currency), new PayoutAddressSet("ada", currency, address), new AccountingSet(false));
        await GrantAsync(("ada", 4), ("bob", 4));

        Assert.Equal([("ada", "1000")], Payments(await CloseAsync()));

        var ada = (await (await LedgerAsync()).ReadHeadAsync(fixture.Space.Journal, "ada", default)).Totals;
        Assert.Equal((GrainAmount.Zero, Grain(1000), Grain(1000)), (ada.Balance, ada.Received, ada.PaidOut));
        Assert.Equal((1, null), await VerifyAsync());
    }

    [Fact]
    public async Task A_closed_epoch_is_computed_again_with_who_was_who_then()
    {
        await fixture.IdentifyAsync(People("ada", "ann"));
        await GrantAsync(("ada", 2), ("ann", 2));
        var before = await CloseAsync();
        await fixture.IdentifyAsync(new IdentitiesMerged("ada", "ann"), new ActivitySet("ada", false));
        await CloseNextAsync();

        Assert.Equal((2, null), await VerifyAsync());
        var storage = await fixture.NewStorageAsync();
        var (statement, fault) = await new EpochVerifier(new EpochStore(storage), new GrainLedger(storage, fixture.Time))
            .VerifyOneAsync(fixture.Space, "2024-01-07", default);
        Assert.Null(fault);
        Assert.Equal((await RunOfAsync("2024-01-07")).Statement!.Hash, statement);
        var trial = await new EpochTrial(await StoreAsync()).TryAsync(
            await RunOfAsync("2024-01-07"), new WhatIfQuestion { CredRank = new CredRankConfig() }, 10, default);
        Assert.All(trial.People, person => Assert.Equal(person.Grain.Before, person.Grain.After));
        Assert.Equal(Payments(before), trial.People.OrderBy(person => person.Contributor, StringComparer.Ordinal)
            .Select(person => (person.Contributor, Text(person.Grain.Before))));
    }

    [Fact]
    public async Task The_statement_names_the_hash_of_every_input_and_is_in_canonical_form()
    {
        await fixture.IdentifyAsync(People("ada"));
        await GrantAsync(("ada", 2));
        var statement = await CloseAsync();
        var run = await RunOfAsync("2024-01-07");
        Assert.Equal(
            [run.Config!.Hash, run.Identities!.Hash, run.Cursors!.Hash, run.Graph!.Hash, run.Scores!.Hash, run.Flow!.Hash,
                run.Allocation!.Hash],
            [statement.Config, statement.Identities, statement.Cursors, statement.Graph, statement.Scores, statement.Flow,
                statement.Allocation]);
        var store = await StoreAsync();
        var bytes = await store.GetAsync(run.Statement!, default);
        Assert.Equal(CanonicalJson.Of(bytes), bytes.ToArray());
        Assert.Equal("""{"ada":1}""", System.Text.Encoding.UTF8.GetString((await store.GetAsync(run.Cursors, default)).Span));
    }

    private static RegisterEvent[] People(params string[] ids) =>
        [.. ids.SelectMany(id => new RegisterEvent[] { new IdentityCreated(id, id, "USER"), new ActivitySet(id, true) })];

    private async Task GrantAsync(params (string Who, int Points)[] grants)
    {
        foreach (var (index, (who, points)) in grants.Index()) await fixture.GrantAsync($"g{index}", who, points, 0);
    }

    private async Task ConfigureAsync(DistributionConfig distribution) =>
        await fixture.ConfigureAsync(config => config with { Distribution = distribution });

    private async Task<EpochStatement> CloseAsync()
    {
        var closed = Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        return EpochWork.ReadStatement(await (await StoreAsync()).GetAsync((await RunOfAsync(closed.Epoch.Id)).Statement!, default));
    }

    private Task<EpochStatement> CloseNextAsync()
    {
        fixture.Time.Ahead += TimeSpan.FromDays(7);
        return CloseAsync();
    }

    private static (string Who, string Amount)[] Payments(EpochStatement statement) =>
        [.. statement.Payments.Select(payment => (payment.ParticipantId, Text(payment.Amount)))];

    /// <summary>In grain, to a thousandth: cred is computed in doubles.</summary>
    private static string Text(GrainAmount amount) =>
        (Math.Round(amount.ToDouble() / 1e15) / 1000).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static GrainAmount Grain(int grain) => GrainAmount.Parse($"{grain}000000000000000000");

    private async Task<string> HeldAsync(string account) =>
        Text((await (await LedgerAsync()).ReadHeadAsync(fixture.Space.Journal, account, default)).Totals.Balance);

    private async Task<(int Epochs, string? Fault)> VerifyAsync()
    {
        var storage = await fixture.NewStorageAsync();
        return await new EpochVerifier(new EpochStore(storage), new GrainLedger(storage, fixture.Time))
            .VerifyAsync(fixture.Space, null, default);
    }

    private async Task<(CredScores Scores, EpochRun Run)> ScoresAsync(string epoch)
    {
        var run = await RunOfAsync(epoch);
        return (EpochWork.ReadScores(await (await StoreAsync()).GetAsync(run.Scores!, default)), run);
    }

    private async Task<EpochRun> RunOfAsync(string epoch) => (await (await StoreAsync()).FindAsync(fixture.Name, epoch, default))!;

    private async Task<EpochStore> StoreAsync() => new(await fixture.NewStorageAsync());

    private async Task<GrainLedger> LedgerAsync() => new(await fixture.NewStorageAsync(), fixture.Time);
}
