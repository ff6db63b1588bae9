using System.Diagnostics;
using System.Globalization;
using Grain.Functions.Tests.Hosting;
using Grain.Local.Host;

namespace Grain.Functions.Benchmarks.Hosts;

/// <summary>An app as a process of its own under the stand-in.</summary>
internal sealed class RunningApp : IAsyncDisposable
{
    private readonly FunctionsHost host;

    private RunningApp(FunctionsHost host) => (this.host, Http) = (host, TestHost.ClientOf(host.Address));

    /// <summary>Reaches it.</summary>
    public HttpClient Http { get; }

    /// <summary>Memory of the worker's process that is not only reserved.</summary>
    public double ResidentMiB
    {
        get
        {
            var line =
                File.ReadLines($"/proc/{host.WorkerProcessId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
        }
    }

    /// <summary>What the worker's process has had of the processors.</summary>
    public double CpuMs
    {
        get
        {
            using var worker = Process.GetProcessById(host.WorkerProcessId);
            return worker.TotalProcessorTime.TotalMilliseconds;
        }
    }

    /// <summary>Starts it; it answers then.</summary>
    public static async Task<RunningApp> StartAsync(string folder, string storage,
        IReadOnlyDictionary<string, string>? settings = null) =>
        new(await FunctionsHost.StartAsync(new FunctionsHostOptions(folder)
        {
            Settings = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
            {
                ["AzureWebJobsStorage"] = storage,
                ["Grain__LogLevel"] = "Warning",
                ["Grain__OwnerKey"] = TestHost.OwnerKey,
            },
            Log = _ => { },
        }));

    /// <summary>Reads an address to the answer's end; gives how many milliseconds it took.</summary>
    public async Task<double> GetAsync(string address)
    {
        var start = Stopwatch.GetTimestamp();
        using var answer = await Http.GetAsync(new Uri(address, UriKind.Relative));
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await host.DisposeAsync();
    }
}
