using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Grain.Functions.Tests.Hosting;

/// <summary>The published executable as a child process, with its lines kept.</summary>
internal sealed class AppProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task _lines;

    private AppProcess(Process process)
    {
        _process = process;
        _lines = Task.WhenAll(KeepAsync(process.StandardOutput, Output), KeepAsync(process.StandardError, Errors));
    }

    public ConcurrentQueue<string> Output { get; } = new();

    public ConcurrentQueue<string> Errors { get; } = new();

    public bool HasExited => _process.HasExited;

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
    public void Kill() => _process.Kill();

    /// <summary>Asks it to stop: SIGTERM.</summary>
    public async Task TerminateAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Its exit code, once it has ended and all its lines are here.</summary>
    public async Task<int> ExitedAsync()
    {
        await _process.WaitForExitAsync();
        await _lines;
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await ExitedAsync();
        _process.Dispose();
    }

    private static async Task KeepAsync(StreamReader reader, ConcurrentQueue<string> lines)
    {
        while (await reader.ReadLineAsync() is { } line) lines.Enqueue(line);
    }
}
