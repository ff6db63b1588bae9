using Grain.Functions.Journals;
using Xunit;

namespace Grain.Functions.Tests.Credits;

public sealed class GroupCommitTests
{
    [Fact]
    public async Task What_arrives_during_a_write_goes_out_together_in_the_next_one()
    {
        var (batches, first) = (new List<int>(), new TaskCompletionSource());
        var commit = new GroupCommit<int, int>(10, async items =>
        {
            batches.Add(items.Count);
            if (batches.Count == 1) await first.Task;
            return [.. items.Select(item => item * 2)];
        });

        var alone = commit.WriteAsync(0, default);
        await Hosting.Eventually.HoldsAsync(() => batches.Count == 1);
        var others = Enumerable.Range(1, 25).Select(i => commit.WriteAsync(i, default)).ToArray();
        first.SetResult();

        Assert.Equal(0, await alone);
        Assert.Equal(Enumerable.Range(1, 25).Select(i => i * 2), await Task.WhenAll(others));
        Assert.Equal([1, 10, 10, 5], batches);
    }

    [Fact]
    public async Task One_that_cannot_be_written_does_not_take_the_others_along()
    {
        var (started, first) = (new TaskCompletionSource(), new TaskCompletionSource());
        var commit = new GroupCommit<int, int>(10, async items =>
        {
            started.TrySetResult();
            await first.Task;
            return items.Contains(13) ? throw new InvalidDataException("13") : [.. items];
        });
        var alone = commit.WriteAsync(0, default);
        await started.Task;
        var all = Enumerable.Range(12, 3).Select(i => commit.WriteAsync(i, default)).ToArray();
        first.SetResult();

        await alone;
        Assert.Equal(12, await all[0]);
        await Assert.ThrowsAsync<InvalidDataException>(() => all[1]);
        Assert.Equal(14, await all[2]);
    }

    [Fact]
    public async Task A_write_that_fails_does_not_keep_the_next_from_being_made()
    {
        var fail = true;
        var commit =
            new GroupCommit<int, int>(10, items => fail ? throw new IOException() : Task.FromResult<IReadOnlyList<int>>([.. items]));
        await Assert.ThrowsAsync<IOException>(() => commit.WriteAsync(1, default));
        fail = false;
        Assert.Equal(2, await commit.WriteAsync(2, default));
    }
}
