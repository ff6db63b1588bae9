using Grain.Local.Api;

namespace Grain.Local.Demo;

/// <summary>
/// Grain's main job once through, on real input: deliveries come in signed, some twice and some forged, become grants, and
/// epochs distribute grain for them. Everything goes over HTTP, as it does for a client outside.
/// </summary>
internal sealed class DemoRun
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Longer than any lease: if nothing moves for this time, nothing will.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly DemoHouse house;
    private readonly StepConsole steps;
    private readonly DemoOptions options;
    private readonly TimeProvider time;
    private readonly SpaceClient space;
    private readonly string secret = RandomNumberGenerator.GetHexString(32, lowercase: true);
    private readonly DemoSender sender;

    private DemoRun(DemoHouse house, StepConsole steps, DemoOptions options, TimeProvider time) =>
        (this.house, this.steps, this.options, this.time, space, sender) =
            (house, steps, options, time, new SpaceClient(house.Http, options.Space), new DemoSender(house, options, secret));

    /// <summary>Does the job and reports.</summary>
    /// <param name="house">The app and its storage.</param>
    /// <param name="deliveries">What comes in.</param>
    /// <param name="options">How.</param>
    /// <param name="steps">Is told what is being done.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Gives up.</param>
    public static Task<DemoReport> RunAsync(
        DemoHouse house, IReadOnlyList<WebhookDelivery> deliveries, DemoOptions options, StepConsole steps, TimeProvider time,
        CancellationToken cancellation) =>
        new DemoRun(house, steps, options, time).RunAsync(deliveries, cancellation);

    private BigInteger Budget => BigInteger.Multiply(options.BudgetPerEpoch, BigInteger.Pow(10, options.Decimals));

    private async Task<DemoReport> RunAsync(IReadOnlyList<WebhookDelivery> deliveries, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        await steps.StepAsync("Creating a space", _ => CreateAsync(cancellation));
        var first = await steps.StepAsync("Posting signed deliveries", tell =>
            sender.PostAsync(deliveries, options.Chaos, tell, cancellation));
        var refused = await steps.StepAsync("Posting forged deliveries", tell => sender.ForgeAsync(deliveries, tell, cancellation));
        var before = await steps.StepAsync("Appending grants from the queue", tell => SettleAsync(tell, cancellation));

        var again = deliveries.Where((_, index) => index % options.RedeliverEvery == 0).ToArray();
        var second = await steps.StepAsync("Posting some of them again", tell => sender.PostAsync(again, kill: false, tell, cancellation));
        var after = await steps.StepAsync("Appending what is new in them", tell => SettleAsync(tell, cancellation));

        await steps.StepAsync("Closing epochs", tell => CloseEpochsAsync(tell, cancellation));
        var end = await steps.StepAsync("Reading everything back", _ => DemoState.ReadAsync(space, cancellation));
        var live = await steps.StepAsync("Ranking the epoch that goes on", tell => new LiveReview(space, secret, time)
            .RunAsync(deliveries, () => SettleAsync(tell, cancellation), cancellation));
        var stranger = await steps.StepAsync("Checking a proof as a stranger does", _ =>
            new StrangersProof(house, Repository.FindClone("demo").ProofScript, options.Space).RunAsync(end.Epochs, cancellation));
        var poison = await house.CountPoisonAsync(cancellation);
        return new DemoReport
        {
            Space = options.Space,
            Address = house.Host.Address,
            Events = Summarise(first),
            Redelivered =
                new RedeliveryReport(again.Length, second.Sum(answer => answer.Grants.Count), after.GrantCount - before.GrantCount),
            Forged = new ForgeryReport(options.Forged, refused),
            Grants = end.GrantCount,
            ToldTwice = first.Sum(answer => answer.Grants.Count) - first.SelectMany(answer => answer.Grants)
                .Distinct(StringComparer.Ordinal).Count(),
            Kills = sender.Kills,
            Retries = house.Http.Retries,
            Epochs = [.. end.Epochs.Select(Report)],
            Live = live,
            Leaderboard = [.. (await space.ReadLeaderboardAsync("cred", cancellation)).Take(10)],
            Proofs = [.. Prove(first, refused, before, after, end, poison), .. live is null ? [] : new[] { live.Proof },
                .. LedgerProofs.Of(end, Budget), stranger],
            Digest = end.Digest,
            Seconds = time.GetElapsedTime(started).TotalSeconds,
        };
    }

    private IEnumerable<Proof> Prove(IReadOnlyList<DeliveryAnswer> first, int refused, DemoState before, DemoState after, DemoState end,
        int poison)
    {
        var announced = first.SelectMany(answer => answer.Grants).ToHashSet(StringComparer.Ordinal);
        var counted =
            end.Contributors.SelectMany(ledger => ledger.Grants).Select(row => row.Grant.GrantId).ToHashSet(StringComparer.Ordinal);
        var odd = announced.Except(counted).Select(id => $"{id} was promised and is not there")
            .Concat(counted.Except(announced).Select(id => $"{id} is there and was never promised"));
        yield return new Proof("Every grant that the webhook promised was counted", $"{announced.Count} ids", odd.FirstOrDefault());
        yield return new Proof(
            "Sending deliveries again changed nothing", $"digest {after.Digest[..12]}",
            after.Digest == before.Digest && after.GrantCount == before.GrantCount ? null
                : $"{before.GrantCount} grants before, {after.GrantCount} after");
        yield return new Proof(
            "Deliveries without a valid signature were refused", $"{refused} of {options.Forged}",
            refused == options.Forged ? null : $"{options.Forged - refused} were taken");
        yield return new Proof("No message was given up", $"{poison} in the poison queues", poison == 0 ? null : $"{poison} messages");
        yield return new Proof("Grain was distributed", $"{end.Epochs.Count} epochs", end.Supply > 0 ? null : "nobody was paid anything");
    }

    private async Task<bool> CreateAsync(CancellationToken cancellation)
    {
        var config = $$"""
            {
              "displayName": "Octokit demo",
              "visibility": "public",
              "epochs": { "lengthDays": {{options.EpochDays}}, "anchor": "{{options.FirstEpoch}}", "first": "{{options.FirstEpoch}}" },
              "token": { "decimals": {{options.Decimals}} },
              "distribution": { "budgetPerEpoch": "{{options.BudgetPerEpoch}}" },
              "webhooks": { "github": { "secrets": ["{{secret}}"] } }
            }
            """;
        await space.CreateAsync(config, cancellation);
        return true;
    }

    /// <summary>Waits until the queues are empty and reads the ledgers.</summary>
    private async Task<DemoState> SettleAsync(Action<string> tell, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        var least = int.MaxValue;
        while (await house.CountWaitingAsync(cancellation) is var waiting and > 0)
        {
            if (waiting < least) (least, since) = (waiting, time.GetTimestamp());
            if (time.GetElapsedTime(since) > Patience)
                throw new InvalidOperationException($"The queues do not empty: {waiting} messages wait.");
            tell($"{waiting} messages wait");
            await Task.Delay(Look, time, cancellation);
        }

        var state = await DemoState.ReadAsync(space, cancellation);
        tell($"{state.GrantCount} grants of {state.Contributors.Count} contributors");
        return state;
    }

    /// <summary>
    /// Asks for epochs until none is due. One asks for the next by itself; asking again is for the case that it does not.
    /// </summary>
    private async Task<int> CloseEpochsAsync(Action<string> tell, CancellationToken cancellation)
    {
        var since = time.GetTimestamp();
        var due = "";
        while (true)
        {
            var list = await space.ReadEpochsAsync(cancellation);
            var closed = list.Epochs.Count(epoch => epoch.Stage == "Closed");
            tell($"{closed} closed");
            if (list.Due is null) return closed;
            if (list.Due != due) since = time.GetTimestamp();
            if (time.GetElapsedTime(since) > Patience) throw new InvalidOperationException($"Epoch {list.Due} does not close.");
            if (due.Length == 0) await space.RequestEpochAsync(cancellation);
            due = list.Due;
            await Task.Delay(Look, time, cancellation);
        }
    }

    private static IReadOnlyList<EventReport> Summarise(IReadOnlyList<DeliveryAnswer> answers) =>
    [
        .. answers.GroupBy(answer => answer.Event, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new EventReport(
            group.Key, group.Count(), group.Count(answer => answer.Outcome == "accepted"), group.Sum(answer => answer.Grants.Count),
            [.. group.Select(answer => answer.Reason).OfType<string>().CountBy(reason => reason)
                .Select(count => new IgnoredReport(count.Key, count.Value))])),
    ];

    private EpochReport Report(ClosedEpoch epoch) => new(
        epoch.Row.Id, epoch.Row.End, WholeGrain.Of(epoch.Statement.Budget, options.Decimals),
        WholeGrain.Of(epoch.Statement.Paid, options.Decimals),
        WholeGrain.Of(epoch.Statement.CarriedOver, options.Decimals), epoch.Statement.Payments.Count);
}
