using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Grain.Simulation.Reports;

/// <summary>Shares seeds among processes: a run has the only thread of its process. Together they come to what one would.</summary>
internal static class SeveralProcesses
{
    /// <summary>Runs them.</summary>
    /// <param name="range">The seeds.</param>
    /// <param name="processes">Among how many.</param>
    /// <param name="cancellation">Ends all of them; what they had found by then is not told.</param>
    /// <exception cref="InvalidOperationException">One ended in the middle.</exception>
    public static async Task<Tally> RunAsync(SeedRange range, int processes, CancellationToken cancellation)
    {
        var (tally, running) = (new Tally(), new List<Task<string>>());
        for (var (next, left) = (range.First, processes); left > 0; left--)
        {
            var count = (range.First + range.Count - next) / left;
            if (count > 0) running.Add(RunOneAsync(range with { First = next, Count = count }, cancellation));
            next += count;
        }

        foreach (var told in await Task.WhenAll(running))
        {
            using var document = JsonDocument.Parse(told);
            tally.Add(document.RootElement);
        }

        return tally;
    }

    private static async Task<string> RunOneAsync(SeedRange range, CancellationToken cancellation)
    {
        string[] arguments =
        [
            "--json", "--first", Text(range.First), "--seeds", Text(range.Count), "--minutes", Text(range.TimeMax.TotalMinutes),
            .. range.UntilWrong ? (string[])["--until-wrong"] : [],
        ];
        // Beside the program's library, also where a test runs that with another host.
        var executable = Path.Combine(AppContext.BaseDirectory, typeof(SeveralProcesses).Assembly.GetName().Name!);
        using var process = Process.Start(new ProcessStartInfo(executable, arguments) { RedirectStandardOutput = true })!;
        await using var _ = cancellation.Register(() => process.Kill());
        var told = await process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await process.WaitForExitAsync(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        return told.Length > 0 ? told : throw new InvalidOperationException(
            $"The process of the seeds from {Text(range.First)} on ended with {Text(process.ExitCode)}.");
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);
}
