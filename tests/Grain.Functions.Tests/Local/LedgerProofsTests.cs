using System.Numerics;
using Grain.Local.Api;
using Grain.Local.Demo;
using Xunit;

namespace Grain.Functions.Tests.Local;

/// <summary>Each proof must notice what it is there for: a sound space passes all, and each way to spoil it fails one.</summary>
public class LedgerProofsTests
{
    private const string Points = "Each contributor's grants add up to their points";
    private const string Ids = "No grant was counted twice";
    private const string Balances = "Each grain account's entries add up to its balance";
    private const string Supply = "All balances together are the supply, and what the statements paid";
    private const string Chain = "Each statement names the one before and goes on from its supply";
    private const string Budgets = "Each epoch's budget is paid, carried over or lapsed, to the last unit";
    private const string Payments = "Each payment of a statement is on its account, once";

    private static readonly BigInteger Budget = 100;

    [Fact]
    public void A_sound_space_passes_all() => Assert.All(LedgerProofs.Of(Sound(), Budget), proof => Assert.True(proof.Holds, proof.Fault));

    [Fact]
    public void A_balance_that_its_entries_do_not_make_is_found() =>
        Fails(Sound() with { Accounts = [Sound().Accounts[0] with { Balance = "131" }, Sound().Accounts[1]] }, Balances, Supply);

    [Fact]
    public void A_page_that_shows_another_balance_is_found() =>
        Fails(WithHead(head => head with { Grain = head.Grain with { BalanceUnits = "129" } }), Balances);

    [Fact]
    public void A_total_that_the_grants_do_not_make_is_found() =>
        Fails(WithHead(head => head with { Points = head.Points with { Total = 3.51m } }), Points);

    [Fact]
    public void A_grant_that_the_head_does_not_count_is_found() =>
        Fails(WithHead(head => head with { Points = head.Points with { Count = 1 } }), Points);

    [Fact]
    public void A_last_entry_with_another_hash_than_the_head_is_found() =>
        Fails(WithHead(head => head with { Points = head.Points with { Hash = "other" } }), Points);

    [Fact]
    public void A_grant_counted_twice_is_found()
    {
        var state = Sound();
        var twice = state.Contributors[1] with
        {
            Grants =
            [state.Contributors[1].Grants[0] with { Grant = state.Contributors[0].Grants[0].Grant with { Amount = 1 } }]
        };
        Fails(state with { Contributors = [state.Contributors[0], twice] }, Ids);
    }

    [Fact]
    public void Grain_that_nobody_paid_is_found() => Fails(Sound() with { Supply = 151 }, Supply);

    [Fact]
    public void A_statement_that_was_changed_is_found() =>
        Fails(WithSecondEpoch(epoch => epoch with { Row = epoch.Row with { Statement = "other" } }), Chain);

    [Fact]
    public void A_statement_out_of_the_chain_is_found() =>
        Fails(WithSecondEpoch(epoch => epoch with { Statement = epoch.Statement with { PreviousStatement = "other" } }), Chain);

    [Fact]
    public void A_budget_that_lost_a_unit_is_found() =>
        Fails(WithSecondEpoch(epoch => epoch with { Statement = epoch.Statement with { CarriedOver = "49" } }), Budgets);

    [Fact]
    public void A_budget_that_forgot_what_was_carried_over_is_found()
    {
        var state = Sound();
        var first = state.Epochs[0] with { Statement = state.Epochs[0].Statement with { CarriedOver = "1", Lapsed = "-1" } };
        Fails(state with { Epochs = [first, state.Epochs[1]] }, Budgets);
    }

    [Fact]
    public void A_payment_that_went_to_somebody_else_is_found() =>
        Fails(WithSecondEpoch(epoch => epoch with { Statement = epoch.Statement with { Payments = [new PaidView("bob", "50")] } }),
            Payments);

    [Fact]
    public void The_digest_tells_spaces_apart_and_nothing_else_does()
    {
        var state = Sound();
        Assert.Equal(state.Digest, WithHead(head => head with { Points = head.Points with { Hash = "written at another time" } }).Digest);
        Assert.NotEqual(state.Digest, WithHead(head => head with { Grain = head.Grain with { BalanceUnits = "129" } }).Digest);
        Assert.NotEqual(state.Digest, WithHead(head => head with { Points = head.Points with { Total = 3 } }).Digest);
    }

    private static void Fails(DemoState state, params string[] claims) =>
        Assert.Equal(claims, LedgerProofs.Of(state, Budget).Where(proof => !proof.Holds).Select(proof => proof.Claim));

    /// <summary>Two contributors, three grants, two epochs: the first pays 100 of 100, the second 50 and carries 50 over.</summary>
    private static DemoState Sound() => new(
        [
            new ContributorLedger(
                new ContributorView("alice", "Alice", new PointsView(3.5m, 2, 2, "a2"), new GrainView("130", "130")),
                [GrantOf(1, "a1", "one", 1), GrantOf(2, "a2", "two", 2.5m)]),
            new ContributorLedger(
                new ContributorView("bob", "Bob", new PointsView(1, 1, 1, "b1"), new GrainView("20", "20")),
                [GrantOf(1, "b1", "three", 1)]),
        ],
        [
            new AccountPage("alice", "130", "130", 2, [Paid(1, "80", "2020-01-01"), Paid(2, "50", "2021-01-01")]),
            new AccountPage("bob", "20", "20", 1, [Paid(1, "20", "2020-01-01")]),
        ],
        150,
        [
            EpochOf(2020, "s1", new StatementView("2020-01-01", "100", "100", "0", "0", "0", "100",
                [new PaidView("alice", "80"), new PaidView("bob", "20")])),
            EpochOf(2021, "s2", new StatementView("2021-01-01", "100", "50", "50", "0", "100", "150", [new PaidView("alice", "50")], "s1")),
        ]);

    private static DemoState WithHead(Func<ContributorView, ContributorView> change)
    {
        var state = Sound();
        return state with
        {
            Contributors =
            [state.Contributors[0] with { Head = change(state.Contributors[0].Head) }, state.Contributors[1]]
        };
    }

    private static DemoState WithSecondEpoch(Func<ClosedEpoch, ClosedEpoch> change)
    {
        var state = Sound();
        return state with { Epochs = [state.Epochs[0], change(state.Epochs[1])] };
    }

    private static GrantRow GrantOf(long seq, string hash, string id, decimal amount) =>
        new(seq, hash, new GrantView(id, "key", amount, DateTimeOffset.UnixEpoch));

    private static AccountRow Paid(long seq, string amount, string epoch) =>
        new(seq, $"epoch/{epoch}", new PaymentView("distribution", amount, epoch));

    private static ClosedEpoch EpochOf(int year, string hash, StatementView statement)
    {
        var start = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero);
        return new ClosedEpoch(new EpochRow(statement.Epoch, start, start.AddYears(1), "Closed", hash), statement, hash);
    }
}
