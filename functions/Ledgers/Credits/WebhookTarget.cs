using System.Net;
using System.Net.Sockets;

namespace Grain.Functions.Ledgers.Credits;

/// <summary>
/// Where events may be posted: to public addresses by https, unless the setting <c>Grain__PrivateWebhooks</c> opens this machine and its
/// networks.
/// What a name stands for is looked at when a connection is made, by the very address that it is made to: a name may stand for another one
/// by then.
/// </summary>
/// <param name="allowsPrivate">Whether the setting is on.</param>
/// <param name="resolve">Finds the addresses of a name; DNS if absent.</param>
internal sealed class WebhookTarget(bool allowsPrivate, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve = resolve ?? Dns.GetHostAddressesAsync;

    /// <summary>What is wrong with an address as it is written, if anything.</summary>
    public static string? Fault(string url, bool allowsPrivate)
    {
        if (allowsPrivate || !Uri.TryCreate(url, UriKind.Absolute, out var address)) return null;
        if (address.Scheme != Uri.UriSchemeHttps) return "must be an https address";
        var isPrivate = address.IsLoopback || (IPAddress.TryParse(address.DnsSafeHost, out var ip) && !PublicAddress.IsPublic(ip));
        return isPrivate ? "must not lead to this machine or a private network" : null;
    }

    /// <summary>
    /// Carries requests to such addresses and to no others. Redirects are not followed, and no proxy is asked, which would look names up
    /// itself.
    /// </summary>
    public SocketsHttpHandler Handler() => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectCallback = ConnectAsync,
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        if (!allowsPrivate && context.InitialRequestMessage.RequestUri?.Scheme != Uri.UriSchemeHttps) throw Refused("is not https");
        var addresses = await resolve(context.DnsEndPoint.Host, cancellation);
        var open = addresses.Where(address => allowsPrivate || PublicAddress.IsPublic(address)).ToArray();
        if (open.Length == 0) throw Refused("leads to this machine or a private network");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static HttpRequestException Refused(string why) =>
        new($"the webhook's address {why}; the setting Grain__PrivateWebhooks would allow it");
}
