namespace Grain.Functions.Spaces;

/// <summary>
/// Spaces that people may take for each other: with a name, or what people call them, that looks like another's. Nobody is refused for it.
/// Who asks hears of spaces that they may see alone.
/// </summary>
internal static class SpaceLookAlikes
{
    private const int SpacesMax = 10_000;

    /// <summary>A page of spaces, each with those that it looks like.</summary>
    /// <param name="spaces">The spaces of the app.</param>
    /// <param name="page">The page.</param>
    /// <param name="visible">The spaces that the caller may see; all if absent.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<IReadOnlyList<SpaceSummary>> FlagAsync(
        SpaceDirectory spaces, IReadOnlyList<SpaceSummary> page, IReadOnlyList<string>? visible, CancellationToken cancellation)
    {
        if (page.Count == 0 || visible?.Count < 2) return page;
        var (all, _) = await spaces.Listing.PageAsync("", SpacesMax, [SpaceState.Active, SpaceState.Archived], visible, cancellation);
        var names = all.SelectMany(space => SkeletonsOf(space).Select(skeleton => (Skeleton: skeleton, space.Name)))
            .ToLookup(each => each.Skeleton, each => each.Name, StringComparer.Ordinal);
        return [.. page.Select(space => SkeletonsOf(space).SelectMany(skeleton => names[skeleton]).Where(name => name != space.Name)
            .Distinct().Order(StringComparer.Ordinal).ToArray() is { Length: > 0 } others ? space with { LooksLike = others } : space)];
    }

    private static IEnumerable<string> SkeletonsOf(SpaceSummary space) =>
        new[] { space.Name, space.DisplayName }.Select(LookAlike.SkeletonOf).Distinct();
}
