using Azure;

namespace Grain.Functions.Storage;

/// <summary>How those who want to write the same rows let each other pass.</summary>
internal sealed class Contention(TimeProvider time, Random jitter)
{
    /// <summary>Conflicts in a row before giving up: with the pauses about half a minute of losing every race.</summary>
    private const int ConflictsMax = 100;

    /// <summary>Looks, decides and writes under the version that it looked at, again while somebody else comes in between.</summary>
    /// <param name="what">What is written, for whoever reads that it kept changing.</param>
    /// <param name="attempt">Tells whether it is done, and what came of it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RequestFailedException">Others kept coming in between.</exception>
    public async Task<T> UntilDoneAsync<T>(string what, Func<Task<(bool IsDone, T Result)>> attempt, CancellationToken cancellation)
    {
        for (var conflicts = 0; ;)
        {
            if (await attempt() is (true, var result)) return result;
            await YieldAsync(what, ++conflicts, cancellation);
        }
    }

    /// <summary>Waits 0 to 5, 10, 20 … 320 ms: full jitter, so that contenders do not meet again.</summary>
    /// <exception cref="RequestFailedException">It was the last try.</exception>
    public Task YieldAsync(string what, int conflicts, CancellationToken cancellation) => conflicts > ConflictsMax
        ? throw new RequestFailedException($"{what} kept changing; gave up after {ConflictsMax} tries.")
        : Task.Delay(TimeSpan.FromMilliseconds(jitter.NextDouble() * (5 << Math.Min(conflicts - 1, 6))), time, cancellation);
}
