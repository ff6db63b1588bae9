using Grain.Simulation.Deeds;
using Grain.Simulation.Faults;
using Grain.Simulation.Processes;

namespace Grain.Simulation;

/// <summary>How a run goes: spaces are made, some days pass in which people do things, then all comes to rest and is looked at.</summary>
internal sealed class Life(Run run)
{
    private const int TriesMax = 7;

    private static readonly int[] Sizes = [1, 1, 1, 1, 1, 2, 2, 3];

    /// <summary>From the beginning to the end.</summary>
    public async Task LiveAsync()
    {
        run.StartProcesses();
        var rest = new Rest(run);
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
        foreach (var timer in FunctionTable.Timers)
            if (run.Dice.Chance(0.5)) run.Conductor.After(run.Dice.Between(0, 200_000), () => _ = FireAsync(timer));
        run.Conductor.After(run.Dice.Between(0, 60_000), () => _ = FireAsync("EpochsSchedule"));
        for (var kills = run.Dice.Below(4); kills > 0; kills--)
            run.Conductor.After(run.Dice.Between(0, 90_000), () =>
            {
                if (run.Faults.Draw(FaultKind.ProcessDied, 1)) run.Kill(run.AnyProcess());
            });
        for (var outages = run.Dice.Below(4); outages > 0; outages--)
            run.Conductor.After(run.Dice.Between(0, 120_000), BeOut);
        for (var changes = run.Dice.Below(3); changes > 0; changes--)
            clients.Add(ConfigureAsync());
        await Task.WhenAll(clients);
    }

    /// <summary>Longer than a request is tried.</summary>
    private void BeOut()
    {
        if (!run.Faults.Draw(FaultKind.Outage, 1)) return;
        var isWhole = run.Faults.Resources.Count == 0 || run.Dice.Chance(0.4);
        var outage = new Outage(isWhole ? null : run.Dice.Pick(run.Faults.Resources), OfWrites: run.Dice.Chance(0.4));
        run.Trace.Note($"{outage.Resource ?? "storage"} is out");
        run.Faults.Out = outage;
        run.Conductor.After(run.Dice.Between(3_000, isWhole ? 40_000 : 120_000), () =>
        {
            if (run.Faults.Out == outage) run.Faults.Out = null;
        });
    }

    private async Task ConfigureAsync()
    {
        await run.Conductor.DelayAsync(run.Dice.Between(0, 60_000));
        run.Faults.Draw(FaultKind.Configured, 1);
        var space = run.Dice.Pick(run.Spaces);
        if (space.People.AreLoose) space = run.Spaces[0];
        var deed = run.Dice.Below(6) switch
        {
            0 => space.Others.Fund(1000 + (run.Dice.Below(5) * 300)),
            1 => space.Others.Identity(space.People.Any(), run.Dice.Chance(0.6)),
            2 or 3 => space.Others.Cancel(),
            _ => space.Others.Configure(),
        };
        // Who takes cover away would have to know that it is not needed any more.
        if (deed.Content.Contains("funded", StringComparison.Ordinal) && run.Dice.Chance(0.5)) return;
        await DoAsync(deed);
    }

    private async Task FireAsync(string timer)
    {
        if (run.Faults.Draw(FaultKind.TimerTwice, 0.15)) _ = FireOnceAsync(timer);
        await FireOnceAsync(timer);
    }

    private async Task FireOnceAsync(string timer)
    {
        var process = run.AnyProcess();
        run.Trace.Note($"{process.Name} fires {timer}");
        try
        {
            var fired = FunctionCalls.FireAsync(process, timer);
            await Task.WhenAny(fired, process.Death);
            if (fired.IsCompleted) await fired;
        }
        catch (Exception fault)
        {
            if (!LogWatch.IsOfStorage(fault)) run.Findings.Add($"{timer} fails: {fault}");
        }
    }

    private async Task BeClientAsync(int deeds)
    {
        for (; deeds > 0; deeds--)
        {
            await run.Conductor.DelayAsync(run.Dice.Between(0, 8_000));
            var deed = run.Dice.Pick(run.Spaces).Next();
            if (run.Faults.Draw(FaultKind.SentTwice, 0.1)) _ = DoAsync(deed with { });
            await DoAsync(deed);
        }
    }

    /// <summary>Asks until there is an answer, or gives up at some time.</summary>
    private async Task DoAsync(Deed deed)
    {
        run.Deeds.Add(deed);
        deed.IsOpen = true;
        for (var tries = 1; tries <= TriesMax; tries++)
        {
            if (await TryAsync(deed)) return;
            if (run.Dice.Chance(0.08)) return;
            await run.Conductor.DelayAsync(run.Dice.Between(100, 15_000));
        }
    }

    private async Task<bool> TryAsync(Deed deed)
    {
        var (process, wasDone) = (run.AnyProcess(), deed.IsDone());
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
        (deed.WasGood, deed.WasRefused, deed.IsOpen) = (deed.WasGood || reply.IsGood, !reply.IsGood, false);
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
