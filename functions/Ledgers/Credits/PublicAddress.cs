using System.Net;
using System.Net.Sockets;

namespace Grain.Functions.Ledgers.Credits;

/// <summary>
/// Which addresses are everybody's. A space's webhook is an address that somebody else has chosen: without a bound it could make the app
/// ask the metadata service of its cloud, or a neighbour behind the same firewall.
/// </summary>
internal static class PublicAddress
{
    /// <summary>Azure's own services for the machine: the addresses are public by their numbers only.</summary>
    private static readonly IPAddress AzureWireServer = IPAddress.Parse("168.63.129.16");

    /// <summary>"IANA IPv4 Special-Purpose Address Registry", multicast, and what is reserved for later.</summary>
    private static readonly IPNetwork[] SpecialOfIPv4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Whether an address is one of the public internet.</summary>
    public static bool IsPublic(IPAddress address) => address.AddressFamily switch
    {
        AddressFamily.InterNetwork => !address.Equals(AzureWireServer) && !SpecialOfIPv4.Any(network => network.Contains(address)),
        AddressFamily.InterNetworkV6 => IsGlobal(address.GetAddressBytes()),
        _ => false,
    };

    /// <summary>
    /// 2000::/3 is all that is assigned to the world: loopback, private, link-local, multicast, IPv4-mapped and NAT64 addresses lie
    /// outside. Within it lie protocols and Teredo (2001::/23), documents (2001:db8::/32, 3fff::/20) and 6to4 (2002::/16).
    /// </summary>
    private static bool IsGlobal(ReadOnlySpan<byte> address) =>
        address is [>= 0x20 and < 0x40, ..]
        and not ([0x20, 0x01, < 2, ..] or [0x20, 0x01, 0x0D, 0xB8, ..] or [0x20, 0x02, ..] or [0x3F, 0xFF, < 0x10, ..]);
}
