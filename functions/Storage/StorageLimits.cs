namespace Grain.Functions.Storage;

/// <summary>
/// What the service accepts at most ("Scalability and performance targets", "Understanding the Table service data model").
/// </summary>
internal static class StorageLimits
{
    /// <summary>Operations in one entity group transaction.</summary>
    public const int TransactionOperations = 100;

    /// <summary>Messages that one receive or peek may ask for.</summary>
    public const int MessagesPerReceive = 32;

    public const int TransactionBytes = 4 * 1024 * 1024;
    public const int EntityBytes = 1024 * 1024;
    public const int EntityProperties = 252;
    public const int BinaryPropertyBytes = 64 * 1024;
    public const int StringPropertyChars = 32 * 1024;
    public const int KeyChars = 512;
    public const int MessageBytes = 64 * 1024;

    /// <summary>
    /// What is wrong with a text, if anything. UTF-8 can not carry half a surrogate pair, which would silently arrive as U+FFFD: so it is
    /// refused.
    /// </summary>
    public static string? FaultOf(string text)
    {
        for (var at = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF'); at >= 0 && at < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, at, out var rune))
                return $"character {at} (U+{(int)text[at]:X4}) is half of a surrogate pair, which is no Unicode text";
            at += rune.Utf16SequenceLength;
        }

        return null;
    }
}
