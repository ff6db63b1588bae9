namespace Grain.Functions.Ledgers.Journals;

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
        var held = new Held(this, accounts.Count);
        try
        {
            foreach (var account in accounts)
            {
                var gate = Come(account);
                try
                {
                    await gate.Free.WaitAsync(cancellation);
                }
                catch
                {
                    Go(account, gate);
                    throw;
                }

                held.Add(account, gate);
            }

            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    private Gate Come(string account)
    {
        lock (gates)
        {
            if (!gates.TryGetValue(account, out var gate)) gates.Add(account, gate = new Gate());
            gate.Visitors++;
            return gate;
        }
    }

    private void Go(string account, Gate gate)
    {
        lock (gates)
            if (--gate.Visitors == 0) gates.Remove(account);
    }

    private sealed class Gate
    {
        public SemaphoreSlim Free { get; } = new(1);
        public int Visitors { get; set; }
    }

    private sealed class Held(AccountGates owner, int capacity) : IDisposable
    {
        private readonly List<(string Account, Gate Gate)> passed = new(capacity);

        public void Add(string account, Gate gate) => passed.Add((account, gate));

        public void Dispose()
        {
            foreach (var (account, gate) in passed)
            {
                gate.Free.Release();
                owner.Go(account, gate);
            }

            passed.Clear();
        }
    }
}
