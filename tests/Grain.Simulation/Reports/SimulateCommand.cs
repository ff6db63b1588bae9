using System.CommandLine;
using System.Diagnostics;
using Grain.Simulation.Mutations;

namespace Grain.Simulation.Reports;

/// <summary><c>./grain simulate</c>: runs seed after seed, and tells what is wrong.</summary>
internal static class SimulateCommand
{
    private const int SeedsDefault = 100;
    private const double MinutesDefault = 10;

    public static RootCommand Create()
    {
        var seeds = new Option<int>("--seeds") { Description = "How many runs.", DefaultValueFactory = _ => SeedsDefault };
        var minutes = new Option<double>("--minutes") { Description = "For how long at most.", DefaultValueFactory = _ => MinutesDefault };
        var seed = new Option<int?>("--seed") { Description = "Only this one, with all that happens in it." };
        var first = new Option<int>("--first") { Description = "The first seed.", DefaultValueFactory = _ => 1 };
        var processes = new Option<int>("--processes") { Description = "How many processes share the runs.", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "One JSON object, for programs." };
        var quiet = new Option<bool>("--quiet") { Description = "With --seed: without what happens in it." };
        var untilWrong = new Option<bool>("--until-wrong") { Description = "No further than the first run that finds something." };
        var mutations = new Option<bool>("--mutations")
        {
            Description = "Whether known bugs are found: in a copy of the sources, one at a time.",
        };
        var bug = new Option<string?>("--bug") { Description = "With --mutations: only those whose name has this in it." };
        var inCopy = new Option<bool>("--in-copy") { Description = "Switches the bugs on that are in this copy.", Hidden = true };
        var command = new RootCommand("Runs the app on storage, clock and failures that are drawn from a seed, and looks for faults.")
        {
            seeds, minutes, seed, first, processes, json, quiet, untilWrong, mutations, bug, inCopy,
        };
        command.HelpName = "./grain simulate";
        command.SetAction(async (parsed, cancellation) =>
        {
            var range = new SeedRange(parsed.GetValue(first), parsed.GetValue(seeds), TimeSpan.FromMinutes(parsed.GetValue(minutes)))
            {
                UntilWrong = parsed.GetValue(untilWrong),
            };
            if (parsed.GetValue(inCopy)) return await MutationCheck.FindAllAsync(parsed.GetValue(bug), range, cancellation) ? 0 : 1;
            if (parsed.GetValue(mutations)) return await MutationCheck.RunAsync(parsed.GetValue(bug), range, cancellation);
            var clock = Stopwatch.StartNew();
            var tally = parsed.GetValue(seed) is { } only
                ? await SeedRange.OnlyAsync(only, parsed.GetValue(quiet) || parsed.GetValue(json) ? null : Console.WriteLine)
                : parsed.GetValue(processes) is > 1 and var several ? await SeveralProcesses.RunAsync(range, several, cancellation)
                : await range.RunAsync(cancellation);
            Console.WriteLine(parsed.GetValue(json) ? tally.ToJson(clock.Elapsed) : tally.ToText(clock.Elapsed));
            return tally.Wrong.Count == 0 && !cancellation.IsCancellationRequested ? 0 : 1;
        });
        return command;
    }
}
