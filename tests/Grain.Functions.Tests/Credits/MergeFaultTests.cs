using System.Security.Cryptography;
using Azure;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Ledgers.Credits.Replicas;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Credits;

/// <summary>A merge that is interrupted anywhere is finished by the same merge.</summary>
public sealed class MergeFaultTests
{
    /// <summary>More than one transaction of the journal, so that an interruption can leave half of it.</summary>
    private const int Count = 60;

    [Theory]
    [InlineData(CreditMode.Mint, Fault.DiesAfter)]
    [InlineData(CreditMode.Mint, Fault.AnswerLost)]
    public async Task An_interruption_at_any_request_leaves_nothing_that_the_same_merge_does_not_finish(CreditMode mode, Fault fault)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var requests = 0L;
        for (var request = 0; request <= requests; request++)
        {
            var fixture = await CreditsFixture.NewAsync(new CreditsConfig { Mode = mode }, account: MemoryAccount.ForCut(request));
            await fixture.Keys.RegisterAsync(fixture.Space.Journal, "ada", "phone",
                Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
                default);
            var wanted = Request(fixture, key);
            var faults = request == 0 ? new FaultInjector() : new FaultInjector().FailAt(request, fault);
            var failing = await fixture.AgainAsync(faults, withRetries: false);
            try
            {
                await failing.Merge.MergeAsync(fixture.Space, wanted, default);
                if (request == 0) requests = faults.Operations;
            }
            catch (Exception interruption) when (interruption is RequestFailedException or ProcessDiedException)
            {
                // The replica merges again.
            }

            var answer = await fixture.Merge.MergeAsync(fixture.Space, wanted, default);
            Assert.Equal((Count, 10m), (answer.Merged + answer.Known, answer.Balance.ToDecimal()));
            await fixture.VerifyAsync();
            var merged = Assert.Single(await fixture.EventsAsync(), item => item.Type == CreditEvent.Merged);
            Assert.Equal(Count, merged.Transactions);
        }

        Assert.InRange(requests, 5, 50);
    }

    [Fact]
    public async Task In_transfer_mode_what_was_done_apart_goes_through_the_escrow()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var fixture = await CreditsFixture.NewAsync(new CreditsConfig { Mode = CreditMode.Transfer, Overdraft = OverdraftPolicy.Refuse });
        await fixture.Keys.RegisterAsync(fixture.Space.Journal, "ada", "phone", Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
            default);
        await fixture.Merge.MergeAsync(fixture.Space, Request(fixture, key, (CreditKinds.Spend, "s", 14), (CreditKinds.Earn, "e", 3)),
            default);
        Assert.Equal(-4, await fixture.BalanceAsync("ada")); // spent while apart: shown, not refused
        Assert.Equal(14, (await fixture.VerifyAsync()).Held.ToDecimal());

        await fixture.ProcessAsync(CreditsFixture.Spend("bob", "e", 5));
        await fixture.ProcessAsync(CreditsFixture.Earn("bob", "s", "ada", 6));
        Assert.Equal((7m, 13m), (await fixture.BalanceAsync("ada"), await fixture.BalanceAsync("bob")));
        Assert.Equal(0, (await fixture.VerifyAsync()).Held.ToDecimal());
    }

    [Fact]
    public async Task In_transfer_mode_the_same_merge_gets_the_same_answer_whatever_its_escrows_hold()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var fixture = await CreditsFixture.NewAsync(new CreditsConfig { Mode = CreditMode.Transfer });
        await fixture.Keys.RegisterAsync(fixture.Space.Journal, "ada", "phone", Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()),
            default);
        var wanted = Request(fixture, key, (CreditKinds.Spend, "s", 1), (CreditKinds.Earn, "e", 5));
        Assert.Equal((2, 0), await MergeAsync(wanted));
        Assert.Equal((0, 2), await MergeAsync(wanted)); // the escrow has noted the earning, and holds nothing yet
        await fixture.ProcessAsync(CreditsFixture.Spend("bob", "e", 3)); // and pays less than was claimed
        await fixture.Keys.RevokeAsync(fixture.Space.Journal, "ada", "phone", default);
        Assert.Equal((0, 2), await MergeAsync(wanted));
        Assert.Equal(12, await fixture.BalanceAsync("ada"));

        var other = Request(fixture, key, (CreditKinds.Earn, "e", 6));
        Assert.Equal(409, (await Assert.ThrowsAsync<Grain.Functions.Hosting.ProblemException>(() => MergeAsync(other))).Problem.Status);
        await fixture.VerifyAsync();

        async Task<(int Merged, int Known)> MergeAsync(MergeRequest request)
        {
            var answer = await fixture.Merge.MergeAsync(fixture.Space, request, default);
            return (answer.Merged, answer.Known);
        }
    }

    private static MergeRequest Request(CreditsFixture fixture, ECDsa key) => Request(
        fixture, key, [.. Enumerable.Range(0, Count).Select(i => (i % 2 == 0 ? CreditKinds.Earn : CreditKinds.Spend, $"t{i}", 1))]);

    private static MergeRequest Request(CreditsFixture fixture, ECDsa key, params (string Kind, string Task, int Amount)[] transactions) =>
        new(
        "ada",
        [
            .. transactions.Select((each, i) =>
            {
                var transaction = new ReplicaTransaction(each.Kind, each.Task, CreditAmount.Of(each.Amount), null, null)
                    .SignedBy(key, fixture.Space.Name, "ada", "phone");
                var entry = new CreditEntry { Kind = each.Kind, Amount = transaction.Amount, TaskId = each.Task, Asked = transaction.Amount,
                    Replica = transaction.Mark };
                return new MergeItem($"$.transactions[{i}]", transaction.Id, entry, transaction);
            }),
        ],
        []);
}
