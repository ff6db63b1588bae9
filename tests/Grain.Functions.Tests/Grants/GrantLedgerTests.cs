using Azure;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;
using static Grain.Functions.Tests.Grants.GrantFixture;

namespace Grain.Functions.Tests.Grants;

public sealed class GrantLedgerTests
{
    private readonly GrantFixture fixture = new() { Account = MemoryAccount.New() };

    [Fact]
    public async Task A_lone_grant_takes_three_storage_operations_and_one_in_a_batch_of_a_hundred_a_quarter()
    {
        await AppendAsync(Grant("warm", "ada", 1));
        var operations = new FaultInjector();
        var ledger = await fixture.OpenAsync(operations);
        Assert.Equal("appended", Words(await ledger.AppendAsync(fixture.Space, [Grant("g", "ada", 1)], default)));
        Assert.True(operations.Operations <= 3, $"a lone grant took {operations.Operations} operations");

        operations.Reset();
        var hundred = Enumerable.Range(0, 100).Select(i => Grant($"b{i}", "ada", i)).ToArray();
        Assert.All(await ledger.AppendAsync(fixture.Space, hundred, default), outcome => Assert.IsType<GrantOutcome.Appended>(outcome));
        Assert.True(operations.Operations <= 25, $"a batch of 100 took {operations.Operations} operations");
    }

    [Fact]
    public async Task A_correction_may_follow_what_it_corrects_in_the_same_call_and_not_precede_it()
    {
        Assert.Equal("appended appended appended",
            await AppendAsync(Grant("g1", "ada", 5), Grant("c1", "ada", -5, "g1"), Grant("c2", "ada", 5, "c1")));
        Assert.Equal("refused appended", await AppendAsync(Grant("c3", "ada", -1, "g2"), Grant("g2", "ada", 1)));
        Assert.Equal("appended", await AppendAsync(Grant("c3", "ada", -1, "g2")));
        Assert.Equal(5, (await TotalAsync("ada")).ToDecimal());
    }

    [Theory]
    [InlineData(10, "sprout")]
    [InlineData(250, "")]
    [InlineData(300, null)] // too deep for one read
    [InlineData(600, "tree")]
    [InlineData(601, "tree")]
    public async Task What_a_grant_meant_for_a_tier_is_told_afterwards(int seq, string? crossed)
    {
        var grants = Enumerable.Range(1, 599).Select(i => Grant($"g{i}", "ada", 1)).Append(Grant("g600", "ada", 1000));
        var later = Enumerable.Range(602, 9).Select(i => Grant($"g{i}", "ada", 1));
        await AppendAsync([.. grants, Grant("g601", "ada", -900, "g600"), .. later]);
        var ledger = await fixture.OpenAsync();
        var tiers = new Tier[] { new() { Name = "tree", From = Points.Of(1000) }, new() { Name = "sprout", From = Points.Of(10) } };
        var space = new Space(fixture.Space.Name, fixture.Space.Shards, At, 1, new SpaceConfig { Tiers = tiers }, default);
        var tier = await new TierCrossings(ledger).OfAsync(space, (await ledger.FindAsync(fixture.Space, $"g{seq}", default))!, default);
        Assert.Equal(crossed, tier is null ? null : string.Join(' ', tier.Crossed));
        if (seq == 601) Assert.Equal(("tree", "sprout"), (tier!.Before, tier.After));
    }

    [Theory]
    [InlineData(5, -5, "appended")]
    [InlineData(5, -2, "appended")]
    [InlineData(5, -6, "refused")]
    [InlineData(5, 1, "refused")]
    [InlineData(5, 0, "refused")]
    [InlineData(-5, 5, "appended")]
    [InlineData(-5, 6, "refused")]
    [InlineData(-5, -1, "refused")]
    [InlineData(0, 0, "appended")]
    [InlineData(0, -1, "refused")]
    public async Task A_correction_takes_back_all_or_a_part_and_no_more(int amount, int correction, string outcome)
    {
        await AppendAsync(Grant("g", "ada", amount));
        Assert.Equal(outcome, await AppendAsync(Grant("c", "ada", correction, "g")));
        Assert.Equal(outcome == "appended" ? amount + correction : amount, (await TotalAsync("ada")).ToDecimal());
    }

    [Fact]
    public async Task A_refused_correction_leaves_no_trace()
    {
        await AppendAsync(Grant("g1", "ada", 5), Grant("g2", "ada", 5), Grant("c1", "ada", -5, "g1"), Grant("other", "bob", 1));
        // A correction under an id that is taken must not use up the right to correct.
        Assert.Equal("conflict", await AppendAsync(Grant("other", "ada", -5, "g2")));
        Assert.Equal("conflict", await AppendAsync(Grant("c9", "ada", -1, "g1")));
        Assert.Equal("refused", await AppendAsync(Grant("c8", "bob", -1, "g2")));
        Assert.Equal("appended conflict", await AppendAsync(Grant("c2", "ada", -4, "g2"), Grant("c3", "ada", -5, "g2")));
        Assert.Equal("appended appended", await AppendAsync(Grant("c9", "ada", 9), Grant("c3", "ada", 1)));
        Assert.Equal(0, (await (await fixture.OpenAsync()).ProveAsync(fixture.Space, default)).Pending);
    }

    [Fact]
    public async Task Of_many_who_correct_the_same_grant_at_once_one_does()
    {
        await AppendAsync(Grant("g", "ada", 5));
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => AppendAsync(Grant($"c{i}", "ada", -1 - (i % 5), "g"))));
        Assert.Equal(1, all.Count(outcome => outcome == "appended"));
        Assert.Equal(2, (await fixture.ReadAllAsync()).Count);
    }

    [Fact]
    public async Task A_reserved_grant_that_is_not_counted_yet_cannot_be_corrected_and_what_takes_it_back_waits()
    {
        await AppendAsync(Grant("first", "bob", 1)); // so that the table is there
        var faults = new FaultInjector().FailAt(2, Fault.DiesBefore); // 1 reserves the id
        await Assert.ThrowsAsync<ProcessDiedException>(async () =>
            await (await fixture.OpenAsync(faults)).AppendAsync(fixture.Space, [Grant("g", "ada", 5)], default));
        Assert.Equal("refused", await AppendAsync(Grant("c", "ada", -5, "g")));
        var ledger = await fixture.OpenAsync();
        Assert.Equal(new GrantOutcome.Remembered(IsReserved: true),
            await ledger.TakeBackAsync(fixture.Space, Grant("g:reversed", "x", 0, "g"), default));
        Assert.Equal("appended", await AppendAsync(Grant("g", "ada", 5)));
        Assert.IsType<GrantOutcome.AlreadyAppended>(await ledger.TakeBackAsync(fixture.Space, Grant("g:reversed", "x", 0, "g"), default));
        Assert.Equal(0, (await TotalAsync("ada")).ToDecimal());
    }

    [Theory]
    [InlineData(Fault.NotSent, false)]
    [InlineData(Fault.AnswerLost, false)]
    [InlineData(Fault.AnswerLost, true)]
    [InlineData(Fault.ErrorAfterEffect, true)]
    [InlineData(Fault.DiesBefore, false)]
    [InlineData(Fault.DiesAfter, false)]
    public async Task Cut_at_any_storage_operation_and_sent_again_each_grant_counts_once(Fault fault, bool withRetries)
    {
        Grant[] batch =
        [
            .. Enumerable.Range(0, 6).Select(i => Grant($"g{i}", "ada", i + 1)), Grant("b", "bob", 7), Grant("c0", "ada", -1, "g0"),
            Grant("c1", "bob", -3, "b"), Grant("c2", "ada", -9, "g5"),
        ];
        for (var at = 1; ; at++)
        {
            var each = new GrantFixture { Account = MemoryAccount.ForCut(at) };
            var faults = new FaultInjector().FailAt(at, fault);
            var first = "";
            try
            {
                first = Words(await (await each.OpenAsync(faults, withRetries)).AppendAsync(each.Space, batch, default));
            }
            catch (Exception e) when (e is RequestFailedException or ProcessDiedException)
            {
                first = e.GetType().Name; // and so the sender sends it again
            }

            var again = Words(await (await each.OpenAsync()).AppendAsync(each.Space, batch, default));
            Assert.DoesNotContain("conflict", again, StringComparison.Ordinal);
            Assert.EndsWith("refused", again, StringComparison.Ordinal);
            if (first.StartsWith("app", StringComparison.Ordinal)) Assert.DoesNotContain("appended", again, StringComparison.Ordinal);
            Assert.Equal(9, (await each.ReadAllAsync()).Count);
            if (faults.Faults == 0) return; // the call has fewer operations than that
        }
    }

    [Fact]
    public void Whatever_is_sent_in_whatever_order_each_grant_counts_once() => Prop.ForAll(
        ArbMap.Default.ArbFor<(int Seed, byte Senders)>(),
        sample => RandomSendersAsync(sample.Seed, 2 + (sample.Senders % 4)).GetAwaiter().GetResult())
        .Check(Config.QuickThrowOnFailure.WithMaxTest(6));

    /// <summary>Several senders send overlapping, shuffled parts of the same grants, with faults, until each has got through.</summary>
    private static async Task<bool> RandomSendersAsync(int seed, int senders)
    {
        var each = new GrantFixture { Account = MemoryAccount.ForCut(senders - 1) };
        var random = new Random(seed);
        Grant[] all =
        [
            .. Enumerable.Range(0, 30).Select(i => Grant($"g{i}", $"p{i % 4}", (random.Next(2001) - 1000) / 100m)),
            .. Enumerable.Range(0, 5).Select(i => Grant($"g{i}", "p3", 12_345)), // ids that are taken: conflicts
        ];
        var outcomes = await Task.WhenAll(Enumerable.Range(0, senders).Select(async sender =>
        {
            var own = new Random(seed + sender);
            var mine = sender == 0 ? all : [.. all.Where(_ => own.Next(3) > 0)];
            if (sender > 0) own.Shuffle(mine);
            var appended = 0;
            foreach (var part in mine.Chunk(1 + own.Next(12)))
                for (var tries = 0; ; tries++)
                {
                    Assert.True(tries < 100, "never got through");
                    var ledger = await each.OpenAsync(new FaultInjector(own.Next(), 0.08), withRetries: own.Next(2) == 0);
                    try
                    {
                        appended += (await ledger.AppendAsync(each.Space, part, default))
                            .Count(outcome => outcome is GrantOutcome.Appended);
                        break;
                    }
                    catch (RequestFailedException)
                    {
                        continue; // and again
                    }
                }

            return appended;
        }));
        var counted = await each.ReadAllAsync();
        Assert.Equal(30, counted.Count);
        return outcomes.Sum() <= 30;
    }

    private async Task<string> AppendAsync(params Grant[] grants) =>
        Words(await (await fixture.OpenAsync()).AppendAsync(fixture.Space, grants, default));

    private async Task<Points> TotalAsync(string contributor)
    {
        await fixture.ReadAllAsync();
        return (await (await fixture.OpenAsync()).ReadHeadAsync(fixture.Space, contributor, default)).Totals.Total;
    }
}
