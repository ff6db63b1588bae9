using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Webhooks.Reading;

/// <summary>An edit of which a payload tells what was there before, and what is there since.</summary>
internal sealed record TextEdit
{
    /// <summary>As many connections as a text may have: a grant with the longest names stays below a queue message's 48 KiB.</summary>
    private const int ConnectionsMax = 48;

    /// <summary>The kind of edit.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>What was edited.</summary>
    public required string Node { get; init; }

    /// <summary>What its text mentions.</summary>
    public required Mentions Mentions { get; init; }

    /// <summary>Whether it has another title.</summary>
    public required bool IsRetitled { get; init; }

    /// <summary>Whoever edited; <see langword="null"/> if it is nobody to recognise.</summary>
    public required Func<Person?> FindEditor { get; init; }

    /// <summary>Whoever made the thing, likewise.</summary>
    public required Func<Person?> FindMaker { get; init; }

    /// <summary>
    /// As of when the text is so, and what tells that moment from others. Later than the thing itself wherever anything tells so.
    /// </summary>
    public required Func<(string Mark, DateTimeOffset At)> FindMoment { get; init; }

    /// <summary>Whether the payload tells when this very thing was changed; else its edits cannot be told apart by a time of
    /// their own.</summary>
    public required bool IsTimed { get; init; }

    /// <summary>Whether it changes what is known.</summary>
    public bool TellsSomething => IsRetitled || Mentions.Added.Count > 0 || Mentions.Removed.Count > 0;

    /// <summary>
    /// What the edit left and took away, for whoever edited, or else made the thing: mentions that are gone are gone whoever took them out.
    /// What somebody wrote in who is nobody to recognise is not told, as ever. <see langword="null"/> if nothing is gone.
    /// </summary>
    /// <param name="facts">A sheet with the node.</param>
    /// <param name="editor">Whoever edited.</param>
    public Contribution? RevisionOf(FactSheet facts, Person? editor)
    {
        if (Mentions.Removed.Count == 0 && (IsTimed || editor is null || Mentions.Added.Count == 0)) return null;
        if ((editor ?? FindMaker()) is not { } teller) return null;
        var (mark, at) = FindMoment();
        var left = (editor is null ? Mentions.Kept : Mentions.After).Take(Math.Max(0, ConnectionsMax - Mentions.Removed.Count));
        foreach (var mention in left) facts.Link(Node, EdgeTypes.References, mention, at);
        foreach (var mention in Mentions.Removed) facts.Withdraw(Node, EdgeTypes.References, mention, at);
        return new Contribution
        {
            Kind = Kind,
            Subject = $"{mark}:{Mentions.Mark}",
            By = teller,
            At = at,
            Facts = facts,
            IsRevision = true,
        };
    }
}
