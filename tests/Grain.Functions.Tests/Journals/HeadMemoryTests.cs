using Grain.Functions.Journals;
using Grain.Functions.Tests.Storage;
using Xunit;
using static Grain.Functions.Tests.Journals.JournalFixture;

namespace Grain.Functions.Tests.Journals;

/// <summary>
/// A process that goes on writing an account does not read its head again, and is right all the same when others write it too.
/// </summary>
public sealed class HeadMemoryTests
{
    private readonly JournalFixture fixture = new();

    [Fact]
    public async Task Who_wrote_an_account_last_writes_it_again_in_one_operation()
    {
        var operations = new FaultInjector();
        var journal = await fixture.OpenAsync(operations);
        await journal.AppendAsync(fixture.Space, [Append("ada", "k0", 1)], default);
        var before = operations.Operations;
        for (var i = 1; i <= 5; i++) await journal.AppendAsync(fixture.Space, [Append("ada", $"k{i}", 1)], default);
        Assert.Equal(5, operations.Operations - before);
        Assert.Equal(6, Assert.Single(await fixture.ReadAllAsync()).Sum);
    }

    [Fact]
    public async Task A_head_that_others_have_moved_is_read_again()
    {
        var (journal, rival) = (await fixture.OpenAsync(), await fixture.OpenAsync());
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(
                [new AppendOutcome<TallyHead>.Appended((2 * i) + 1, new TallyHead(2 * i), new TallyHead((2 * i) + 1))],
                await journal.AppendAsync(fixture.Space, [Append("ada", $"mine{i}", 1)], default));
            await rival.AppendAsync(fixture.Space, [Append("ada", $"theirs{i}", 1)], default);
        }

        Assert.Equal(["mine0", "theirs0", "mine1", "theirs1", "mine2", "theirs2", "mine3", "theirs3"],
            Assert.Single(await fixture.ReadAllAsync()).Keys);
    }

    [Fact]
    public async Task Beside_another_writer_heads_are_read_instead_of_remembered()
    {
        const int rounds = 40;
        var operations = new FaultInjector();
        var (journal, rival) = (await fixture.OpenAsync(operations), await fixture.OpenAsync());
        for (var i = 0; i < rounds; i++)
        {
            await journal.AppendAsync(fixture.Space, [Append("ada", $"mine{i}", 1)], default);
            await rival.AppendAsync(fixture.Space, [Append("ada", $"theirs{i}", 1)], default);
        }

        // A read and a transaction each; the table's making, and the few that were lost to a stale head, come on top.
        Assert.InRange(operations.Operations, 2 * rounds, 2.5 * rounds);
        Assert.Equal(2 * rounds, Assert.Single(await fixture.ReadAllAsync()).Sum);
    }

    [Fact]
    public void A_memory_that_was_wrong_is_silent_for_longer_each_time_until_it_is_right_again()
    {
        var memory = new HeadMemory<int>();
        memory.Remember("ada", new JournalHead<int>("ada", 1, "", 0));
        Assert.Equal(0, SilentFor(memory));
        foreach (var silence in new[] { 1, 2, 4, 8, 16, 32, 64, 128, 256, 256 })
        {
            memory.WasStale();
            Assert.Equal(silence, SilentFor(memory));
        }

        for (var i = 0; i < 9; i++) memory.Held();
        memory.WasStale();
        Assert.Equal(1, SilentFor(memory));
    }

    private static int SilentFor(HeadMemory<int> memory)
    {
        var asked = 0;
        while (!memory.TryGet("ada", out _)) asked++;
        return asked;
    }

    [Fact]
    public async Task Nothing_is_refused_on_the_word_of_a_remembered_head()
    {
        var (journal, rival) = (await fixture.OpenAsync(), await fixture.OpenAsync());
        await journal.AppendAsync(fixture.Space, [Append("ada", "k", 1)], default);
        await rival.AppendAsync(fixture.Space, [Append("ada", "theirs", 10)], default);

        var outcomes = await journal.AppendAsync(fixture.Space,
            [Append("ada", "a", 2), Append("ada", "b", -9), Append("ada", "c", 1), Append("ada", "d", -99)], default);

        Assert.Equal("Appended Appended Appended Refused", string.Join(' ', outcomes.Select(outcome => outcome.GetType().Name)));
        Assert.Equal(["k", "theirs", "a", "b", "c"], Assert.Single(await fixture.ReadAllAsync()).Keys);
    }

    [Fact]
    public async Task What_was_appended_already_is_found_over_a_remembered_head()
    {
        var (journal, rival) = (await fixture.OpenAsync(), await fixture.OpenAsync());
        await journal.AppendAsync(fixture.Space, [Append("ada", "k", 1)], default);
        await rival.AppendAsync(fixture.Space, [Append("ada", "theirs", 10)], default);
        Assert.Equal([new AppendOutcome<TallyHead>.AlreadyAppended(2)],
            await journal.AppendAsync(fixture.Space, [Append("ada", "theirs", 10)], default));
        Assert.Equal([new AppendOutcome<TallyHead>.ConflictsWithEarlier(1)],
            await journal.AppendAsync(fixture.Space, [Append("ada", "k", 5)], default));
    }

    [Theory]
    [InlineData(Fault.NotSent)]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.ErrorAfterEffect)]
    public async Task After_a_failure_the_head_is_read_and_an_entry_counts_once(Fault fault)
    {
        var faults = new FaultInjector();
        var journal = await fixture.OpenAsync(faults, withRetries: false);
        await journal.AppendAsync(fixture.Space, [Append("ada", "k", 1)], default);
        faults.FailAt(faults.Operations + 1, fault);
        var failure = await Record.ExceptionAsync(() => journal.AppendAsync(fixture.Space, [Append("ada", "x", 2)], default));
        Assert.True(failure is null or Azure.RequestFailedException, failure?.ToString());
        await journal.AppendAsync(fixture.Space, [Append("ada", "x", 2)], default);
        await journal.AppendAsync(fixture.Space, [Append("ada", "y", 4)], default);
        Assert.Equal(1, faults.Faults);
        Assert.Equal(7, Assert.Single(await fixture.ReadAllAsync()).Sum);
    }
}
