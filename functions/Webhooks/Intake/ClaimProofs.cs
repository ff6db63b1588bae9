using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Webhooks.Deliveries;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Intake;

/// <summary>
/// Settles claims whose text an account shows where only it can: in the title of something that it opens at a forge or forum. Titles of
/// before, and what others may have written there, prove nothing.
/// </summary>
internal sealed class ClaimProofs(RegisterStore registers, AccountSpelling spelling, ILogger<ClaimProofs> log)
{
    /// <summary>Senders who tell who wrote what; others tell what somebody makes of it.</summary>
    private static readonly string[] Senders = ["github", "gitlab", "gitea", "discourse"];

    private static readonly string[] Openings = [".opened", ".drafted", ":topic.created", ":discussion.created"];

    /// <summary>Looks for proofs in a delivery. One that comes twice changes nothing.</summary>
    /// <param name="arrival">Where it came.</param>
    /// <param name="reading">What it tells.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task SettleAsync(WebhookArrival arrival, DeliveryReading reading, CancellationToken cancellation)
    {
        if (!Senders.Contains(reading.Source) || arrival.Secrets.Count == 0 || arrival.Source.AcceptUnsigned
            || reading.Outcome is not WebhookOutcome.Normalised told) return;
        foreach (var grant in told.Grants)
            foreach (var code in CodesOf(grant))
            {
                var space = arrival.Space.Journal;
                var register = await registers.ReadAsync(space, cancellation);
                if (!register.Claims.TryGetValue(code, out var claim)
                    || claim.Alias != await spelling.OfAsync(space, grant.Contributor, cancellation)) continue;
                var outcome = await registers.ChangeAsync(space, [new ClaimSettled(code, true)], cancellation);
                if (outcome is RegisterOutcome.Refused refused)
                    log.LogInformation(LogEvents.ClaimRefused,
                        "{Space}: a claim was proven and cannot be: {Reason}", arrival.Space.Name, refused.Reason);
            }
    }

    private static IEnumerable<string> CodesOf(Grant grant) =>
        grant is { Corrects: null, Facts: { } facts } && Openings.Any(opening => grant.Key.EndsWith(opening, StringComparison.Ordinal))
            ? facts.Nodes.Where(node => facts.Edges.Any(edge =>
                edge.Type == EdgeTypes.Authors && edge.To == node.Id && edge.From == $"@{grant.Contributor}"))
                .SelectMany(node => ClaimText.CodesIn(node.Title ?? ""))
            : [];
}
