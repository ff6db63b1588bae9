using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Reads.Histories;

/// <summary>Something that somebody was granted points for, or that was taken back.</summary>
/// <param name="Kind">One of <see cref="PersonEventKinds.Grant"/> and <see cref="PersonEventKinds.Correction"/>.</param>
/// <param name="What">What it was, in words.</param>
/// <param name="Contributor">Who did it, by the id that is paid.</param>
/// <param name="Name">How they are called; the id if unknown.</param>
/// <param name="Account">To which of their ids.</param>
/// <param name="Id">The grant's id.</param>
/// <param name="Key">Its key: <c>github:pull_request.merged</c>.</param>
/// <param name="Category">Its category.</param>
/// <param name="Source">Its source.</param>
/// <param name="Points">The points; negative where they were taken back.</param>
/// <param name="HappenedAt">When it was done.</param>
/// <param name="At">When Grain wrote it down.</param>
internal sealed record FeedEvent(
    string Kind, string What, string Contributor, string Name, string Account, string Id, string Key, string Category, string Source,
    Points Points, DateTimeOffset HappenedAt, DateTimeOffset At)
{
    /// <summary>Where to look at it.</summary>
    public string? Link { get; init; }
}

/// <summary>A page of what was granted lately, newest first.</summary>
/// <param name="Space">The space.</param>
/// <param name="AsOf">Every grant counted before this moment is in it.</param>
/// <param name="Events">The grants.</param>
/// <param name="Next">Ask with <c>after</c> = this for older ones; absent at the end.</param>
internal sealed record FeedAnswer(string Space, DateTimeOffset AsOf, IReadOnlyList<FeedEvent> Events, string? Next);

/// <summary>Where a page of it ended. A text that only Grain reads.</summary>
/// <param name="At">When the last grant of the page was made.</param>
/// <param name="Seq">Its number in its journal.</param>
/// <param name="AccountName">What stands for the account.</param>
internal sealed record FeedCursor(DateTimeOffset At, long Seq, string AccountName)
{
    private const char Between = '-';

    /// <summary>The cursor as text.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}{Between}{Seq}{Between}{AccountName}");

    /// <summary>Reads what <see cref="ToString"/> gave; <see langword="null"/> if it is something else.</summary>
    public static FeedCursor? Read(string text) => text.Split(Between) is [var at, var seq, { Length: 16 } account]
        && NumberOf(at) is { } ticks && ticks <= DateTimeOffset.MaxValue.Ticks && NumberOf(seq) is { } number
        ? new FeedCursor(new DateTimeOffset(ticks, TimeSpan.Zero), number, account) : null;

    private static long? NumberOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
