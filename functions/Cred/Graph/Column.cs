namespace Grain.Functions.Cred.Graph;

/// <summary>A growing array whose content can be used without copying it once more.</summary>
internal sealed class Column<T>
{
    private T[] items = new T[16];

    /// <summary>How many items there are.</summary>
    public int Count { get; private set; }

    /// <summary>An item.</summary>
    public ref T this[int index] => ref items[index];

    /// <summary>The first so many items.</summary>
    public ReadOnlyMemory<T> First(int count) => items.AsMemory(0, count);

    /// <summary>Adds an item.</summary>
    public void Add(T item)
    {
        if (Count == items.Length) Array.Resize(ref items, 2 * Count);
        items[Count++] = item;
    }
}
