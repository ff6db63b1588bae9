using Azure;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Webhooks.Deliveries;
using Grain.Functions.Webhooks.Hooks;
using Grain.Functions.Webhooks.Proof;

namespace Grain.Functions.Webhooks.Reconciling;

/// <summary>One webhook's turn.</summary>
/// <param name="Space">The space.</param>
/// <param name="Sender">The sender.</param>
/// <param name="Place">Where the webhook is set up.</param>
/// <param name="Row">The key of its row.</param>
/// <param name="Api">The API; absent where the secret cannot be read.</param>
/// <param name="Deadline">When the space's time is over.</param>
internal sealed record HookTurn(Space Space, WebhookSender Sender, HookPlace Place, string Row, ForgeApi? Api, DateTimeOffset Deadline)
{
    public HookForge Forge => Sender.Hooks!;
}

/// <summary>
/// Compares the deliveries of one webhook with what came, and asks for what is lost. It has the webhook's row to itself, and writes there
/// what it is about to ask before it asks: cut off anywhere, or run twice, it asks for nothing without end, and misses nothing.
/// </summary>
internal sealed class HookRun(HookBook book, DeliveryKnowledge knowledge, DeliveryLog deliveries, TimeProvider time, ILogger<HookRun> log)
{
    /// <summary>About as often as the timer.</summary>
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(9);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(6);

    /// <summary>Longer than a run takes beyond its deadline.</summary>
    private static readonly TimeSpan Busy = TimeSpan.FromMinutes(5);

    private const int FailuresMax = 100;
    private const int DoublingsMax = 10;

    /// <summary>Runs it if it is due.</summary>
    /// <param name="turn">Whose turn it is.</param>
    /// <param name="stored">What is stored of it, if anything.</param>
    /// <param name="isAsked">Whether somebody wants it now; what a forge said of its pace is kept to nevertheless.</param>
    /// <param name="cancellation">Gives up; the next run goes on.</param>
    public async Task RunAsync(HookTurn turn, StoredHook? stored, bool isAsked, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var state = stored?.State ?? new HookState { Sender = turn.Sender.Name, Place = turn.Place.Name };
        var isWanted = isAsked || state.ConfigVersion != turn.Space.ConfigVersion || !(state.NextAt > now);
        if (!isWanted || state.BusyUntil > now || state.NotBefore > now) return;
        state = state with { RanAt = now, BusyUntil = now + Busy, Fault = null, ConfigVersion = turn.Space.ConfigVersion };
        if (await book.TryWriteAsync(turn.Space.Name, turn.Row, state, stored?.Version, cancellation) is not { } mine) return;
        var progress = new HookProgress(turn, book, knowledge, time, mine);
        TimeSpan? wait = null;
        try
        {
            await progress.SweepAsync(cancellation);
            await new HookAsker(turn, progress, deliveries, time).RunAsync(cancellation);
            if (progress.PageFault is { } page) throw page;
        }
        catch (ForgeException fault)
        {
            progress.State = progress.State with { Fault = fault.Message };
            wait = fault.Wait;
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested && fault is not RequestFailedException)
        {
            log.LogError(LogEvents.ReconcilingFailed, fault,
                "{Space}: lost deliveries of {Place} could not be asked for", turn.Space.Name, turn.Place.Name);
            progress.State = progress.State with { Fault = "it failed; the log of the app has the reason" };
        }

        await progress.SaveAsync(Ended(progress.State, wait, time.GetUtcNow()), cancellation);
    }

    private static HookState Ended(HookState state, TimeSpan? wait, DateTimeOffset now)
    {
        var failures = state.Fault is null ? 0 : Math.Min(state.Failures + 1, FailuresMax);
        var pause = failures == 0 ? Every : Every * Math.Pow(2, Math.Min(failures - 1, DoublingsMax));
        if (pause > Longest) pause = Longest;
        return state with
        {
            Failures = failures,
            BusyUntil = null,
            NotBefore = wait is { } told ? now + told : null,
            NextAt = now + (wait > pause ? wait.Value : pause),
        };
    }
}
