namespace Grain.Functions.Ledgers.Identities.Api;

/// <summary>
/// Whom people may take for somebody else: identities with an id, name or alias that looks like one of theirs and is another. Nobody is
/// refused for it; who decides about people is to see it.
/// </summary>
internal sealed class LookAlikes
{
    private readonly ILookup<string, string> ids;

    public LookAlikes(CommunityRegister register) => ids = register.Identities.Values.Where(identity => identity.MergedInto is null)
        .SelectMany(identity => TextsOf(identity).Select(text => (Skeleton: LookAlike.SkeletonOf(text), identity.Id)).Distinct())
        .ToLookup(each => each.Skeleton, each => each.Id, StringComparer.Ordinal);

    /// <summary>The others that an identity looks like, by id; absent if there are none.</summary>
    /// <param name="own">The identity's id, or one that no identity has.</param>
    /// <param name="texts">By what it is known.</param>
    public IReadOnlyList<string>? Of(string own, IEnumerable<string> texts)
    {
        string[] others =
        [
            .. texts.SelectMany(text => ids[LookAlike.SkeletonOf(text)]).Where(id => id != own).Distinct().Order(StringComparer.Ordinal),
        ];
        return others.Length == 0 ? null : others;
    }

    /// <summary>By what people know an identity.</summary>
    public static IEnumerable<string> TextsOf(Identity identity) => [identity.Id, identity.Name, .. identity.Aliases];
}
