namespace Grain.Functions.Ledgers.Identities;

/// <summary>Money outside of Grain that people are paid in.</summary>
/// <param name="ChainId">The number of an Ethereum-like chain (EIP-155), or <c>BTC</c> or <c>FIL</c>.</param>
/// <param name="TokenAddress">The token's contract on that chain, all zeros for the chain's own coin; absent for BTC and FIL.</param>
public sealed record Currency(string ChainId, string? TokenAddress = null)
{
    private const int AddressLengthMax = 120;
    private const int DecimalsMax = 36;
    private static readonly string[] Protocols = ["BTC", "FIL"];

    /// <summary>The contract address that stands for the chain's own coin.</summary>
    public const string NativeToken = "0x0000000000000000000000000000000000000000";

    /// <summary>How many decimal places the token has, 0 to 36: payments have no more. As many as grain has, if absent.</summary>
    public int? Decimals { get; init; }

    /// <summary>One text for one currency: <c>1/0x6b17…</c>, <c>BTC</c>.</summary>
    public string Key => TokenAddress is null ? ChainId : $"{ChainId}/{TokenAddress.ToLowerInvariant()}";

    /// <summary>Whether chain and token fit together.</summary>
    public bool IsValid => Decimals is null or (>= 0 and <= DecimalsMax)
        && (TokenAddress is null ? Protocols.Contains(ChainId) : IsChainNumber(ChainId) && EthereumAddress.Fault(TokenAddress) is null);

    /// <summary>Why nobody can be paid at an address, or <see langword="null"/>.</summary>
    public string? FaultOf(string address) => TokenAddress is null
        ? address.Length is > 0 and <= AddressLengthMax && address.All(char.IsAsciiLetterOrDigit) ? null
            : $"it must have 1 to {AddressLengthMax} letters and digits"
        : EthereumAddress.Fault(address)
            ?? (address == NativeToken ? "it is the zero address, from which nothing comes back"
                : address.Equals(TokenAddress, StringComparison.OrdinalIgnoreCase)
                    ? "it is the contract of the token itself, from which nothing comes back"
                : null);

    private static bool IsChainNumber(string text) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number.ToString(CultureInfo.InvariantCulture) == text;
}
