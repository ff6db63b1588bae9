using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Reads.Explanations.Sums;

namespace Grain.Functions.Reads.Explanations;

/// <summary>What people call a contribution, and where to look at it.</summary>
internal sealed record Called(string? Title, string? Url);

/// <summary>Tells where a person's points come from, and what their grants call the contributions of theirs.</summary>
internal sealed class GrantsTelling(GrantLedger ledger)
{
    /// <summary>Grants that are read, the newest of each journal; what is older is told as a sum. Some seconds of reading.</summary>
    internal const int GrantsMax = 50_000;

    internal const int TitleMax = 200;
    private const int UrlMax = 500;
    private const string TakenBack = "taken-back";

    /// <summary>Reads a person's grants once, from the start or as far back as is told.</summary>
    /// <param name="space">The space.</param>
    /// <param name="heads">The heads of all their journals: what is counted later is not told.</param>
    /// <param name="top">How many grants of each kind to tell.</param>
    /// <param name="titles">Contributions whose titles are wanted: their values are filled in.</param>
    /// <param name="faces">How people are shown to who asks.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<ToldSum<Points>> ReadAsync(JournalSpace space, IReadOnlyList<JournalHead<GrantTotals>> heads, int top,
        IDictionary<string, Called?> titles, Faces faces, CancellationToken cancellation)
    {
        var (tally, left, missing) = (new Tally<Points>(Measures.Points, top), (long)GrantsMax, 0L);
        foreach (var head in heads)
        {
            var from = Math.Max(0, head.Seq - left);
            (missing, left) = (missing + from, left - (head.Seq - from));
            if (from == head.Seq) continue;
            await foreach (var entry in ledger.ReadEntriesAsync(space, head.Account, from, cancellation))
            {
                if (entry.Seq > head.Seq) break;
                Take(entry.Value.For(faces), tally, titles);
            }
        }

        return new Telling<Points>(Measures.Points, Words).Of(tally, Points.Sum(heads.Select(head => head.Totals.Total)), missing);
    }

    private static string Words(string kind, int count) =>
        kind == TakenBack ? KindWords.Counted("grant* taken back or put right", count) : KindWords.OfGrants(kind, count);

    private static void Take(Grant grant, Tally<Points> tally, IDictionary<string, Called?> titles)
    {
        var shown = ShownOf(grant);
        tally.Add(grant.Corrects is null ? grant.Key : TakenBack,
            new Entry<Points>(grant.ShownId, shown.Title, shown.Url, grant.GrantedAt, grant.Amount));
        foreach (var node in grant.Facts?.Nodes ?? [])
            if (titles.TryGetValue(node.Id, out var known) && known?.Title is null) titles[node.Id] = Of(grant.Facts!, node);
        if (grant.Facts is null && Cred.Graph.TakenBack.NodeOf(grant.GrantId) is var own && titles.ContainsKey(own)) titles[own] = shown;
    }

    /// <summary>The first node that a grant tells is what it is about.</summary>
    internal static Called ShownOf(Grant grant) => grant.Facts?.Nodes is [var first, ..] ? Of(grant.Facts, first)
        : new Called(grant.Note is { } note ? Line(note) : null, null);

    /// <summary>A review or comment is called by what it is about, which its grant tells along.</summary>
    private static Called Of(ContributionFacts facts, ContributionNode node)
    {
        var about = facts.Edges.FirstOrDefault(edge => edge.From == node.Id && edge.Type is EdgeTypes.Reviews or EdgeTypes.CommentsOn)?.To;
        var subject = about is null ? null : facts.Nodes.FirstOrDefault(other => other.Id == about)?.Title;
        var title = (node.Title, subject) switch
        {
            (null, null) => null,
            (null, _) => subject,
            (_, null) => node.Title,
            _ => SealedWords.Are(node.Title) || SealedWords.Are(subject)
                ? $"{Line(node.Title)}: {Line(subject)}" : Line($"{node.Title}: {subject}"),
        };
        return new Called(node.Title is not null && subject is not null ? title : title is null ? null : Line(title),
            PlainLine.Link(node.Url, UrlMax));
    }

    private static string? Line(string text) => SealedWords.Are(text) ? PlainLine.Of(text, TitleMax) :
        PlainLine.Of(Addresses.Mask(text.Length <= TitleMax * 4 ? text : text[..(TitleMax * 4)]), TitleMax) is { Length: > 0 } line ? line
            : null;
}
