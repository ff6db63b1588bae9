using System.Buffers;

namespace Grain.Functions.Cred.CredRank;

/// <summary>
/// The large arrays of one computation, lent by the pool of the process, so that the next computation finds them there: new ones
/// cost a process more time than what is written into them, and memory until somebody collects them.
/// </summary>
internal sealed class ScratchArrays : IDisposable
{
    private readonly List<Action> returns = [];

    /// <summary>
    /// An array until the end of the computation. It may be longer than asked for, and holds anything. Called by one thread at a time.
    /// </summary>
    public T[] Rent<T>(int length)
        where T : unmanaged
    {
        var array = ArrayPool<T>.Shared.Rent(length);
        returns.Add(() => ArrayPool<T>.Shared.Return(array));
        return array;
    }

    /// <summary>Gives all arrays back; whoever still reads one reads what others write.</summary>
    public void Dispose()
    {
        foreach (var giveBack in returns) giveBack();
        returns.Clear();
    }
}
