using System.Diagnostics;
using System.Globalization;

namespace Grain.Functions.Benchmarks.Load;

/// <summary>What a process has had so far.</summary>
/// <param name="Name">Which it is.</param>
/// <param name="CpuSeconds">Of the processors, in seconds.</param>
/// <param name="ResidentMiB">Of the memory, in MiB.</param>
internal sealed record ProcessLook(string Name, double CpuSeconds, double ResidentMiB)
{
    /// <summary>Looks at a process; one that is gone has nothing.</summary>
    public static ProcessLook At(string name, int process)
    {
        try
        {
            using var it = Process.GetProcessById(process);
            return new ProcessLook(name, it.TotalProcessorTime.TotalSeconds, it.WorkingSet64 / 1024.0 / 1024);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException)
        {
            return new ProcessLook(name, 0, 0);
        }
    }

    /// <summary>Says how much of one processor it had since an earlier look.</summary>
    public string Since(ProcessLook earlier, double seconds) =>
        string.Create(CultureInfo.InvariantCulture, $"{Name} {(CpuSeconds - earlier.CpuSeconds) / seconds * 100:F0} %");
}
