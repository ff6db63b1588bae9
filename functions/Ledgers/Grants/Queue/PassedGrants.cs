using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Grants.Counting;

namespace Grain.Functions.Ledgers.Grants.Queue;

/// <summary>Counts grants that have passed the guard, each once: what they correct comes first.</summary>
internal sealed class PassedGrants(GrantLedger ledger, GrantQueue queue, ILogger<PassedGrants> log)
{
    /// <summary>Counts grants that have passed the guard.</summary>
    /// <returns>How many were new to the ledger.</returns>
    public Task<int> AppendAsync(Space space, string delivery, IReadOnlyList<Grant> passed, CancellationToken cancellation) =>
        AppendAsync(space, new GrantMessage(space.Name, delivery, passed), passed, cancellation);

    /// <summary>The same for grants of a message.</summary>
    public async Task<int> AppendAsync(Space space, GrantMessage message, IReadOnlyList<Grant> passed, CancellationToken cancellation)
    {
        // Corrections come after what they correct: of a deletion both are told, in case Grain never heard of the creation.
        var grants = passed.Where(grant => grant.Corrects is null).ToList();
        var outcomes = (await ledger.AppendAsync(space.Journal, grants, cancellation)).ToList();
        foreach (var correction in passed.Where(grant => grant.Corrects is not null))
        {
            grants.Add(correction);
            outcomes.Add(await ledger.TakeBackAsync(space.Journal, correction, cancellation));
            if (outcomes[^1] is GrantOutcome.Remembered { IsReserved: true }) await queue.LookAgainAsync(message, correction, cancellation);
        }

        var waiting = grants.Where((_, i) => outcomes[i] is GrantOutcome.Refused { IsForRoom: true }).ToArray();
        if (waiting.Length > 0)
        {
            await queue.WaitForRoomAsync(message, waiting, cancellation);
            log.LogWarning(LogEvents.GrantsWait,
                "{Space}: delivery {Delivery}: {Waiting} wait, since the space has as many accounts as it may", space.Name,
                message.Delivery, Shown.Count(waiting.Length, "grant"));
        }

        foreach (var (grant, outcome) in grants.Zip(outcomes)) Tell(space, grant, outcome);
        var appended = outcomes.Count(outcome => outcome is GrantOutcome.Appended);
        log.LogInformation(LogEvents.GrantsAppended,
            "{Space}: delivery {Delivery}: {Appended} appended, {Seen} seen before or not to be counted", space.Name, message.Delivery,
            appended, outcomes.Count - appended);
        return appended;
    }

    private void Tell(Space space, Grant grant, GrantOutcome outcome)
    {
        if (outcome is GrantOutcome.Refused { IsForRoom: false } refused)
            log.LogWarning(LogEvents.GrantRefused, "{Space}: {GrantId} was refused: {Reason}", space.Name, grant.GrantId, refused.Reason);
        if (outcome is GrantOutcome.Remembered)
            log.LogInformation(LogEvents.CorrectionRemembered,
                "{Space}: {GrantId} is remembered until {Corrects} is counted", space.Name, grant.GrantId, grant.Corrects);
        if (outcome is GrantOutcome.Appended appended
            && TierChange.Between(appended.Before.Total, appended.After.Total, space.Config.Tiers) is { Crossed.Count: > 0 } tier)
            log.LogInformation(LogEvents.TierCrossed,
                "{Space}: {Contributor} went from tier {Before} to {After}", space.Name, grant.Contributor, tier.Before,
                tier.After);
    }
}
