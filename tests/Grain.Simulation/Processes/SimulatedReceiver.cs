using System.Net;
using Grain.Simulation.Faults;
using Grain.Simulation.Model;
using Grain.Simulation.Running;

namespace Grain.Simulation.Processes;

/// <summary>
/// Another service, to which a process posts events and checkpoints. It refuses what it is sent, says nothing, or takes it and its
/// answer is lost.
/// </summary>
internal sealed class SimulatedReceiver(
    Conductor conductor, Dice dice, FaultPlan faults, ReceiverShadow received, SimulatedProcess process) : HttpMessageHandler
{
    private const double Share = 0.2;

    /// <summary>As long as a sender waits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        var id = request.Headers.GetValues("webhook-id").Single();
        var text = await request.Content!.ReadAsStringAsync(cancellation);
        await WaitAsync(dice.Between(1, 40));
        if (faults.Draw(FaultKind.ReceiverRefused, Share))
        {
            if (dice.Chance(0.5)) return new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            await WaitAsync(Patience);
            throw new TaskCanceledException("The time for a try is up (simulated).");
        }

        received.Take(id, text);
        await WaitAsync(dice.Between(1, 40));
        return faults.Draw(FaultKind.ReceiverAnswerLost, Share) ? throw new HttpRequestException("The connection broke (simulated).")
            : new HttpResponseMessage(HttpStatusCode.NoContent);
    }

    private async Task WaitAsync(TimeSpan wait)
    {
        await conductor.DelayAsync(wait);
        if (process.IsDead) await new TaskCompletionSource().Task; // nobody is there to go on
    }
}
