using System.Buffers.Text;

namespace Grain.Functions.Ledgers.Identities.Sealing;

/// <summary>
/// A text that whoever has the keys of its people can open: <c>s_</c>, the people (without <c>p_</c>, with a dot between them), <c>_</c>,
/// and base64url of a <see cref="SealedBox"/>. Sealed again it is the same text, so that what is delivered twice is the same
/// grant: the nonce is an HMAC of what is sealed. Without the key of any one of its people it is nothing. Pure.
/// </summary>
internal static class SealedText
{
    /// <summary>What it begins with.</summary>
    public const string Prefix = "s_";

    /// <summary>Whether a text has the form.</summary>
    public static bool Is(string text) => PeopleOf(text) is not null;

    /// <summary>Whose keys open a text, without opening it; <see langword="null"/> if it is none.</summary>
    public static IReadOnlyList<string>? PeopleOf(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal)) return null;
        var end = text.IndexOf('_', Prefix.Length);
        if (end < 0) return null;
        var people = text[Prefix.Length..end].Split('.').Select(person => Opaque.Person + person).ToArray();
        return people.All(Opaque.IsPerson) ? people : null;
    }

    /// <summary>Seals a text.</summary>
    /// <param name="space">The space: a text that is put into another one does not open there.</param>
    /// <param name="people">The keys by person.</param>
    /// <param name="text">Any text.</param>
    public static string Of(string space, IReadOnlyList<KeyValuePair<string, byte[]>> people, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var (sealing, marking) = Keys(space, people.Select(person => person.Value));
        var box = SealedBox.Seal(sealing, plain, nonce: HMACSHA256.HashData(marking, plain).AsSpan(0, SealedBox.NonceBytes));
        return $"{Prefix}{string.Join('.', people.Select(person => person.Key[Opaque.Person.Length..]))}_{Base64Url.EncodeToString(box)}";
    }

    /// <summary>Opens a text; <see langword="null"/> if these are not its keys.</summary>
    public static string? Open(string space, IEnumerable<byte[]> keys, string text)
    {
        var start = text.IndexOf('_', Prefix.Length) + 1;
        var box = new byte[text.Length];
        if (!Base64Url.IsValid(text.AsSpan(start))) return null; // somebody has cut it
        return Base64Url.TryDecodeFromChars(text.AsSpan(start), box, out var length)
            && SealedBox.Open(Keys(space, keys).Sealing, box.AsSpan(0, length)) is { } plain ? Encoding.UTF8.GetString(plain) : null;
    }

    private static (byte[] Sealing, byte[] Marking) Keys(string space, IEnumerable<byte[]> keys)
    {
        var derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, [.. keys.SelectMany(key => key)], 2 * SealedBox.KeyBytes,
            info: Encoding.UTF8.GetBytes($"grain-seal/1\n{space}"));
        return (derived[..SealedBox.KeyBytes], derived[SealedBox.KeyBytes..]);
    }
}
