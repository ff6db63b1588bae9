using Grain.Functions.Journals;
using Grain.Functions.Tests.Storage;
using Xunit;
using static Grain.Functions.Tests.Journals.JournalFixture;

namespace Grain.Functions.Tests.Journals;

public sealed class JournalRaceTests
{
    private readonly JournalFixture fixture = new();

    [Fact]
    public async Task Of_many_writers_of_one_account_each_entry_is_counted_once_and_each_crossing_seen_by_one()
    {
        var writers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async writer =>
        {
            var journal = await fixture.OpenAsync();
            var outcomes = new List<AppendOutcome<TallyHead>>();
            // Every key is sent by two writers.
            for (var i = 0; i < 15; i++)
                outcomes.AddRange(await journal.AppendAsync(fixture.Space, [Append("hot", $"k{writer / 2}-{i}", 1)], default));
            return outcomes;
        }));

        var appended = writers.SelectMany(outcomes => outcomes).OfType<AppendOutcome<TallyHead>.Appended>().ToArray();
        Assert.Equal(45, Assert.Single(await fixture.ReadAllAsync()).Sum);
        Assert.Equal(Enumerable.Range(1, 45).Select(sum => (long)sum), appended.Select(outcome => outcome.After.Sum).Order());
    }

    [Fact]
    public async Task A_rival_who_writes_the_first_head_first_does_not_lose_anything()
    {
        var faults = new FaultInjector();
        var rival = await fixture.OpenAsync();
        var raced = false;
        faults.BeforeSend = async (_, request) =>
        {
            if (raced || request.Method != Azure.Core.RequestMethod.Post) return;
            raced = true;
            await rival.AppendAsync(fixture.Space, [Append("ada", "theirs", 1)], default);
        };

        var outcomes = await (await fixture.OpenAsync(faults)).AppendAsync(fixture.Space, [Append("ada", "mine", 2)], default);

        Assert.True(raced);
        Assert.Equal([new AppendOutcome<TallyHead>.Appended(2, new TallyHead(1), new TallyHead(3))], outcomes);
        Assert.Equal(["theirs", "mine"], Assert.Single(await fixture.ReadAllAsync()).Keys);
    }

    [Fact]
    public async Task A_batch_that_contends_for_one_account_still_serves_the_others()
    {
        var faults = new FaultInjector();
        var rival = await fixture.OpenAsync();
        var times = 0;
        faults.BeforeSend = async (_, request) =>
        {
            if (request.Method == Azure.Core.RequestMethod.Post && times++ < 3)
                await rival.AppendAsync(fixture.Space, [Append("hot", $"rival{times}", 1)], default);
        };

        var single = new JournalSpace("home", 1);
        var batch = Enumerable.Range(0, 20).Select(i => Append($"calm{i}", "k", 1)).Append(Append("hot", "mine", 1)).ToArray();
        var outcomes = await (await fixture.OpenAsync(faults)).AppendAsync(single, batch, default);
        Assert.All(outcomes, outcome => Assert.IsType<AppendOutcome<TallyHead>.Appended>(outcome));
    }
}
