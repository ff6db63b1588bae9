using Grain.Functions.Ledgers.Verification;
using Grain.Functions.Spaces;
using Grain.Simulation.Processes;

namespace Grain.Simulation;

/// <summary>Nothing fails any more: all that was begun comes to its end, and then everything is looked at.</summary>
internal sealed class Rest(Run run)
{
    private const int HoursMax = 24;

    /// <summary>No run has as many.</summary>
    private const int EpochsMax = 10;

    /// <summary>A space's ledgers are proven by the app itself, too, in some runs; the model proves them in all.</summary>
    private const double VerifiedShare = 0.3;

    /// <summary>What follows from what the other timers did.</summary>
    private static readonly string[] Last = ["EpochsSchedule", "ActivityCollect"];

    /// <summary>Comes to rest, and looks.</summary>
    public async Task ComeAsync()
    {
        run.Faults.IsOn = false;
        run.StartAnew();
        await DrainAsync();
        run.Queues.Replay();
        await DrainAsync();
        // Escrows that nobody has claimed go back, holds end, and the epochs are over.
        await run.Conductor.DelayAsync(TimeSpan.FromHours(25));
        await FireAsync(FunctionTable.Timers.Except(Last));
        await FireAsync(Last);
        await RankAsync();
        await AskAgainAsync();
        await LookAsync();
    }

    /// <summary>Of an id that several wanted for their own, what was done is done still, whoever asks again.</summary>
    private async Task AskAgainAsync()
    {
        foreach (var deed in run.Deeds.Contested())
        {
            var reply = await FunctionCalls.AskAsync(run.AnyProcess(), deed.Ask!);
            run.Findings.Must(reply.IsGood, $"{deed} was done, and at rest is answered {reply.Status} {reply.Body}");
        }

        await DrainAsync();
    }

    private async Task FireAsync(IEnumerable<string> timers)
    {
        foreach (var timer in timers)
        {
            try
            {
                await FunctionCalls.FireAsync(run.AnyProcess(), timer);
            }
            catch (Exception fault)
            {
                run.Findings.Add($"{timer} fails, and nothing else does: {fault}");
            }

            await DrainAsync();
        }
    }

    /// <summary>Epochs that wait for a ranking job go on when one was there, one after another.</summary>
    private async Task RankAsync()
    {
        if (!run.Jobs.AreAsked) return;
        foreach (var space in run.Spaces)
            for (var epochs = 0; epochs < EpochsMax && await run.Jobs.RankAsync(space.People.Space); epochs++)
            {
                await run.Conductor.DelayAsync(TimeSpan.FromMinutes(5));
                await FireAsync(Last);
            }
    }

    private async Task DrainAsync()
    {
        for (var minutes = 0; run.Queues.Count > 0 || run.Queues.Working > 0; minutes++)
        {
            if (minutes > HoursMax * 60)
            {
                run.Findings.Add($"{run.Queues.Count} messages never come to an end");
                return;
            }

            await run.Conductor.DelayAsync(TimeSpan.FromMinutes(1));
        }
    }

    private async Task LookAsync()
    {
        run.Deeds.Check();
        var process = run.AnyProcess();
        foreach (var deleted in run.Ledgers.Spaces.Deleted)
            if (run.Ledgers.Spaces.LeftOf(deleted).FirstOrDefault() is { } left)
                run.Findings.Add($"spaces: {deleted} was deleted, and {left} is still there");
        foreach (var space in run.Spaces)
        {
            var name = space.People.Space;
            foreach (var move in run.Ledgers.Grain.UnderWay(name)) run.Findings.Add($"grain: the transfer {move} never ends");
            foreach (var escrow in run.Ledgers.Credits.Unsettled(name)) run.Findings.Add($"credits: the escrow {escrow} is never settled");
            foreach (var hold in run.Ledgers.Grain.Holds.Lapsed(name, run.Conductor.Now.AddHours(-1)))
                run.Findings.Add($"grain: the hold {hold} never ends");
            foreach (var left in run.Ledgers.Spaces.LeftOf(name).Where(place => place.StartsWith("treasury ", StringComparison.Ordinal)
                && place.Contains("/t~", StringComparison.Ordinal)
                && !place.Contains("/t~epoch", StringComparison.Ordinal)))
                run.Findings.Add($"grain: what was decided is never made: {left}");
            foreach (var missing in run.Ledgers.Receiver.Missing(name)) run.Findings.Add($"receiver: {name} never sends its {missing}");
            run.Ledgers.Proposals.Check(name);
            LookAtCursors(space);
            await new PeopleLook(run, process, space.People).LookAsync();
            if (!run.Jobs.AreAsked && !run.Dice.Chance(VerifiedShare)) continue;
            var found = await process.Get<SpaceDirectory>().FindAsync(name, fresh: true, CancellationToken.None);
            foreach (var check in (IEnumerable<LedgerCheck>)process.Services.GetService(typeof(IEnumerable<LedgerCheck>))!)
                if ((await check.RunAsync(found!,
                    CancellationToken.None)).Fault is { } fault) run.Findings.Add($"verify: {name}: {check.Name}: {fault}");
        }
    }

    /// <summary>All that was granted is in the epochs' graph, and in people's activity.</summary>
    private void LookAtCursors(Deeds.DeedMaker space)
    {
        var (name, last) = (space.People.Space, run.Conductor.Now.Date);
        var closed = run.Ledgers.Epochs.Closed(name);
        run.Findings.Must(run.Ledgers.Epochs.EndOfLast(name) == last, $"epochs: {name} has closed {string.Join(", ", closed)} by {last:O}");
        var cursors = run.Ledgers.Epochs.CursorsOfLast(name);
        foreach (var account in run.Ledgers.Grants.Of(name).Where(account => account.Entries.Count > 0))
        {
            run.Findings.Must(cursors.GetValueOrDefault(account.Name) == account.Entries.Count,
                $"epochs: of {account.Entries.Count} grants of {account} {cursors.GetValueOrDefault(account.Name)} are collected");
            var followed = run.Ledgers.Activity.GrantsOf(name, account.Name);
            run.Findings.Must(followed == account.Entries.Count,
                $"activity: of {account.Entries.Count} grants of {account} {followed} are followed");
        }
    }
}
