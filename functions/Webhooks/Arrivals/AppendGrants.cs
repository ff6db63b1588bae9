using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Limits;
using Grain.Functions.Webhooks.Settings;

namespace Grain.Functions.Webhooks.Arrivals;

/// <summary>
/// The queue function <c>GrantsAppendQueued</c>: takes grants from the queue <c>grants</c> and counts each once, as far as the space's
/// guard lets it.
/// </summary>
internal sealed class AppendGrants(SpaceDirectory spaces, FormerIds former, GrantGuard guard, GrantLedger ledger, PassedGrants passed,
    ILogger<AppendGrants> log)
{
    /// <summary>Counts the grants of a message. Delivered again, it changes nothing.</summary>
    [Function("GrantsAppendQueued")]
    public async Task RunAsync([QueueTrigger("grants")] string text, CancellationToken cancellation)
    {
        var message = GrantMessage.Parse(text);
        if (await spaces.OfMessageAsync(message.Space, $"to take the grants of delivery {message.Delivery}", log,
            cancellation) is not { } space) return;
        UsageBook.Current?.CountGrants(message.Grants.Count);
        await ArriveAsync(space, message, space.Config.Webhooks.Guards, cancellation);
    }

    /// <summary>Counts grants that are at hand, each once, by the same rules.</summary>
    /// <param name="space">Whose ledger.</param>
    /// <param name="message">The grants.</param>
    /// <param name="guards">What the guard goes by.</param>
    /// <param name="cancellation">Gives up; the same again goes on.</param>
    public async Task<ArrivedGrants> ArriveAsync(Space space, GrantMessage message, GuardConfig guards, CancellationToken cancellation)
    {
        var grants = await ArrivedAsync(space, message, cancellation);
        var through = await guard.PassAsync(space, guards, grants, cancellation);
        return new(message.Grants.Count - grants.Count, grants.Count - through.Count,
            await passed.AppendAsync(space, message, through, cancellation));
    }

    /// <summary>The same for grants that have not gone through a webhook's door.</summary>
    public async Task<ArrivedGrants> ArriveToldAsync(
        Space space, GrantMessage message, GuardConfig guards, CancellationToken cancellation) =>
        await ArriveAsync(space, !space.IsSealed ? message : message with
        {
            Grants = await ledger.Arriving.SealToldAsync(space.Journal, message.Grants, cancellation),
            Former = null, // a sealed space has no past under ids of earlier versions
        }, guards, cancellation);

    /// <summary>Nothing is written of what is left out: should the two ids turn out to be two people, a redelivery counts it.</summary>
    private async Task<IReadOnlyList<Grant>> ArrivedAsync(Space space, GrantMessage message, CancellationToken cancellation)
    {
        var known = await former.RenameAsync(space, message.Grants, message.Former ?? GrantMessage.NoFormer, cancellation);
        var spelled = await ledger.Arriving.SpellAsync(space.Journal, known, cancellation);
        var grants = await ledger.Arriving.LeaveOutOwnAsync(space.Journal, spelled, cancellation);
        if (grants.Count < spelled.Count)
            log.LogInformation(LogEvents.OwnWorkLeftOut,
                "{Space}: delivery {Delivery}: {Own} for one's own work, left out", space.Name, message.Delivery,
                spelled.Count - grants.Count);
        return grants;
    }
}

/// <summary>What became of grants; the others were there, or are not to be counted.</summary>
/// <param name="Own">Were for work of one's own, and are left out.</param>
/// <param name="Held">Are held by the guard.</param>
/// <param name="Appended">Were new to the ledger.</param>
internal sealed record ArrivedGrants(int Own, int Held, int Appended);
