using Azure;
using Grain.Functions.Journals;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;
using static Grain.Functions.Tests.Journals.JournalFixture;

namespace Grain.Functions.Tests.Journals;

/// <summary>
/// The story of every fault: whatever happens to whichever request, doing the same again leads to the same end, each entry once.
/// </summary>
public sealed class JournalFaultTests
{
    private static readonly JournalAppend<TallyEntry>[] Batch =
    [
        .. Enumerable.Range(0, 60).Select(i => Append("ada", $"a{i}", i + 1)),
        .. Enumerable.Range(0, 12).Select(i => Append($"peer{i}", "k", 10 + i)),
    ];

    public static TheoryData<Fault, bool> Faults => new()
    {
        { Fault.NotSent, false }, { Fault.AnswerLost, false }, { Fault.Busy, false }, { Fault.ErrorAfterEffect, false },
        { Fault.DiesBefore, false }, { Fault.DiesAfter, false }, { Fault.AnswerLost, true }, { Fault.ErrorAfterEffect, true },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_fault_at_any_request_followed_by_a_plain_repeat_counts_each_entry_once(Fault fault, bool withRetries)
    {
        var requests = await CountRequestsAsync();
        var injected = 0;
        for (var request = 1; request <= requests; request++)
        {
            var fixture = new JournalFixture { Account = MemoryAccount.ForCut(request) };
            await Prepare(fixture);
            var faults = new FaultInjector().FailAt(request, fault);
            var journal = await fixture.OpenAsync(faults, withRetries);
            var appended = 0;
            try
            {
                appended = Count(await journal.AppendAsync(fixture.Space, Batch, default));
            }
            catch (Exception e) when (e is RequestFailedException or ProcessDiedException)
            {
                // as it must be: the caller does the same again
            }

            var repeated = await (await fixture.OpenAsync()).AppendAsync(fixture.Space, Batch, default);
            Assert.DoesNotContain(repeated,
                outcome => outcome is AppendOutcome<TallyHead>.ConflictsWithEarlier or AppendOutcome<TallyHead>.Refused);
            if (appended > 0) Assert.Equal(0, Count(repeated));
            AssertWhole(await fixture.ReadAllAsync());
            injected += faults.Faults;
        }

        Assert.Equal(requests, injected);
    }

    [Fact]
    public async Task With_retries_on_a_lost_answer_is_still_reported_as_appended_by_this_very_call()
    {
        var fixture = new JournalFixture();
        var faults = new FaultInjector().FailAt(2, Fault.AnswerLost); // 1 reads the head, 2 is the transaction
        await (await fixture.OpenAsync()).AppendAsync(fixture.Space, [Append("ada", "k0", 1)], default);
        var outcomes = await (await fixture.OpenAsync(faults)).AppendAsync(fixture.Space, [Append("ada", "k1", 2)], default);
        Assert.Equal([new AppendOutcome<TallyHead>.Appended(2, new TallyHead(1), new TallyHead(3))], outcomes);
        Assert.Equal(1, faults.Faults);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Random_faults_and_repeats_end_in_the_same_state(int seed)
    {
        var fixture = new JournalFixture();
        var last = "";
        for (var round = 0; ; round++)
        {
            Assert.True(round < 200, "the batch never went through: " + last);
            var journal = await fixture.OpenAsync(new FaultInjector((seed * 7919) + (round * 104_729), 0.1), withRetries: round % 2 == 0);
            try
            {
                await journal.AppendAsync(fixture.Space, Batch, default);
                break;
            }
            catch (RequestFailedException e)
            {
                last = e.Message; // and again
            }
        }

        AssertWhole(await fixture.ReadAllAsync());
    }

    private static async Task<long> CountRequestsAsync()
    {
        var (fixture, faults) = (new JournalFixture(), new FaultInjector());
        await Prepare(fixture);
        await (await fixture.OpenAsync(faults)).AppendAsync(fixture.Space, Batch, default);
        return faults.Operations;
    }

    /// <summary>
    /// One account has a head already, the others are new; and the table is there, so that no request goes into making it.
    /// </summary>
    private static async Task Prepare(JournalFixture fixture) =>
        await (await fixture.OpenAsync()).AppendAsync(fixture.Space, [Append("ada", "earlier", 100)], default);

    private static int Count(IReadOnlyList<AppendOutcome<TallyHead>> outcomes) =>
        outcomes.Count(outcome => outcome is AppendOutcome<TallyHead>.Appended);

    private static void AssertWhole(IReadOnlyList<(string Account, IReadOnlyList<string> Keys, long Sum)> accounts)
    {
        Assert.Equal(13, accounts.Count);
        var ada = accounts.Single(account => account.Account == "ada");
        Assert.Equal(Batch.Where(append => append.Account == "ada").Select(append => append.Key), ada.Keys.Where(key => key != "earlier"));
        Assert.Equal(Batch.Sum(append => append.Entry.Amount),
            accounts.Sum(account => account.Sum) - (ada.Keys.Contains("earlier") ? 100 : 0));
    }
}
