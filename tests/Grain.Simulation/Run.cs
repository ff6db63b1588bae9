using Grain.Functions.Hosting;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Simulation.Deeds;
using Grain.Simulation.Faults;
using Grain.Simulation.Model;
using Grain.Simulation.Processes;
using Grain.Simulation.Reports;
using Grain.Simulation.Running;

namespace Grain.Simulation;

/// <summary>One run: communities that go on for some days while everything around them fails, and what is found to be wrong.</summary>
internal sealed class Run
{
    private const int ProcessesMax = 3;
    private const int TraceKept = 4000;

    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    /// <summary>In so many runs graphs are ranked by jobs.</summary>
    private const double JobsShare = 0.25;

    /// <summary>After so many changes the process dies that made it, before it hears of it.</summary>
    private const double CutShare = 0.002;

    /// <summary>The second space is like the first, or one in which anything goes.</summary>
    private const double LooseShare = 0.4;

    private readonly int seed;
    private readonly Dice dice;
    private readonly Findings findings = new();
    private readonly List<SimulatedProcess> processes = [];
    private int started;

    public Run(int seed, Action<string>? tell = null)
    {
        this.seed = seed;
        dice = new Dice(seed);
        (RandomId.Source, RandomSecret.Source) = (new Dice(~seed).Bytes, new Dice(seed ^ int.MinValue).Bytes);
        string[] names = ["field", dice.Chance(LooseShare) ? "yard" : "wood"];
        Conductor = new Conductor(Start);
        Trace = new Trace(Conductor, TraceKept) { Tell = tell };
        Faults = new FaultPlan(dice);
        Storage = new SimulatedStorage(Conductor, dice, Faults, Trace,
            MemoryAccount.Apart(new SimulatedTime(Conductor, () => false)));
        Ledgers = new Ledgers(findings, names);
        Deeds = new DeedBook(findings);
        Queues = new QueueHost(Conductor, dice, Faults, Trace, Storage, AnyProcess, findings.Add);
        Jobs = new RankingJobs(dice.Chance(JobsShare), AnyProcess, findings.Add);
        Spaces = [.. names.Select(name => new DeedMaker(new People(name, dice, name == "yard"), dice, Conductor, Ledgers))];
        Storage.Changed = call =>
        {
            Ledgers.Take(call);
            Queues.Sent(call);
            if (Faults.Draw(FaultKind.ProcessDied, CutShare)) Conductor.After(TimeSpan.Zero, () => Kill(call.Process));
        };
        Conductor.AfterStep = () =>
        {
            if (findings.All.Count > 0) Conductor.Break(new InvalidDataException(findings.All[0]));
        };
    }

    public Conductor Conductor { get; }
    public Trace Trace { get; }
    public Dice Dice => dice;
    public FaultPlan Faults { get; }
    public SimulatedStorage Storage { get; }
    public Ledgers Ledgers { get; }
    public DeedBook Deeds { get; }
    public QueueHost Queues { get; }
    public RankingJobs Jobs { get; }
    public IReadOnlyList<DeedMaker> Spaces { get; }
    public Findings Findings => findings;

    /// <summary>Runs it, and tells what came of it.</summary>
    public async Task<RunReport> GoAsync()
    {
        try
        {
            await Conductor.RunAsync(new Life(this).LiveAsync);
        }
        catch (Exception fault)
        {
            if (findings.All.Count == 0) findings.Add(fault.ToString());
        }

        foreach (var process in processes) process.Die();
        var first = findings.All.Count > 0 ? findings.All[0] : null;
        return new(seed, Conductor.Steps, Storage.Carried, Faults.Count, Faults.Points, Trace.Hash, first,
            first is null ? [] : Trace.About(first));
    }

    /// <summary>A process that lives.</summary>
    public SimulatedProcess AnyProcess() => dice.Pick(processes);

    /// <summary>Starts a process.</summary>
    public void StartProcess()
    {
        var process = new SimulatedProcess($"p{++started}", Conductor, dice.Apart(), Storage, new LogWatch(findings.Add),
            Jobs.AreAsked, process => new SimulatedReceiver(Conductor, dice, Faults, Ledgers.Receiver, process));
        process.Time.Skew = dice.Between(-400, 400);
        if (Faults.Draw(FaultKind.ClockWrong, 0.1)) process.Time.Skew = dice.Between(-400_000, 400_000);
        processes.Add(process);
        Trace.Note($"{process.Name} starts, its clock is wrong by {process.Time.Skew.TotalSeconds:F1} s");
    }

    /// <summary>Starts as many as there shall be.</summary>
    public void StartProcesses()
    {
        while (processes.Count < ProcessesMax) StartProcess();
    }

    /// <summary>Lets a process die, and another begin.</summary>
    public void Kill(SimulatedProcess process)
    {
        if (process.IsDead) return;
        Trace.Note($"{process.Name} dies");
        process.Die();
        processes.Remove(process);
        StartProcess();
    }

    /// <summary>All processes end, and new ones begin.</summary>
    public void StartAnew()
    {
        foreach (var process in processes.ToArray()) Kill(process);
    }
}
