namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>
/// Where the rows of a space's activity lie. In storage format 1 all lie in one partition, named after the space: its home. From format 2
/// on each caller's lie in a shard, and at home what the space itself did, and whatever was there before. The space is moved when something
/// is written, for ever.
/// </summary>
/// <param name="Space">The space.</param>
/// <param name="Shards">Over how many partitions callers are spread; 0 while all are at home.</param>
/// <param name="HasBefore">Whether there may be callers at home from before.</param>
internal sealed record ActivityLayout(string Space, int Shards, bool HasBefore)
{
    /// <summary>The storage format from which on activity is spread.</summary>
    public const int Since = 2;

    /// <summary>Everything at home.</summary>
    public static ActivityLayout Plain(string space) => new(space, 0, false);

    public bool IsSharded => Shards > 0;

    /// <summary>The space's own partition.</summary>
    public ActivityPlace Home => new(this, Space);

    /// <summary>All places, the home first.</summary>
    public IEnumerable<ActivityPlace> Places =>
        Enumerable.Range(0, Shards).Select(shard => new ActivityPlace(this, JournalKeys.Partition(Space, shard))).Prepend(Home);

    /// <summary>The shard of a caller; -1 for the space itself.</summary>
    public int ShardOf(string caller) => !IsSharded || caller.Length == 0 ? -1 : JournalKeys.Shard(caller, Shards);

    /// <summary>Where the rows of a caller are written.</summary>
    public ActivityPlace PlaceOf(string caller) =>
        ShardOf(caller) is >= 0 and var shard ? new(this, JournalKeys.Partition(Space, shard)) : Home;

    /// <summary>Where the lines of callers stand.</summary>
    public IEnumerable<ActivityPlace> PlacesOf(IEnumerable<string> callers) =>
        callers.Select(PlaceOf).Concat(HasBefore ? [Home] : []).Distinct();
}

/// <summary>A partition of a space's activity, in which transactions stay.</summary>
/// <param name="Layout">How the space lies.</param>
/// <param name="Partition">The partition's name.</param>
internal sealed record ActivityPlace(ActivityLayout Layout, string Partition)
{
    /// <summary>Whether it is one of several for callers.</summary>
    public bool IsShard => Partition != Layout.Space;

    /// <summary>What is told of it in a cursor: the shard's digits, nothing for the home.</summary>
    public string Mark => IsShard ? Partition[^2..] : "";

    /// <summary>Whether a caller who has no row here may have one at home, from before.</summary>
    public bool MayHaveBefore(string caller) => IsShard && Layout.HasBefore && caller.Length > 0;
}

/// <summary>What is written at home is refused, since the space, or the caller, was moved meanwhile. Look again where it lies.</summary>
internal sealed class ActivityMovedException() : Exception("The activity of the space was moved while it was written.");
