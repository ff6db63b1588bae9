namespace Grain.Functions.Journals;

/// <summary>
/// Lets the calls of one process write an account one after the other. They would be told apart by ETags anyway, but only by
/// failing: a transaction over thirty accounts is lost when one of them has moved. Other processes are met by ETags alone.
/// </summary>
internal sealed class AccountGates
{
    private readonly Dictionary<string, Gate> gates = new(StringComparer.Ordinal);

    /// <summary>Waits until all the accounts are free, and keeps them until the result is disposed.</summary>
    /// <param name="accounts">In ordinal order, each once: who takes several takes them in the same order, so nobody waits in a
    /// circle.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public async Task<IDisposable> EnterAsync(IReadOnlyList<string> accounts, CancellationToken cancellation)
    {
        var held = new Held(gates);
        try
        {
            foreach (var account in accounts) await held.PassAsync(account, cancellation);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private sealed class Gate
    {
        public SemaphoreSlim Free { get; } = new(1);
        public int Visitors { get; set; }
    }

    private sealed class Held(Dictionary<string, Gate> gates) : IDisposable
    {
        private readonly List<(string Account, Gate Gate)> visited = [];
        private int passed;

        public async Task PassAsync(string account, CancellationToken cancellation)
        {
            Gate? gate;
            lock (gates)
            {
                if (!gates.TryGetValue(account, out gate)) gates.Add(account, gate = new Gate());
                gate.Visitors++;
                visited.Add((account, gate));
            }

            await gate.Free.WaitAsync(cancellation);
            passed++;
        }

        public void Dispose()
        {
            foreach (var (_, gate) in visited[..passed]) gate.Free.Release();
            lock (gates)
                foreach (var (account, gate) in visited)
                    if (--gate.Visitors == 0) gates.Remove(account);
            passed = 0;
            visited.Clear();
        }
    }
}
