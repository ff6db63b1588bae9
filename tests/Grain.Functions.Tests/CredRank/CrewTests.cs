using System.Collections.Concurrent;
using Grain.Functions.Cred.CredRank;
using Xunit;

namespace Grain.Functions.Tests.CredRank;

/// <summary>Threads that share a computation.</summary>
public class CrewTests
{
    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 1)]
    [InlineData(2, 1000)]
    [InlineData(3, 2)]
    [InlineData(8, 1001)]
    public void Every_part_is_done_once_and_before_the_call_returns(int threads, int parts)
    {
        using var crew = new SolverThreads(threads);
        var done = new int[parts];
        for (var round = 1; round <= 200; round++)
        {
            crew.Run(parts, part => Interlocked.Increment(ref done[part]));
            Assert.All(done, times => Assert.Equal(round, times));
        }
    }

    [Fact]
    public void Nothing_to_do_is_done_at_once()
    {
        using var crew = new SolverThreads(2);
        crew.Run(0, _ => Assert.Fail("There is no part."));
    }

    [Fact]
    public void Helpers_take_part()
    {
        using var crew = new SolverThreads(2);
        var seen = new ConcurrentDictionary<int, bool>();
        using var both = new CountdownEvent(2);

        // Each part waits until another thread is at one too.
        crew.Run(2, _ =>
        {
            seen[Environment.CurrentManagedThreadId] = true;
            both.Signal();
            both.Wait();
        });
        Assert.Equal(2, seen.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_first_fault_by_number_is_thrown_and_the_crew_goes_on(int threads)
    {
        using var crew = new SolverThreads(threads);
        for (var round = 0; round < 50; round++)
        {
            var fault = Assert.Throws<InvalidOperationException>(() => crew.Run(100, part =>
            {
                if (part % 10 == 7) throw new InvalidOperationException($"{part}");
            }));
            Assert.Equal("7", fault.Message);
        }

        var sum = 0;
        crew.Run(10, part => Interlocked.Add(ref sum, part));
        Assert.Equal(45, sum);
    }

    [Fact]
    public void A_cancelled_computation_starts_no_further_work()
    {
        using var cancellation = new CancellationTokenSource();
        using var crew = new SolverThreads(2, cancellation.Token);
        crew.Run(10, _ => cancellation.Cancel());
        Assert.Throws<OperationCanceledException>(() => crew.Run(10, _ => Assert.Fail("It was cancelled.")));
    }
}
