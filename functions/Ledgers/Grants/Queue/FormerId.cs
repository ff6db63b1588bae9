namespace Grain.Functions.Ledgers.Grants.Queue;

/// <summary>
/// An id that an earlier version would have given a grant. What was counted under it is counted: it is looked up before the id of today is
/// reserved.
/// </summary>
/// <param name="Id">The id.</param>
/// <param name="Contributor">To whom such a grant went, if that is sure; who has no grant of <paramref name="Source"/> has none of that
/// id.</param>
/// <param name="Source">The source of such a grant.</param>
/// <param name="Host">
/// Where the thing is, if things of other places may have had the same id: it was this one only if what the grant tells is there.
/// </param>
/// <param name="Before">Since when no grant gets such an id; what was recorded later is another thing's.</param>
public sealed record FormerId(string Id, string? Contributor, string Source, string? Host = null, DateTimeOffset? Before = null);
