namespace Grain.Functions.Cred.Graph;

/// <summary>
/// When edges were told last and withdrawn last, of the few for which that is more than their one time. All of it is kept, whichever comes
/// first, and only what is latest counts: so the state of an edge does not depend on the order in which it was told of.
/// </summary>
/// <remarks>
/// An edge is withdrawn up to a moment, with all tellings until then; or all of a type that begin or end at a node are, with all tellings
/// before it. Told later, or at the very moment in the second case, an edge is there again.
/// </remarks>
internal sealed class EdgeLives
{
    private readonly Dictionary<int, EdgeLife> lives = [];
    private readonly Dictionary<ClearedNode, long> cleared = [];

    /// <summary>Whether nothing was withdrawn by its time, and nothing told at several times.</summary>
    public bool AreNone => lives.Count == 0 && cleared.Count == 0;

    /// <summary>The moments before which all edges of a type at a node are withdrawn.</summary>
    public IReadOnlyDictionary<ClearedNode, long> Cleared => cleared;

    /// <summary>What is known of an edge beside its first time, if anything is.</summary>
    public EdgeLife? Of(int edge) => lives.TryGetValue(edge, out var life) ? life : null;

    /// <summary>Puts what was stored of an edge back.</summary>
    public void Set(int edge, EdgeLife life) => lives[edge] = life;

    /// <summary>Notes that an edge was told once more.</summary>
    /// <param name="edge">The edge.</param>
    /// <param name="firstMs">Its time until now.</param>
    /// <param name="atMs">As of when it is told, milliseconds since 1970-01-01 UTC.</param>
    public void Tell(int edge, long firstMs, long atMs)
    {
        var life = Known(edge, firstMs);
        if (lives.ContainsKey(edge) || (life.LastMs != atMs && firstMs != EdgeTable.Never))
            lives[edge] = life with { LastMs = Math.Max(life.LastMs, atMs) };
    }

    /// <summary>Withdraws an edge with all that was told of it until a moment, or will be told as of then.</summary>
    /// <param name="edge">The edge.</param>
    /// <param name="firstMs">Its time.</param>
    /// <param name="untilMs">The moment, milliseconds since 1970-01-01 UTC.</param>
    public void Withdraw(int edge, long firstMs, long untilMs)
    {
        var life = Known(edge, firstMs);
        lives[edge] = life with { UntilMs = Math.Max(life.UntilMs ?? untilMs, untilMs) };
    }

    /// <summary>Withdraws all edges of a type at a node with what was told of them before a moment, or will be told as of then.</summary>
    public void Clear(ClearedNode node, long beforeMs) =>
        cleared[node] = Math.Max(cleared.GetValueOrDefault(node, long.MinValue), beforeMs);

    /// <summary>Whether an edge is withdrawn by its times.</summary>
    public bool HasEnded(int edge, int type, int source, int target, long firstMs)
    {
        var life = Known(edge, firstMs);
        if (life.UntilMs is { } until && until >= life.LastMs) return true;
        if (cleared.Count == 0) return false;
        return life.LastMs < cleared.GetValueOrDefault(new(type, source, false), long.MinValue)
            || life.LastMs < cleared.GetValueOrDefault(new(type, target, true), long.MinValue);
    }

    private EdgeLife Known(int edge, long firstMs) =>
        lives.TryGetValue(edge, out var life) ? life : new EdgeLife(firstMs == EdgeTable.Never ? long.MinValue : firstMs, null);
}

/// <summary>What is known of an edge beside its first time.</summary>
/// <param name="LastMs">When it was told last, milliseconds since 1970-01-01 UTC; the least number if it never was.</param>
/// <param name="UntilMs">Until when all that is told of it is withdrawn; <see langword="null"/> if nothing is.</param>
internal readonly record struct EdgeLife(long LastMs, long? UntilMs);

/// <summary>All edges of a type at one node.</summary>
/// <param name="Type">The type, as a number of the words.</param>
/// <param name="Node">The node.</param>
/// <param name="IsTarget">Whether the edges lead to it; else they lead from it.</param>
internal readonly record struct ClearedNode(int Type, int Node, bool IsTarget);
