using System.Globalization;

namespace Grain.Functions.Identities;

/// <summary>Money outside of Grain that people are paid in.</summary>
/// <param name="ChainId">The number of an Ethereum-like chain (EIP-155), or <c>BTC</c> or <c>FIL</c>.</param>
/// <param name="TokenAddress">The token's contract on that chain, all zeros for the chain's own coin; absent for BTC and FIL.</param>
public sealed record Currency(string ChainId, string? TokenAddress = null)
{
    private const int AddressLengthMax = 120;
    private static readonly string[] Protocols = ["BTC", "FIL"];

    /// <summary>The contract address that stands for the chain's own coin.</summary>
    public const string NativeToken = "0x0000000000000000000000000000000000000000";

    /// <summary>One text for one currency: <c>1/0x6b17…</c>, <c>BTC</c>.</summary>
    public string Key => TokenAddress is null ? ChainId : $"{ChainId}/{TokenAddress.ToLowerInvariant()}";

    /// <summary>Whether chain and token fit together.</summary>
    public bool IsValid => TokenAddress is null ? Protocols.Contains(ChainId) : IsChainNumber(ChainId) && IsEthereumAddress(TokenAddress);

    /// <summary>Whether somebody can be paid at that address.</summary>
    public bool Takes(string address) => TokenAddress is null
        ? address.Length is > 0 and <= AddressLengthMax && address.All(char.IsAsciiLetterOrDigit)
        : IsEthereumAddress(address);

    private static bool IsChainNumber(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number.ToString(CultureInfo.InvariantCulture) == text;

    private static bool IsEthereumAddress(string text) =>
        text.Length == 42 && text.StartsWith("0x", StringComparison.Ordinal) && text[2..].All(char.IsAsciiHexDigit);
}
