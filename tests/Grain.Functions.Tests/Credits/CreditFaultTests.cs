using Azure;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;
using static Grain.Functions.Tests.Credits.CreditsFixture;

namespace Grain.Functions.Tests.Credits;

/// <summary>Whatever happens to whichever request, the next delivery brings the same end: each credit, event and payment once.</summary>
public sealed class CreditFaultTests
{
    private static readonly TaskCredit[] Story = [Spend("ada", "t", 5), Earn("bob", "t", "ada", 3)];

    /// <summary>
    /// What fails, and how often the queue says that the next message was delivered: 1 where it was put aside and is put back.
    /// </summary>
    public static TheoryData<Fault, CreditMode, int> Faults => new()
    {
        { Fault.NotSent, CreditMode.Mint, 2 }, { Fault.AnswerLost, CreditMode.Mint, 2 }, { Fault.DiesBefore, CreditMode.Mint, 2 },
        { Fault.DiesAfter, CreditMode.Mint, 2 }, { Fault.NotSent, CreditMode.Mint, 1 }, { Fault.DiesAfter, CreditMode.Mint, 1 },
        { Fault.AnswerLost, CreditMode.Transfer, 2 }, { Fault.DiesBefore, CreditMode.Transfer, 2 },
        { Fault.DiesAfter, CreditMode.Transfer, 2 }, { Fault.DiesAfter, CreditMode.Transfer, 1 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_at_any_request_and_another_delivery_end_as_if_nothing_had_happened(Fault fault, CreditMode mode, int delivery)
    {
        var config = new CreditsConfig { Mode = mode };
        var requests = await CountAsync(config);
        for (var request = 1; request <= requests; request++)
        {
            var fixture = await NewAsync(config, account: MemoryAccount.ForCut(request));
            var faults = new FaultInjector().FailAt(request, fault);
            await RunAsync(await fixture.AgainAsync(faults, withRetries: false), delivery: 1);
            Assert.Equal(1, faults.Faults);
            await RunAsync(fixture, delivery);
            await AssertEndAsync(fixture, mode);
        }
    }

    private static async Task<long> CountAsync(CreditsConfig config)
    {
        var faults = new FaultInjector();
        await RunAsync(await (await NewAsync(config)).AgainAsync(faults), delivery: 1);
        return faults.Operations;
    }

    private static async Task RunAsync(CreditsFixture fixture, int delivery)
    {
        foreach (var credit in Story)
        {
            try
            {
                await fixture.ProcessAsync(credit, delivery);
            }
            catch (Exception fault) when (fault is RequestFailedException or ProcessDiedException)
            {
                // The queue delivers it again.
            }
        }
    }

    private static async Task AssertEndAsync(CreditsFixture fixture, CreditMode mode)
    {
        Assert.Equal(mode == CreditMode.Mint ? 5 : 7, await fixture.BalanceAsync("ada"));
        Assert.Equal(13, await fixture.BalanceAsync("bob"));
        var books = await fixture.VerifyAsync();
        Assert.Equal(mode == CreditMode.Mint ? (23m, 5m) : (20m, 0m), (books.Issued.ToDecimal(), books.Burned.ToDecimal()));
        var events = await fixture.EventsAsync();
        Assert.Equal([("credits-earned", "bob"), ("credits-spent", "ada"), ("initialized", "ada"), ("initialized", "bob")],
            events.Select(item => (item.Type, item.NodeId)).Order());
    }
}
