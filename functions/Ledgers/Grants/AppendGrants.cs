using Grain.Functions.Ledgers.Grants.Guards;

namespace Grain.Functions.Ledgers.Grants;

/// <summary>
/// The queue function <c>GrantsAppendQueued</c>: takes grants from the queue <c>grants</c> and counts each once, as far as the space's
/// guard lets it.
/// </summary>
internal sealed class AppendGrants(SpaceDirectory spaces, FormerIds former, GrantGuard guard, GrantLedger ledger, GrantQueue queue,
    ILogger<AppendGrants> log)
{
    /// <summary>Counts the grants of a message. Delivered again, it changes nothing.</summary>
    [Function("GrantsAppendQueued")]
    public async Task RunAsync([QueueTrigger("grants")] string text, CancellationToken cancellation)
    {
        var message = GrantMessage.Parse(text);
        var space = await spaces.FindAsync(message.Space, fresh: false, cancellation)
            ?? throw new InvalidDataException($"There is no space {message.Space} to take the grants of delivery {message.Delivery}.");
        var grants = await ArrivedAsync(space, message, cancellation);
        await AppendAsync(space, message, await guard.PassAsync(space, grants, cancellation), cancellation);
    }

    /// <summary>Nothing is written of what is left out: should the two ids turn out to be two people, a redelivery counts it.</summary>
    private async Task<IReadOnlyList<Grant>> ArrivedAsync(Space space, GrantMessage message, CancellationToken cancellation)
    {
        var known = await former.RenameAsync(space, message.Grants, message.Former ?? GrantMessage.NoFormer, cancellation);
        var spelled = await ledger.Arriving.SpellAsync(space.Journal, known, cancellation);
        var grants = await ledger.Arriving.LeaveOutOwnAsync(space.Journal, spelled, cancellation);
        if (grants.Count < spelled.Count)
            log.LogInformation("{Space}: delivery {Delivery}: {Own} for one's own work, left out", space.Name, message.Delivery,
                spelled.Count - grants.Count);
        return grants;
    }

    /// <summary>Counts grants that have passed the guard.</summary>
    /// <returns>How many were new to the ledger.</returns>
    public Task<int> AppendAsync(Space space, string delivery, IReadOnlyList<Grant> passed, CancellationToken cancellation) =>
        AppendAsync(space, new GrantMessage(space.Name, delivery, passed), passed, cancellation);

    private async Task<int> AppendAsync(Space space, GrantMessage message, IReadOnlyList<Grant> passed, CancellationToken cancellation)
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

        foreach (var (grant, outcome) in grants.Zip(outcomes)) Tell(space, grant, outcome);
        var appended = outcomes.Count(outcome => outcome is GrantOutcome.Appended);
        log.LogInformation(
            "{Space}: delivery {Delivery}: {Appended} appended, {Seen} seen before or not to be counted", space.Name, message.Delivery,
            appended, outcomes.Count - appended);
        return appended;
    }

    private void Tell(Space space, Grant grant, GrantOutcome outcome)
    {
        if (outcome is GrantOutcome.Refused refused)
            log.LogWarning("{Space}: {GrantId} was refused: {Reason}", space.Name, grant.GrantId, refused.Reason);
        if (outcome is GrantOutcome.Remembered)
            log.LogInformation("{Space}: {GrantId} is remembered until {Corrects} is counted", space.Name, grant.GrantId, grant.Corrects);
        if (outcome is GrantOutcome.Appended appended
            && TierChange.Between(appended.Before.Total, appended.After.Total, space.Config.Tiers) is { Crossed.Count: > 0 } tier)
            log.LogInformation("{Space}: {Contributor} went from tier {Before} to {After}", space.Name, grant.Contributor, tier.Before,
                tier.After);
    }
}
