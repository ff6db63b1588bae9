namespace Grain.Functions.Reads.Leaderboards;

/// <summary>Where a grant stands, and when what it is for was done.</summary>
/// <param name="Account">In whose journal.</param>
/// <param name="Seq">Its number there.</param>
/// <param name="At">When it was done, as it says; no later than when it was written down.</param>
internal readonly record struct GrantPlace(string Account, long Seq, DateTimeOffset At)
{
    private const int NameLength = 16;

    /// <summary>What stands for the account where places are told: letters and digits.</summary>
    public string AccountName => JournalHash.Of(Account)[..NameLength];

    /// <summary>Whether a place comes before another: by time, then by number, then by account.</summary>
    public bool IsBefore(DateTimeOffset at, long seq, string accountName) =>
        At != at ? At < at : Seq != seq ? Seq < seq : string.CompareOrdinal(AccountName, accountName) < 0;

    /// <summary>The same; the account's name is worked out only where it decides.</summary>
    public bool IsBefore(GrantPlace other) =>
        At != other.At ? At < other.At : Seq != other.Seq ? Seq < other.Seq : IsBefore(other.At, other.Seq, other.AccountName);
}

/// <summary>
/// Places of the grants that were made last, so many at most: what is told of lately. A journal has only what one person was granted, and
/// nothing else knows the order of a space.
/// </summary>
internal sealed class LatestGrants
{
    /// <summary>How many are kept.</summary>
    public const int KeptMax = 500;

    /// <summary>Oldest first.</summary>
    private readonly List<GrantPlace> places = [];

    /// <summary>All of them, oldest first.</summary>
    public IReadOnlyList<GrantPlace> Places => places;

    /// <summary>Adds one, and drops the oldest if there are too many.</summary>
    public void Add(GrantPlace place)
    {
        if (places.Count == KeptMax && place.At < places[0].At) return;
        var at = places.Count;
        while (at > 0 && place.IsBefore(places[at - 1])) at--;
        places.Insert(at, place);
        if (places.Count > KeptMax) places.RemoveAt(0);
    }
}
