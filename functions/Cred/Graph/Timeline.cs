namespace Grain.Functions.Cred.Graph;

/// <summary>A value that changes at moments, each of which holds until the next.</summary>
/// <param name="initial">The value before the first change.</param>
internal sealed class Timeline<T>(T initial)
{
    private readonly List<(long FromMs, T Value)> changes = [];

    /// <summary>Adds a change; later than all before.</summary>
    public void Add(long fromMs, T value) => changes.Add((fromMs, value));

    /// <summary>The value at a moment. A change counts from its own moment on.</summary>
    public T At(long ms)
    {
        for (var i = changes.Count - 1; i >= 0; i--)
            if (changes[i].FromMs <= ms) return changes[i].Value;
        return initial;
    }
}
