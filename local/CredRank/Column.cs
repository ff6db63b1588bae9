namespace Grain.Local.CredRank;

/// <summary>A growing array whose content can be used without copying it once more.</summary>
internal sealed class Column<T>
{
    private T[] items = new T[16];

    /// <summary>How many items there are.</summary>
    public int Count { get; private set; }

    /// <summary>An item.</summary>
    public ref T this[int index] => ref items[index];

    /// <summary>All items.</summary>
    public ReadOnlyMemory<T> Items => items.AsMemory(0, Count);

    /// <summary>Adds an item.</summary>
    public void Add(T item)
    {
        if (Count == items.Length) Array.Resize(ref items, 2 * Count);
        items[Count++] = item;
    }

    /// <summary>Keeps only the first so many items.</summary>
    public void Truncate(int count) => Count = count;
}
