using Org.BouncyCastle.Crypto.Digests;

namespace Grain.Functions.Ledgers.Identities;

/// <summary>
/// Addresses of Ethereum-like chains: <c>0x</c> and 40 hexadecimal digits. Where letters are of both cases, their case is a checksum
/// (EIP-55): by it a mistyped address is found before money goes to nobody.
/// </summary>
internal static class EthereumAddress
{
    private const int Digits = 40;

    /// <summary>What is wrong with a text as an address, or <see langword="null"/>.</summary>
    public static string? Fault(string text)
    {
        if (text.Length != Digits + 2 || !text.StartsWith("0x", StringComparison.Ordinal) || !text[2..].All(char.IsAsciiHexDigit))
            return "it must be 0x and 40 hexadecimal digits";
        var hasBothCases = text[2..].Any(char.IsAsciiLetterUpper) && text[2..].Any(char.IsAsciiLetterLower);
        return hasBothCases && Checksummed(text) != text ? "its checksum fails (EIP-55): a digit or the case of a letter is wrong" : null;
    }

    /// <summary>
    /// The address with each letter in upper case where the Keccak-256 hash of the digits in lower case has a nibble of at least 8.
    /// </summary>
    private static string Checksummed(string address)
    {
        var digits = Encoding.ASCII.GetBytes(address[2..].ToLowerInvariant());
        var (keccak, hash) = (new KeccakDigest(256), new byte[32]);
        keccak.BlockUpdate(digits, 0, digits.Length);
        keccak.DoFinal(hash, 0);
        var nibbles = Convert.ToHexStringLower(hash);
        return "0x" + string.Concat(digits.Select((digit, i) => nibbles[i] >= '8' ? char.ToUpperInvariant((char)digit) : (char)digit));
    }
}
