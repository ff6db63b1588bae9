namespace Grain.Local;

/// <summary>Looks after the storage emulator while Grain is served: warns early, and ends with the cause when it cannot go on.</summary>
/// <param name="emulator">The emulator.</param>
/// <param name="room">The room that it has.</param>
/// <param name="time">The clock.</param>
/// <param name="error">Where to warn.</param>
internal sealed class EmulatorWatch(AzuriteServer emulator, EmulatorRoom room, TimeProvider time, TextWriter error)
{
    /// <summary>Somebody who starts a full one can read and move what is in it, as long as little is added.</summary>
    private const long Grace = 8L << 20;

    private const int WordsMax = 2_000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Runs until something is wrong.</summary>
    /// <exception cref="InvalidOperationException">It ended, or is full; says why, and what to do.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var most = Math.Max(EmulatorRoom.BytesSafe, room.Used + Grace);
        using var timer = new PeriodicTimer(Interval, time);
        for (var next = timer.WaitForNextTickAsync(cancellation).AsTask(); ; next = timer.WaitForNextTickAsync(cancellation).AsTask())
        {
            if (await Task.WhenAny(emulator.Completion, next) == emulator.Completion) throw new InvalidOperationException(Ended());
            await next;
            if (room.Warning() is { } warning) await error.WriteLineAsync($"grain: {warning}");
            if (room.Used > most)
                throw new InvalidOperationException("grain: the storage emulator is full, and serve ends before anything is lost. "
                    + "docs/operations.md, \"What the emulator is for\", tells how to move what is there to a storage account.");
        }
    }

    private string Ended()
    {
        var words = emulator.Complaints is { Length: > 0 } all ? all[Math.Max(0, all.Length - WordsMax)..] : "It said nothing.";
        return $"grain: the storage emulator ended, and serve with it. What came in its last seconds may be missing: whoever sent it "
            + $"sends it again, and it counts once.\n{words}";
    }
}
