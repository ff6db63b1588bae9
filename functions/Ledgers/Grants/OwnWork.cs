namespace Grain.Functions.Ledgers.Grants;

/// <summary>
/// Tells what somebody did to work of their own under another id: a review of their own pull request, a like of their own post. Payloads
/// are compared by login when they are read; who is who is known here only. Pure.
/// </summary>
internal static class OwnWork
{
    /// <summary>What nobody does to their own work for points.</summary>
    private static readonly HashSet<string> Acts = new(StringComparer.Ordinal)
    {
        EdgeTypes.Reviews, EdgeTypes.Merges, EdgeTypes.ReactsTo, EdgeTypes.Answers, EdgeTypes.Supports, EdgeTypes.Stars, EdgeTypes.Forks,
    };

    /// <summary>
    /// Whether it depends on who is who if a grant counts: only those that senders' own events make, and that tell such an act.
    /// </summary>
    public static bool MayBeOwn(Grant grant) => grant.Corrects is null
        && grant.Key.StartsWith($"{grant.Source}:", StringComparison.Ordinal)
        && grant.Facts?.Edges.Any(edge => Acts.Contains(edge.Type)) == true;

    /// <summary>Whether who did it is who it was done to.</summary>
    public static bool IsOwn(Grant grant, Func<string, string> resolve)
    {
        if (!MayBeOwn(grant)) return false;
        var edges = grant.Facts!.Edges;
        return edges.Any(edge => Acts.Contains(edge.Type) && People(edge.From).Intersect(Owners(edge)).Any());

        IEnumerable<string> Owners(ContributionEdge edge) =>
            edge.Type is EdgeTypes.Stars or EdgeTypes.Forks ? [resolve(OwnerOf(edge.To))] : People(edge.To);

        IEnumerable<string> People(string node) => node.StartsWith('@')
            ? [resolve(node[1..])]
            : edges.Where(edge => edge.Type == EdgeTypes.Authors && edge.To == node && edge.From.StartsWith('@'))
                .Select(edge => resolve(edge.From[1..]));
    }

    /// <summary>Whether it is a co-author's share in a commit.</summary>
    public static bool IsCoAuthors(Grant grant) => grant.Corrects is null && grant.Key == $"{grant.Source}:push.co_authored";

    /// <summary>
    /// The grants of a delivery without those for one's own work, and with one share in a commit for each person: who wrote it is no
    /// co-author under another id.
    /// </summary>
    public static IEnumerable<Grant> LeaveOut(IReadOnlyList<Grant> grants, Func<string, string> resolve)
    {
        var shares = new HashSet<(string Work, string Person)>();
        foreach (var grant in grants)
        {
            var isFirst = grant.Corrects is not null || WorkOf(grant) is not { } work || shares.Add((work, resolve(grant.Contributor)));
            if ((isFirst || !IsCoAuthors(grant)) && !IsOwn(grant, resolve)) yield return grant;
        }
    }

    private static string? WorkOf(Grant grant) =>
        grant.Facts?.Edges.FirstOrDefault(edge => edge.Type == EdgeTypes.Authors && edge.From == $"@{grant.Contributor}")?.To;

    /// <summary>Whose a repository is, by its node: <c>github/ada</c> of <c>github/ada/notes</c>.</summary>
    internal static string OwnerOf(string repository) =>
        repository.LastIndexOf('/') is var last and > 0 ? repository[..last] : repository;
}
