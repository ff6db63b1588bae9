using System.Buffers.Binary;

namespace Grain.Functions.Journals;

/// <summary>
/// Tells whether two sets are equal without holding either: the sum, modulo 2¹²⁸, of the halved SHA-256 of all elements of
/// one set less those of the other. It finds changes made by hand; it is no defence against somebody who computes collisions.
/// </summary>
internal sealed class UnorderedHash
{
    private UInt128 sum;

    /// <summary>Whether as much was removed as was added.</summary>
    public bool IsEmpty => sum == 0;

    public void Add(string element) => sum = unchecked(sum + Of(element));

    public void Remove(string element) => sum = unchecked(sum - Of(element));

    private static UInt128 Of(string element)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(element), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
