using System.Numerics;
using System.Text;

namespace Grain.Functions.CredRank;

/// <summary>
/// Numbers ids in the order in which they first appear. Ids are kept as UTF-8 in one array, and looked up without making a
/// string: a million of them cost little more than their bytes.
/// </summary>
internal sealed class IdTable
{
    private byte[] _bytes = new byte[1 << 12];
    private int[] _ends = new int[1 << 8];
    private int[] _slots = new int[1 << 9];

    /// <summary>How many different ids there are.</summary>
    public int Count { get; private set; }

    /// <summary>The number of an id; a new number if it has not been seen before.</summary>
    public int NumberOf(ReadOnlySpan<byte> id)
    {
        if (2 * (Count + 1) > _slots.Length) Rehash();
        var slot = FindSlot(id);
        if (_slots[slot] == 0)
        {
            Append(id);
            _slots[slot] = Count; // numbers are stored plus one, so that 0 means empty
        }

        return _slots[slot] - 1;
    }

    /// <summary>The id of a number.</summary>
    public string this[int number] => Encoding.UTF8.GetString(BytesOf(number));

    private ReadOnlySpan<byte> BytesOf(int number) => _bytes.AsSpan((number == 0 ? 0 : _ends[number - 1]).._ends[number]);

    private int FindSlot(ReadOnlySpan<byte> id)
    {
        var hash = new HashCode();
        hash.AddBytes(id);
        var slot = hash.ToHashCode() & (_slots.Length - 1);
        while (_slots[slot] != 0 && !BytesOf(_slots[slot] - 1).SequenceEqual(id)) slot = (slot + 1) & (_slots.Length - 1);
        return slot;
    }

    private void Append(ReadOnlySpan<byte> id)
    {
        var begin = Count == 0 ? 0 : _ends[Count - 1];
        if (Count == _ends.Length) Array.Resize(ref _ends, 2 * Count);
        if (begin + id.Length > _bytes.Length) Array.Resize(ref _bytes, (int)BitOperations.RoundUpToPowerOf2((uint)(begin + id.Length)));
        id.CopyTo(_bytes.AsSpan(begin));
        _ends[Count++] = begin + id.Length;
    }

    private void Rehash()
    {
        _slots = new int[2 * _slots.Length];
        for (var number = 0; number < Count; number++) _slots[FindSlot(BytesOf(number))] = number + 1;
    }
}
