namespace Grain.Functions.Storage;

/// <summary>What goes together into one message of a queue.</summary>
internal static class MessageParts
{
    /// <summary>A queue message holds 64 KiB; base64 leaves 48 KiB of text. The rest is room for what stands around the parts.</summary>
    public const int BytesMax = 46 * 1024;

    /// <summary>The bytes that a text takes in a list of them.</summary>
    public static int SizeOf(string text) => Encoding.UTF8.GetByteCount(text) + 1;

    /// <summary>As few messages as will hold the items, in their order.</summary>
    /// <param name="items">What is sent.</param>
    /// <param name="sizeOf">The bytes of one; throws if it fits no message.</param>
    public static IEnumerable<IReadOnlyList<T>> Pack<T>(IEnumerable<T> items, Func<T, int> sizeOf)
    {
        var (part, bytes) = (new List<T>(), 0);
        foreach (var item in items)
        {
            var size = sizeOf(item);
            if (part.Count > 0 && bytes + size > BytesMax)
            {
                yield return part;
                (part, bytes) = ([], 0);
            }

            part.Add(item);
            bytes += size;
        }

        if (part.Count > 0) yield return part;
    }
}
