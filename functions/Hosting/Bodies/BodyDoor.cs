using System.Net;
using System.Net.Sockets;

namespace Grain.Functions.Hosting.Bodies;

/// <summary>Where the bodies of requests come in: one budget for all, and a client for each.</summary>
/// <param name="budget">The memory.</param>
/// <param name="trustedHops">
/// How many servers in front add the address they saw to <c>X-Forwarded-For</c>, the last of them at its end. What stands further left is
/// the caller's own word. With 0 all callers are one client, the host.
/// </param>
public sealed class BodyDoor(BodyBudget budget, int trustedHops)
{
    internal BodyBudget Budget => budget;

    /// <summary>Reads a request's body; its memory is held until the request ends.</summary>
    /// <exception cref="NoRoomException">There is no memory for it.</exception>
    public async Task<byte[]> ReadAsync(HttpRequest request, bool isProven, CancellationToken cancellation)
    {
        var held = budget.Open(ClientOf(request), isProven);
        request.HttpContext.Response.RegisterForDispose(held);
        return await BodyBytes.ReadAsync(request.Body, held, cancellation);
    }

    /// <summary>Who sends a request: an IPv4 address, or the network of an IPv6 address, of which one client has very many.</summary>
    internal string ClientOf(HttpRequest request)
    {
        var seen = request.Headers["X-Forwarded-For"].ToString()
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (trustedHops == 0 || seen.Length < trustedHops || !IPEndPoint.TryParse(seen[^trustedHops], out var client)) return "";
        var address = client.Address.IsIPv4MappedToIPv6 ? client.Address.MapToIPv4() : client.Address;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8))
            : address.ToString();
    }
}
