using System.Numerics;

namespace Grain.Functions.Cred.Graph;

/// <summary>
/// Numbers ids in the order in which they first appear. Ids are kept as UTF-8 in one array, and looked up without making a
/// string: a million of them cost little more than their bytes.
/// </summary>
internal sealed class IdTable
{
    private byte[] bytes = new byte[1 << 12];
    private int[] ends = new int[1 << 8];
    private int[] slots = new int[1 << 9];

    /// <summary>How many different ids there are.</summary>
    public int Count { get; private set; }

    /// <summary>The number of an id; a new number if it has not been seen before.</summary>
    public int NumberOf(ReadOnlySpan<byte> id)
    {
        if (2 * (Count + 1) > slots.Length) Rehash();
        var slot = FindSlot(id);
        if (slots[slot] == 0)
        {
            Append(id);
            slots[slot] = Count; // numbers are stored plus one, so that 0 means empty
        }

        return slots[slot] - 1;
    }

    /// <summary>The id of a number.</summary>
    public string this[int number] => Encoding.UTF8.GetString(BytesOf(number));

    /// <summary>The number of an id; -1 if it has none.</summary>
    public int Find(ReadOnlySpan<byte> id) => slots[FindSlot(id)] - 1;

    /// <summary>The bytes of a number's id.</summary>
    public ReadOnlySpan<byte> BytesOf(int number) => bytes.AsSpan((number == 0 ? 0 : ends[number - 1])..ends[number]);

    private int FindSlot(ReadOnlySpan<byte> id)
    {
        var hash = new HashCode();
        hash.AddBytes(id);
        var slot = hash.ToHashCode() & (slots.Length - 1);
        while (slots[slot] != 0 && !BytesOf(slots[slot] - 1).SequenceEqual(id)) slot = (slot + 1) & (slots.Length - 1);
        return slot;
    }

    private void Append(ReadOnlySpan<byte> id)
    {
        var begin = Count == 0 ? 0 : ends[Count - 1];
        if (Count == ends.Length) Array.Resize(ref ends, 2 * Count);
        if (begin + id.Length > bytes.Length) Array.Resize(ref bytes, (int)BitOperations.RoundUpToPowerOf2((uint)(begin + id.Length)));
        id.CopyTo(bytes.AsSpan(begin));
        ends[Count++] = begin + id.Length;
    }

    private void Rehash()
    {
        slots = new int[2 * slots.Length];
        for (var number = 0; number < Count; number++) slots[FindSlot(BytesOf(number))] = number + 1;
    }
}
