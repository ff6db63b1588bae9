using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Grain.Simulation.Mutations;

/// <summary>Switches bugs on, one at a time, and runs seeds until each is found.</summary>
internal static class MutationCheck
{
    /// <summary>Runs them, and prints a table.</summary>
    /// <param name="names">Only bugs whose name has this in it.</param>
    /// <param name="seeds">How many seeds at most for each.</param>
    /// <returns>Whether all were found.</returns>
    public static async Task<bool> RunAsync(string? names, int seeds)
    {
        var chosen = Mutation.All.Where(mutation => names is null || mutation.Name.Contains(names, StringComparison.Ordinal)).ToArray();
        Console.Error.WriteLine("building a copy with the bugs in it …");
        using var copy = await MutatedCopy.MakeAsync(chosen);
        Console.WriteLine("| bug | runs | steps | found as |\n|---|---|---|---|");
        var isComplete = await FindAsync(copy, "", seeds) is null;
        if (!isComplete) Console.WriteLine("| none is switched on, and yet something is found | | | |");
        var found = 0;
        foreach (var mutation in chosen)
        {
            var row = await FindAsync(copy, mutation.Name, seeds);
            if (row is not null) found++;
            Console.WriteLine($"| {mutation.Name} | {row ?? "| | **not found**"} |");
        }

        Console.WriteLine($"{found} of {chosen.Length} found");
        return isComplete && found == chosen.Length;
    }

    private static async Task<string?> FindAsync(MutatedCopy copy, string name, int seeds)
    {
        var start = new ProcessStartInfo(copy.Executable)
        {
            RedirectStandardOutput = true,
            ArgumentList = { "--json", "--until-wrong", "--seeds", name.Length == 0 ? "5" : seeds.ToString(CultureInfo.InvariantCulture) },
        };
        start.Environment[Mutation.Variable] = name;
        using var run = Process.Start(start)!;
        using var told = JsonDocument.Parse(await run.StandardOutput.ReadToEndAsync());
        await run.WaitForExitAsync();
        var all = told.RootElement;
        var (runs, steps, wrong) = (all.GetProperty("runs"), all.GetProperty("steps").GetInt64(), all.GetProperty("wrong"));
        return wrong.GetArrayLength() == 0 ? null
            : $"{runs} | {steps.ToString("N0", CultureInfo.InvariantCulture)} | {Short(wrong[0].GetProperty("finding").GetString()!)}";
    }

    private static string Short(string finding)
    {
        const int LengthMax = 140;
        var line = finding.Split('\n')[0].Replace("|", "/", StringComparison.Ordinal);
        return line.Length <= LengthMax ? line : $"{line[..LengthMax]}…";
    }
}
