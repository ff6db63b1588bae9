using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Grain.Functions.Tests.Hosting;

/// <summary>The published executable as a child process, with its lines kept.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly Task lines;

    private AppProcess(Process process)
    {
        this.process = process;
        this.lines = Task.WhenAll(KeepAsync(process.StandardOutput, Output), KeepAsync(process.StandardError, Errors));
    }

    public ConcurrentQueue<string> Output { get; } = new();

    public ConcurrentQueue<string> Errors { get; } = new();

    public bool HasExited => this.process.HasExited;

    public static AppProcess Start(string executable, string workingDirectory, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(executable)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new AppProcess(Process.Start(start)!);
    }

    /// <summary>Ends it as a crash would: SIGKILL.</summary>
    public void Kill() => this.process.Kill();

    /// <summary>Asks it to stop: SIGTERM.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", this.process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Its exit code, once it has ended and all its lines are here.</summary>
    public async Task<int> ExitedAsync()
    {
        await this.process.WaitForExitAsync();
        await this.lines;
        return this.process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!this.process.HasExited) this.process.Kill();
        await ExitedAsync();
        this.process.Dispose();
    }

    private static async Task KeepAsync(StreamReader reader, ConcurrentQueue<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line) lines.Enqueue(line);
    }
}
