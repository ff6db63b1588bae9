using System.Diagnostics;
using System.Globalization;

namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>Processes of this machine, as Linux tells them. Only what was started here, or by what was, is ever touched.</summary>
internal static class ChaosProcesses
{
    /// <summary>The worker of a host: the program below the shell that watches over it; 0 while there is none.</summary>
    public static int WorkerOf(int host) =>
        ChildrenOf(host).SelectMany(ChildrenOf).FirstOrDefault(child => NameOf(child) is not ("sh" or "dash" or ""));

    /// <summary>Sends a signal, as <c>STOP</c>, to a process that is there.</summary>
    public static async Task SignalAsync(string signal, int process)
    {
        if (process == 0 || NameOf(process).Length == 0) return;
        using var kill = Process.Start(new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {process} 2>/dev/null") },
        })!;
        await kill.WaitForExitAsync();
    }

    private static IEnumerable<int> ChildrenOf(int process)
    {
        if (process == 0 || !Directory.Exists($"/proc/{process}/task")) return [];
        return Directory.EnumerateDirectories($"/proc/{process}/task").SelectMany(thread => Read(Path.Combine(thread, "children"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(child => int.Parse(child, CultureInfo.InvariantCulture));
    }

    private static string NameOf(int process) => Read($"/proc/{process}/comm").Trim();

    /// <summary>A process may end while it is looked at.</summary>
    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
