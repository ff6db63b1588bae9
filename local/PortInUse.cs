using System.Net.Sockets;
using Grain.Local.Api;

namespace Grain.Local;

/// <summary>Whether a port can be served on, and whether somebody serves already, found out before anything else is started.</summary>
internal static class PortInUse
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Says who has a port.</summary>
    /// <exception cref="InvalidOperationException">Somebody has it.</exception>
    public static async Task RefuseAsync(int port, CancellationToken cancellation)
    {
        if (port == 0) return;
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
        }
        catch (SocketException fault) when (fault.SocketErrorCode is SocketError.AddressAlreadyInUse)
        {
            var who = await IsGrainAsync(new Uri($"http://127.0.0.1:{port}/"), cancellation)
                ? "another Grain serves there: use that one, or stop it" : "another program has it";
            throw new InvalidOperationException($"Port {port} is taken ({who}). Take another with --port N; --port 0 takes a free one.");
        }
        catch (SocketException fault)
        {
            throw new InvalidOperationException($"Port {port} cannot be used ({fault.Message}). Take another with --port N.", fault);
        }
    }

    /// <summary>The address of another Grain of this clone, if the file in which it told it is right: it answers there.</summary>
    public static async Task<Uri?> OtherAsync(string file, CancellationToken cancellation) =>
        AppAddress.ServedAt(file) is { } told && await IsGrainAsync(told, cancellation) ? told : null;

    private static async Task<bool> IsGrainAsync(Uri address, CancellationToken cancellation)
    {
        using var http = new HttpClient { Timeout = Patience, MaxResponseContentBufferSize = 1 << 16 };
        try
        {
            return (await http.GetStringAsync(new Uri(address, "api/health/live"), cancellation))
                .Contains("\"live\"", StringComparison.Ordinal);
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException && !cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
