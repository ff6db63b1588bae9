using Grain.Functions.Webhooks.Deliveries;
using Grain.Functions.Webhooks.Hooks;

namespace Grain.Functions.Webhooks.Reconciling;

/// <summary>Asks for what is due, and says so in the log.</summary>
internal sealed class HookAsker(HookTurn turn, HookProgress progress, DeliveryLog log, TimeProvider time)
{
    /// <summary>Asks for as many as the forge wants to be asked for, the oldest first.</summary>
    /// <exception cref="ForgeException">The forge cannot be asked any further now; what was not asked for is as before.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        (progress.State, var givenUp) = HookAsks.GiveUp(progress.State, time.GetUtcNow());
        foreach (var delivery in givenUp)
            Note(delivery, progress.State.Lost[delivery], "given-up", $"asked for {HookAsks.TriesMax} times in vain");
        var due = HookAsks.Due(progress.State, turn.Forge.AskedMax, time.GetUtcNow());
        if (progress.IsOver || due.Count == 0 || progress.State.Hook is not { } hook) return;
        var before = progress.State;
        if (!await progress.SaveAsync(HookAsks.Asking(before, due, time.GetUtcNow()), cancellation)) return;
        var asked = 0;
        try
        {
            for (; asked < due.Count; asked++)
            {
                if (asked > 0) await Task.Delay(turn.Forge.BetweenAsks, time, cancellation);
                if (progress.IsOver) throw new ForgeException($"there is more than {Reconciler.Budget.TotalSeconds:0} s allow; it goes on");
                await AskAsync(hook, due[asked], cancellation);
            }
        }
        catch (ForgeException)
        {
            progress.State = HookAsks.NotAsked(progress.State, [.. due.Skip(asked)], before);
            throw;
        }
    }

    private async Task AskAsync(long hook, string delivery, CancellationToken cancellation)
    {
        var lost = progress.State.Lost[delivery];
        var path = turn.Forge.AgainOf(turn.Place, hook, lost.Attempt);
        if (await turn.Api!.PostAsync(path, cancellation) is { } refusal)
        {
            lost = lost with { End = LostDelivery.Refused, EndedAt = time.GetUtcNow(), Reason = refusal };
            progress.State = progress.State.With(delivery, lost) with { GivenUp = progress.State.GivenUp + 1 };
            Note(delivery, lost, "given-up", $"it is not delivered again: {refusal}");
            return;
        }

        var last = lost.WasTaken ? "the sender says that it was taken, and it is not here" : $"the last try ended with {lost.Status}";
        Note(delivery, lost, "asked", $"asked for again ({lost.Tries} of {HookAsks.TriesMax}): {last}");
    }

    private void Note(string delivery, LostDelivery lost, string outcome, string reason) => log.Note(turn.Space,
        new DeliveryRecord(time.GetUtcNow(), turn.Sender.Name, lost.Event, delivery, outcome, reason, 0, 0));
}
