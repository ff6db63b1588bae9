using System.Diagnostics;
using System.Globalization;
using Grain.Simulation.Reports;

namespace Grain.Simulation.Mutations;

/// <summary>Switches bugs on, one at a time, and runs seeds until each is found.</summary>
internal static class MutationCheck
{
    private const int SoundRuns = 5;

    /// <summary>Builds a copy with the bugs in it, and runs it.</summary>
    /// <param name="names">Only bugs whose name has this in it.</param>
    /// <param name="range">The seeds for each.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The exit code: 0 if all were found.</returns>
    public static async Task<int> RunAsync(string? names, SeedRange range, CancellationToken cancellation)
    {
        Console.Error.WriteLine("building a copy with the bugs in it …");
        using var copy = await MutatedCopy.MakeAsync(Mutation.All);
        string[] arguments =
        [
            "--in-copy", "--first", range.First.ToString(CultureInfo.InvariantCulture), "--seeds",
            range.Count.ToString(CultureInfo.InvariantCulture), .. names is null ? (string[])[] : ["--bug", names],
        ];
        using var process = Process.Start(new ProcessStartInfo(copy.Executable, arguments))!;
        await using var _ = cancellation.Register(() => process.Kill());
        await process.WaitForExitAsync(CancellationToken.None);
        return process.ExitCode;
    }

    /// <summary>In the copy: runs seeds with each bug until it is found, and prints a table.</summary>
    /// <returns>Whether all were found, and nothing where none is switched on.</returns>
    public static async Task<bool> FindAllAsync(string? names, SeedRange range, CancellationToken cancellation)
    {
        var chosen = Mutation.All.Where(mutation => names is null || mutation.Name.Contains(names, StringComparison.Ordinal)).ToArray();
        var sound = await FindAsync("", range with { Count = SoundRuns }, cancellation);
        if (sound is not null) Console.WriteLine($"None is switched on, and yet something is found: {sound}");
        Console.WriteLine("| bug | runs | steps | found as |\n|---|---|---|---|");
        var found = 0;
        foreach (var mutation in chosen)
        {
            var row = await FindAsync(mutation.Name, range, cancellation);
            if (row is not null) found++;
            Console.WriteLine($"| {mutation.Name} | {row ?? "| | **not found**"} |");
        }

        Console.WriteLine($"{found} of {chosen.Length} found");
        return sound is null && found == chosen.Length;
    }

    private static async Task<string?> FindAsync(string name, SeedRange range, CancellationToken cancellation)
    {
        AppContext.SetData(Mutation.Named, name);
        var tally = await (range with { TimeMax = TimeSpan.MaxValue, UntilWrong = true }).RunAsync(cancellation);
        return tally.Wrong is not [var wrong, ..] ? null
            : string.Create(CultureInfo.InvariantCulture, $"{tally.Runs} | {tally.Steps:N0} | {Short(wrong.Finding!)}");
    }

    private static string Short(string finding)
    {
        const int LengthMax = 140;
        var line = finding.Split('\n')[0].Replace("|", "/", StringComparison.Ordinal);
        return line.Length <= LengthMax ? line : $"{line[..LengthMax]}…";
    }
}
