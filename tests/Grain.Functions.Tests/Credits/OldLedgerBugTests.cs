using Grain.Functions.Hosting;
using Grain.Functions.Ledgers.Credits.Replicas;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Tests.Hosting.Sent;
using Xunit;
using static Grain.Functions.Tests.Credits.CreditsFixture;

namespace Grain.Functions.Tests.Credits;

/// <summary>What went wrong in the ledger that credits come from, one test a fault, named by its number.</summary>
public sealed class OldLedgerBugTests
{
    [Fact]
    public async Task Bug_1_two_devices_of_a_node_lose_nothing()
    {
        var fixture = await NewAsync(Accepting);
        // Both devices count under one id: the larger counter is 10, though 17 were earned.
        await MergeAsync(fixture, Export("ada", 10, 0, ("a1", "credit", "10")));
        var answer = await MergeAsync(fixture, Export("ada", 7, 0, ("b1", "credit", "7")));
        Assert.Equal(27, answer.Balance.ToDecimal()); // 10 to begin with, and all 17

        var (phone, laptop) = (Device("phone", "t1"), Device("laptop", "t2"));
        Assert.Equal(phone.Earned + laptop.Earned, ReplicaState.Merge(phone, laptop).Balance);
    }

    [Fact]
    public async Task Bug_2_a_balance_is_that_of_its_own_node_alone()
    {
        var fixture = await NewAsync(Accepting);
        var both =
            """
            {"nodeId":"x","earned":{"counters":{"x":5,"y":100}},"spent":{"counters":{}},
             "transactions":[{"id":"1","type":"credit","amount":100,"nodeId":"y"}]}
            """;
        var answer = await MergeAsync(fixture, both);
        Assert.Equal(15, answer.Balance.ToDecimal());
        Assert.Equal(["y"], answer.IgnoredNodes!);
        Assert.Equal(0, (await fixture.TotalsAsync("y")).Count);
    }

    [Fact]
    public async Task Bug_3_credits_overspent_while_apart_are_shown_as_overdrawn()
    {
        var fixture = await NewAsync(Accepting with { InitialCredits = CreditAmount.Zero });
        await MergeAsync(fixture, Export("ada", 10, 10, ("c", "credit", "10"), ("d1", "debit", "10")));
        var answer = await MergeAsync(fixture, Export("ada", 10, 10, ("c", "credit", "10"), ("d2", "debit", "10")));
        Assert.Equal((-10m, true), (answer.Balance.ToDecimal(), answer.Overdrawn));
    }

    [Fact]
    public async Task Bug_4_a_credit_that_is_tried_again_counts_once()
    {
        var fixture = await NewAsync();
        for (var i = 0; i < 3; i++) await fixture.ProcessAsync(Earn("ada", "t"), delivery: i + 1);
        Assert.Equal(11, await fixture.BalanceAsync("ada"));
    }

    [Theory]
    [InlineData("null")] // what a NaN is exported as
    [InlineData("\"5\"")]
    [InlineData("1e308")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("true")]
    public async Task Bug_5_what_is_no_amount_poisons_nothing(string amount)
    {
        var fixture = await NewAsync(Accepting);
        var problem = await RefusedAsync(fixture, Export("ada", 10, 0, ("ok", "credit", "1"), ("bad", "credit", amount)));
        Assert.Equal("$.transactions[1].amount", Assert.Single(problem.Faults).Path);
        Assert.Equal(0, (await fixture.TotalsAsync("ada")).Count);
    }

    [Fact]
    public async Task Bug_6_a_thousand_tenths_are_a_hundred()
    {
        var fixture = await NewAsync(Accepting with { InitialCredits = CreditAmount.Zero });
        var tenths = Enumerable.Range(0, 1000).Select(i => ($"t{i}", "credit", "0.1")).ToArray();
        var answer = await MergeAsync(fixture, Export("ada", "99.9999999999986", "0", tenths));
        Assert.Equal(100, answer.Balance.ToDecimal());
    }

    [Fact]
    public async Task Bug_7_a_transaction_listed_twice_counts_once_and_listed_differently_is_refused()
    {
        var fixture = await NewAsync(Accepting);
        var answer = await MergeAsync(fixture, Export("ada", 0, 0, ("same", "credit", "5"), ("same", "credit", "5")));
        Assert.Equal(15, answer.Balance.ToDecimal());
        await RefusedAsync(fixture, Export("ada", 0, 0, ("other", "credit", "5"), ("other", "credit", "6")));
        Assert.Equal(15, await fixture.BalanceAsync("ada"));
    }

    [Fact]
    public async Task Bug_8_no_clock_and_no_order_decides()
    {
        string[] exports = [Export("ada", 30, 4, ("a", "credit", "10"), ("b", "debit", "4")),
            Export("ada", 12, 9, ("c", "credit", "25"), ("d", "debit", "2")), Export("ada", 31, 1)];
        var balances = new HashSet<decimal>();
        foreach (var order in new int[][] { [0, 1, 2], [2, 1, 0], [1, 0, 2, 1, 0] })
        {
            var fixture = await NewAsync(Accepting);
            foreach (var index in order) await MergeAsync(fixture, exports[index]);
            balances.Add(await fixture.BalanceAsync("ada"));
            await fixture.VerifyAsync();
        }

        Assert.Equal(10 + 35 - 9, Assert.Single(balances)); // listed credits exceed their count, counted debits their list
    }

    [Fact]
    public async Task Bug_9_a_list_that_was_cut_costs_nothing_and_comes_back_without_counting_twice()
    {
        var fixture = await NewAsync(Accepting);
        await MergeAsync(fixture, Export("ada", 100, 0, ("new", "credit", "1"))); // 99 were cut from the list
        Assert.Equal(110, await fixture.BalanceAsync("ada"));
        await MergeAsync(fixture, Export("ada", 99, 0, ("old", "credit", "99")));
        Assert.Equal(110, await fixture.BalanceAsync("ada"));
        Assert.Null(await fixture.Ledger.VerifyAsync(fixture.Space.Journal,
            await fixture.Ledger.ReadHeadAsync(fixture.Space.Journal, "ada", default), default));
    }

    [Theory]
    [InlineData("""{"nodeId":"ada","earned":{"counters":{"ada":5}},"spent":{},"transactions":[]}""", "$.spent.counters")]
    [InlineData("""{"nodeId":"ada","earned":{"counters":{"ada":1e308}},"spent":{"counters":{}},"transactions":[]}""",
        "$.earned.counters.ada")]
    [InlineData("""{"nodeId":"ada","earned":{"counters":{"ada":5,"eve":-1}},"spent":{"counters":{}},"transactions":[]}""",
        "$.earned.counters.eve")]
    [InlineData("""{"nodeId":"ada","earned":{"counters":{"ada":5}},"spent":{"counters":{}},"transactions":{}}""", "$.transactions")]
    public async Task Bug_10_a_malformed_or_inflated_export_is_refused_as_a_whole(string export, string path)
    {
        var fixture = await NewAsync(Accepting);
        Assert.Contains((await RefusedAsync(fixture, export)).Faults, fault => fault.Path == path);
        Assert.Equal(0, (await fixture.TotalsAsync("ada")).Count);
    }

    [Fact]
    public async Task Bug_11_no_restart_loses_credits_or_grants_the_first_ones_again()
    {
        var fixture = await NewAsync();
        await fixture.ProcessAsync(Spend("ada", "all", 10));
        Assert.Equal(0, await fixture.BalanceAsync("ada"));
        var restarted = await fixture.AgainAsync();
        await restarted.ProcessAsync(Earn("ada", "one"));
        Assert.Equal(1, await restarted.BalanceAsync("ada"));
    }

    [Fact]
    public async Task Bug_12_counters_left_under_an_older_node_id_are_not_taken_for_this_node()
    {
        var fixture = await NewAsync(Accepting);
        var renamed =
            """
            {"nodeId":"new","earned":{"counters":{"old":50}},"spent":{"counters":{}},
             "transactions":[{"id":"1","type":"credit","amount":3,"nodeId":"new"}]}
            """;
        var answer = await MergeAsync(fixture, renamed);
        Assert.Equal(13, answer.Balance.ToDecimal());
        Assert.Equal(["old"], answer.IgnoredNodes!);
    }

    [Fact]
    public async Task Bug_13_zero_can_be_configured()
    {
        var fixture = await NewAsync(new CreditsConfig
        {
            InitialCredits = CreditAmount.Zero,
            TaskCompletionReward = CreditAmount.Zero,
            TaskTypeMultipliers = { ["free"] = 0 },
        });
        await fixture.ProcessAsync(Earn("ada", "t"));
        await fixture.ProcessAsync(Spend("ada", "u", 5, type: "free"));
        Assert.Equal((0m, 2), (await fixture.BalanceAsync("ada"), (int)(await fixture.TotalsAsync("ada")).Count));
    }

    private static CreditsConfig Accepting => new() { AcceptUnsignedExports = true };

    private static string Export(string node, decimal earned, decimal spent,
        params (string Id, string Type, string Amount)[] transactions) =>
        Export(node, FormattableString.Invariant($"{earned}"), FormattableString.Invariant($"{spent}"), transactions);

    private static string Export(string node, string earned, string spent, (string Id, string Type, string Amount)[] transactions)
    {
        var list = transactions.Select((each, i) =>
            $$"""
            {"id":"{{each.Id}}","type":"{{each.Type}}","amount":{{each.Amount}},"memo":"{\"taskId\":\"t{{i}}\"}","timestamp":{{i}},
             "nodeId":"{{node}}"}
            """);
        return $$$"""
            {"nodeId":"{{{node}}}","timestamp":1,"earned":{"nodeId":"{{{node}}}","counters":{"{{{node}}}":{{{earned}}}}},
             "spent":{"nodeId":"{{{node}}}","counters":{"{{{node}}}":{{{spent}}}}},"metadata":{"nodeId":"{{{node}}}","entries":{}},
              "transactions":[{{{string.Join(',', list)}}}]}
            """;
    }

    private static ReplicaState Device(string name, string task) => ReplicaState.Of(
        [new ReplicaTransaction(CreditKinds.Earn, task, CreditAmount.Of(name.Length), null, new ReplicaMark(name, "signed"))]);

    private static async Task<MergeAnswer> MergeAsync(CreditsFixture fixture, string export)
    {
        Assert.True(SentText.Read(export, OldExportReader.Matches));
        return await fixture.Merge.MergeAsync(fixture.Space, SentText.Read(export, OldExportReader.Read), default);
    }

    private static async Task<ProblemResult> RefusedAsync(CreditsFixture fixture, string export) =>
        (await Assert.ThrowsAsync<ProblemException>(() => MergeAsync(fixture, export))).Problem;
}
