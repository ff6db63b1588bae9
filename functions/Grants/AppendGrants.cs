using Grain.Functions.Hosting;
using Grain.Functions.Spaces;

namespace Grain.Functions.Grants;

/// <summary>The queue function <c>AppendGrants</c>: takes grants from the queue <c>grants</c> and counts each once.</summary>
internal sealed class AppendGrants(SpaceDirectory spaces, GrantLedger ledger, ILogger<AppendGrants> log)
{
    /// <summary>Counts the grants of a message. Delivered again, it changes nothing.</summary>
    public async Task RunAsync(QueueInvocation invocation, CancellationToken cancellationToken)
    {
        var message = GrantMessage.Parse(invocation.Text);
        var space = await spaces.FindAsync(message.Space, fresh: false, cancellationToken)
            ?? throw new InvalidDataException($"There is no space {message.Space} to take the grants of delivery {message.Delivery}.");

        // Corrections come after what they correct: of a deletion both are told, in case Grain never heard of the creation.
        var grants = message.Grants.Where(grant => grant.Corrects is null).ToList();
        var outcomes = (await ledger.AppendAsync(space.Journal, grants, cancellationToken)).ToList();
        foreach (var correction in message.Grants.Where(grant => grant.Corrects is not null))
        {
            if (await ledger.ReverseAsync(space.Journal, correction, cancellationToken) is not { } outcome) continue;
            grants.Add(correction);
            outcomes.Add(outcome);
        }

        foreach (var (grant, outcome) in grants.Zip(outcomes))
        {
            if (outcome is GrantOutcome.Refused refused)
                log.LogWarning("{Space}: {GrantId} was refused: {Reason}", space.Name, grant.GrantId, refused.Reason);
            if (outcome is GrantOutcome.Appended appended
                && TierChange.Between(appended.Before.Total, appended.After.Total, space.Config.Tiers) is { Crossed.Count: > 0 } tier)
                log.LogInformation("{Space}: {Contributor} went from tier {Before} to {After}", space.Name, grant.Contributor, tier.Before, tier.After);
        }

        log.LogInformation(
            "{Space}: delivery {Delivery}: {Appended} appended, {Seen} seen before", space.Name, message.Delivery,
            outcomes.Count(outcome => outcome is GrantOutcome.Appended), outcomes.Count(outcome => outcome is not GrantOutcome.Appended));
    }
}
