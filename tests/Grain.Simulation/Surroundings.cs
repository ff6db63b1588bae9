using Grain.Simulation.Deeds;
using Grain.Simulation.Faults;
using Grain.Simulation.Processes;

namespace Grain.Simulation;

/// <summary>What goes on around the people of a day: timers, deaths, outages, ranking jobs, and changes of what was decided.</summary>
internal sealed class Surroundings(Run run, Func<Deed, Task> doAsync)
{
    /// <summary>Most clients of a day are done by then: what fails earlier meets them.</summary>
    private const double BusyMilliseconds = 20_000;

    /// <summary>Has all of it begin.</summary>
    /// <returns>What somebody asks for meanwhile.</returns>
    public IReadOnlyList<Task> Begin()
    {
        var asked = new List<Task>();
        foreach (var timer in FunctionTable.Timers)
            if (run.Dice.Chance(0.5)) run.Conductor.After(run.Dice.Between(0, 200_000), () => _ = FireAsync(timer));
        run.Conductor.After(run.Dice.Between(0, 60_000), () => _ = FireAsync("EpochsSchedule"));
        for (var kills = run.Dice.Below(4); kills > 0; kills--)
            run.Conductor.After(Moment(90_000), () =>
            {
                if (run.Faults.Draw(FaultKind.ProcessDied, 1)) run.Kill(run.AnyProcess());
            });
        for (var outages = run.Dice.Below(4); outages > 0; outages--)
            run.Conductor.After(Moment(120_000), BeOut);
        for (var jobs = run.Jobs.AreAsked ? 1 + run.Dice.Below(3) : 0; jobs > 0; jobs--)
            run.Conductor.After(run.Dice.Between(0, 400_000), () => _ = RankAsync());
        for (var changes = run.Dice.Below(3); changes > 0; changes--) asked.Add(ConfigureAsync());
        if (run.Dice.Chance(0.5)) asked.Add(UpgradeAsync());
        return asked;
    }

    private TimeSpan Moment(double latest) => run.Dice.Between(0, run.Dice.Chance(0.6) ? BusyMilliseconds : latest);

    /// <summary>An owner moves the storage to the newest format; where it has that, nothing happens.</summary>
    private async Task UpgradeAsync()
    {
        await run.Conductor.DelayAsync(Moment(60_000));
        await doAsync(new Deed("format", "newest", "", new Ask("POST", "/api/formats"), () => true) { IsExact = false });
    }

    /// <summary>Longer than a request is tried. What was written last is what somebody is at work on.</summary>
    private void BeOut()
    {
        if (!run.Faults.Draw(FaultKind.Outage, 1)) return;
        var isWhole = run.Faults.Resources.Count == 0 || run.Dice.Chance(0.4);
        var part = run.Dice.Chance(0.5) && run.Faults.LastWritten is { } last ? last : run.Dice.Pick(run.Faults.Resources);
        var outage = new Outage(isWhole ? null : part, OfWrites: run.Dice.Chance(0.4));
        run.Trace.Note($"{outage.Resource ?? "storage"} is out");
        run.Faults.Out = outage;
        run.Conductor.After(run.Dice.Between(3_000, isWhole ? 40_000 : 120_000), () =>
        {
            if (run.Faults.Out == outage) run.Faults.Out = null;
        });
    }

    private async Task ConfigureAsync()
    {
        await run.Conductor.DelayAsync(Moment(60_000));
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
        await doAsync(deed);
    }

    /// <summary>What was just ranked is wanted otherwise now and then, before the epoch has taken it.</summary>
    private async Task RankAsync()
    {
        var space = run.Dice.Pick(run.Spaces);
        if (!await run.Jobs.TryAsync(space.People.Space) || space.People.AreLoose || run.Dice.Chance(0.5)) return;
        await doAsync(space.Others.Configure());
        await doAsync(space.Others.Cancel());
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
}
