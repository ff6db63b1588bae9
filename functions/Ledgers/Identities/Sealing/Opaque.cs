namespace Grain.Functions.Ledgers.Identities.Sealing;

/// <summary>
/// Texts that say nothing to whoever has no key, and how they are told from others. A person is <c>p_</c> and 26 characters (128 random
/// bits), a name that nobody has here <c>u_</c>, the id of a grant <c>g_</c>, a contribution <c>n_</c> and 26 characters of an HMAC. Pure.
/// </summary>
internal static class Opaque
{
    /// <summary>Characters that hold 128 bits.</summary>
    public const int Length = 26;

    /// <summary>What the id of a person begins with.</summary>
    public const string Person = "p_";

    /// <summary>What stands for a name that nobody has.</summary>
    public const string Nobody = "u_";

    /// <summary>What the id of a grant begins with.</summary>
    public const string Grant = "g_";

    /// <summary>What the id of a fact begins with.</summary>
    public const string Fact = "f_";

    /// <summary>What the id of a move of grain begins with.</summary>
    public const string Move = "m_";

    /// <summary>What the id of a task begins with.</summary>
    public const string Task = "t_";

    /// <summary>What the name of a replica begins with, in its key.</summary>
    public const string Replica = "r_";

    /// <summary>What the key of a bucket of the legacy score begins with.</summary>
    public const string Bucket = "b_";

    /// <summary>What the id of a proposal begins with.</summary>
    public const string Proposal = "q_";

    /// <summary>What the name of an identity begins with.</summary>
    public const string Name = "i_";

    /// <summary>What the id of a contribution begins with.</summary>
    public const string Node = "n_";

    private const string Digits = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary>Another person's id.</summary>
    public static string NewPerson() => Person + Text(RandomSecret.New(16));

    /// <summary>Whether a text has the form of a person's id.</summary>
    public static bool IsPerson(string text) => Is(Person, text);

    /// <summary>Whether a text has such a form.</summary>
    public static bool Is(string kind, ReadOnlySpan<char> text) =>
        text.Length == kind.Length + Length && text.StartsWith(kind, StringComparison.Ordinal)
            && text[kind.Length..].IndexOfAnyExcept(Allowed) < 0;

    /// <summary>The first 128 bits of bytes: five bits a character.</summary>
    public static string Text(ReadOnlySpan<byte> bytes)
    {
        Span<char> text = stackalloc char[Length];
        for (var i = 0; i < Length; i++)
        {
            var value = 0;
            for (var bit = i * 5; bit < (i * 5) + 5; bit++)
                value = (value << 1) | (bit < 128 ? (bytes[bit >> 3] >> (7 - (bit & 7))) & 1 : 0);
            text[i] = Digits[value];
        }

        return new string(text);
    }

    private static readonly System.Buffers.SearchValues<char> Allowed = System.Buffers.SearchValues.Create(Digits);
}
