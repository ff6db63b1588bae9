using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Grain.Simulation.Reports;

/// <summary>Shares seeds among processes: a run has the only thread of its process.</summary>
internal static class SeveralProcesses
{
    /// <summary>Runs them.</summary>
    public static async Task<Tally> RunAsync(SeedRange range, int processes)
    {
        var (tally, running) = (new Tally(), new List<Task<string>>());
        for (var (next, left) = (range.First, processes); left > 0; left--)
        {
            var count = (range.First + range.Count - next) / left;
            if (count > 0) running.Add(StartAsync(range with { First = next, Count = count }));
            next += count;
        }

        foreach (var told in running)
        {
            using var document = JsonDocument.Parse(await told);
            tally.Add(document.RootElement);
        }

        return tally;
    }

    private static async Task<string> StartAsync(SeedRange range)
    {
        string[] arguments =
        [
            "--json", "--first", Text(range.First), "--seeds", Text(range.Count), "--minutes", Text(range.TimeMax.TotalMinutes),
            .. range.UntilWrong ? (string[])["--until-wrong"] : [],
        ];
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments) { RedirectStandardOutput = true })!;
        var told = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return told;
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
