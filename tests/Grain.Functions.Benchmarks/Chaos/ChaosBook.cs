using System.Collections.Concurrent;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>A grant that somebody was told is taken.</summary>
internal sealed record TakenGrant(string Contributor, Points Amount);

/// <summary>A task credit that somebody was told is taken.</summary>
internal sealed record TakenTask(string Node, string Kind, int Amount);

/// <summary>Grain that somebody was told is moved.</summary>
internal sealed record TakenMove(string? From, string To, decimal Amount, string State);

/// <summary>What clients of one community were told.</summary>
internal sealed class ChaosBook(string space)
{
    /// <summary>The community.</summary>
    public string Space => space;

    /// <summary>Grants by their ids: by webhooks, and by the API.</summary>
    public ConcurrentDictionary<string, TakenGrant> Grants { get; } = [];

    /// <summary>Of whom how many grants are counted for sure, since an answer said so.</summary>
    public ConcurrentDictionary<string, int> Counted { get; } = [];

    /// <summary>Task credits by kind and task.</summary>
    public ConcurrentDictionary<string, TakenTask> Tasks { get; } = [];

    /// <summary>Mints by their ids.</summary>
    public ConcurrentDictionary<string, TakenMove> Mints { get; } = [];

    /// <summary>Transfers by their ids.</summary>
    public ConcurrentDictionary<string, TakenMove> Transfers { get; } = [];

    /// <summary>Facts of activity by their ids.</summary>
    public ConcurrentDictionary<string, bool> Facts { get; } = [];

    /// <summary>How much was taken in all.</summary>
    public int Taken => Grants.Count + Tasks.Count + Mints.Count + Transfers.Count + Facts.Count;

    /// <summary>An answer says that a grant is counted.</summary>
    public void Count(string id, string contributor, Points amount)
    {
        if (Grants.TryAdd(id, new TakenGrant(contributor, amount))) Counted.AddOrUpdate(contributor, 1, (_, before) => before + 1);
    }
}

/// <summary>What clients saw.</summary>
internal sealed class ChaosTally
{
    private const int FindingsMax = 200;

    private long sent;
    private long unknown;

    /// <summary>What must not be.</summary>
    public ConcurrentQueue<string> Findings { get; } = [];

    /// <summary>How many definite answers there were, by kind.</summary>
    public ConcurrentDictionary<string, int> Done { get; } = [];

    /// <summary>Requests that had no definite answer, by what they had instead.</summary>
    public ConcurrentDictionary<string, int> Unknown { get; } = [];

    /// <summary>Requests in all.</summary>
    public long Sent => Interlocked.Read(ref sent);

    /// <summary>Those of them that had no definite answer.</summary>
    public long UnknownCount => Interlocked.Read(ref unknown);

    /// <summary>A request was answered, or was not.</summary>
    public void Count(ChaosAnswer answer)
    {
        Interlocked.Increment(ref sent);
        if (answer.IsDefinite) return;
        Interlocked.Increment(ref unknown);
        Unknown.AddOrUpdate(answer.Says, 1, (_, times) => times + 1);
    }

    /// <summary>Something is wrong.</summary>
    public void Find(string what)
    {
        if (Findings.Count < FindingsMax) Findings.Enqueue(what);
    }
}
