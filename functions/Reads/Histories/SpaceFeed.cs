using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Reads.Leaderboards;

namespace Grain.Functions.Reads.Histories;

/// <summary>
/// Tells what was granted lately in a space, newest first. The board knows where the last grants stand; a page reads these and no others.
/// Whoever is not shown as themselves is not in it: what happened when leads to whoever did it in public.
/// </summary>
internal sealed class SpaceFeed(Boards boards, GrantLedger grants, RegisterStore registers)
{
    /// <summary>A page.</summary>
    /// <param name="space">The space.</param>
    /// <param name="faces">How people are shown to who asks.</param>
    /// <param name="after">Where the page before ended; the newest if absent.</param>
    /// <param name="size">How many grants at most.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<FeedAnswer> ReadAsync(Space space, Faces faces, FeedCursor? after, int size, CancellationToken cancellation)
    {
        var board = await boards.ReadAsync(space, null, cancellation);
        var register = await registers.ReadAsync(space.Journal, cancellation);
        var left = board.Latest.Places.Reverse()
            .Where(place => (after is null || place.IsBefore(after.At, after.Seq, after.AccountName)) && faces.AreOpen(place.Account))
            .Take(size + 1).ToArray();
        var page = left.Take(size).ToArray();
        var entries = await Task.WhenAll(page.Select(place =>
            grants.ReadPageAsync(space.Journal, place.Account, place.Seq - 1, 1, cancellation)));
        return new FeedAnswer(
            space.Name, board.AsOf,
            [.. entries.SelectMany(read => read).Select(entry => EventOf(entry, faces, register, board.Find(entry.Account)?.Name))],
            left.Length > size ? new FeedCursor(page[^1].At, page[^1].Seq, page[^1].AccountName).ToString() : null);
    }

    private static FeedEvent EventOf(JournalEntry<Grant> entry, Faces faces, CommunityRegister register, string? name)
    {
        var shown = JournalEvents.Of(entry with { Value = entry.Value.For(faces) });
        var (grant, person) = (entry.Value, register.Resolve(entry.Account));
        return new FeedEvent(
            shown.Kind, shown.What, person, Addresses.NameOr(register.Find(person)?.Name ?? name, person), entry.Account, shown.Id,
            grant.Key, grant.Category, grant.Source, grant.Amount, grant.GrantedAt, entry.RecordedAt)
        {
            Link = shown.Link,
        };
    }
}
