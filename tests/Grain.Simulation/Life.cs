using Grain.Simulation.Deeds;
using Grain.Simulation.Faults;
using Grain.Simulation.Processes;

namespace Grain.Simulation;

/// <summary>How a run goes: spaces are made, some days pass in which people do things, then all comes to rest and is looked at.</summary>
internal sealed class Life(Run run)
{
    private const int TriesMax = 7;

    /// <summary>What a process has sent to storage comes there within this time, or never.</summary>
    private static readonly TimeSpan ArrivesWithin = TimeSpan.FromMinutes(1);

    private static readonly int[] Sizes = [1, 1, 1, 1, 1, 2, 2, 3];

    /// <summary>From the beginning to the end.</summary>
    public async Task LiveAsync()
    {
        run.StartProcesses();
        var rest = new Rest(run);
        if (run.Dice.Chance(0.5)) await Founding.BeginAsOfOldAsync(run.AnyProcess());
        foreach (var space in run.Spaces) await new Founding(run, space).FoundAsync();
        run.Faults.IsOn = true;
        // Most runs are short: many beginnings find more than few long lives.
        var size = run.Dice.Pick(Sizes);
        for (var days = size; days > 0; days--)
        {
            await DayAsync(size);
            await run.Conductor.DelayAsync(TimeSpan.FromHours(20 + run.Dice.Below(9)));
        }

        if (size > 1) await DayAsync(size);
        await rest.ComeAsync();
    }

    /// <summary>Some minutes in which all happens at once.</summary>
    private async Task DayAsync(int size)
    {
        var clients = Enumerable.Range(0, 2 + run.Dice.Below(2 * size)).Select(_ => BeClientAsync(2 + run.Dice.Below(5 * size))).ToList();
        for (var rushes = run.Dice.Below(3); rushes > 0; rushes--) clients.Add(RushAsync());
        await Task.WhenAll([.. clients, .. new Surroundings(run, deed => DoAsync(deed)).Begin()]);
    }

    /// <summary>Several people want the like at the same moment.</summary>
    private async Task RushAsync()
    {
        await run.Conductor.DelayAsync(run.Dice.Between(0, 20_000));
        await Task.WhenAll(run.Dice.Pick(run.Spaces).Rush().Select(deed => DoAsync(deed)));
    }

    /// <summary>
    /// Some clients keep to one process, as those do that keep a connection open: it remembers what others change. Some ask once, and
    /// never again.
    /// </summary>
    private async Task BeClientAsync(int deeds)
    {
        var (home, tries) = (run.Dice.Chance(0.5) ? run.AnyProcess() : null, run.Dice.Chance(0.2) ? 1 : TriesMax);
        for (; deeds > 0; deeds--)
        {
            await run.Conductor.DelayAsync(run.Dice.Between(0, 8_000));
            var deed = run.Dice.Pick(run.Spaces).Next();
            if (run.Faults.Draw(FaultKind.SentTwice, 0.1)) _ = DoAsync(deed with { });
            await DoAsync(deed, home, tries);
        }
    }

    /// <summary>Asks until there is an answer, or gives up at some time.</summary>
    private async Task DoAsync(Deed deed, SimulatedProcess? home = null, int triesMax = TriesMax)
    {
        run.Deeds.Add(deed);
        deed.IsOpen = true;
        for (var tries = 1; tries <= triesMax; tries++)
        {
            if (await TryAsync(deed, home is { IsDead: false } ? home : run.AnyProcess())) return;
            deed.GivenUpAt = run.Conductor.Now;
            if (run.Dice.Chance(0.08)) return;
            await run.Conductor.DelayAsync(run.Dice.Between(100, 15_000));
        }
    }

    private async Task<bool> TryAsync(Deed deed, SimulatedProcess process)
    {
        var wasDone = deed.IsDone();
        run.Trace.Note($"{process.Name} is asked: {deed}");
        deed.Before?.Invoke();
        try
        {
            Task asked = deed.Ask is { } ask ? FunctionCalls.AskAsync(process, ask) : deed.Send!(process);
            await Task.WhenAny(asked, process.Death);
            if (!asked.IsCompleted) return false;
            await asked;
            if (asked is not Task<Reply> replied)
            {
                deed.WasGood = true;
                return true;
            }

            return Take(deed, await replied, wasDone);
        }
        catch (Exception fault)
        {
            if (!LogWatch.IsOfStorage(fault)) run.Findings.Add($"{deed} fails: {fault}");
            return false;
        }
    }

    private bool Take(Deed deed, Reply reply, bool wasDone)
    {
        run.Trace.Note($"answered {reply.Status}: {deed}");
        run.Findings.Must(reply.Status != 500, $"{deed} is answered {reply.Status} {reply.Body}");
        if (!reply.IsDefinite) return false;
        // A try before this one may come through yet, whatever made it come to nothing by now.
        var mayArrive = run.Conductor.Now - deed.GivenUpAt < ArrivesWithin;
        (deed.WasGood, deed.WasRefused, deed.IsOpen) = (deed.WasGood || reply.IsGood, !reply.IsGood && !mayArrive, false);
        if (!deed.Reads && !deed.IsLater && deed.IsExact)
        {
            run.Findings.Must(reply.IsGood || !wasDone, $"{deed} was done, and is then answered {reply.Status} {reply.Body}");
            run.Findings.Must(!reply.IsGood || deed.IsDone(), $"{deed} is answered {reply.Status}, and is not there");
        }

        if (reply.IsGood) deed.Look?.Invoke(reply);
        else deed.Doubt?.Invoke(reply);
        return true;
    }
}
