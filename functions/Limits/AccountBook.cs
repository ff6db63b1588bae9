using Azure.Data.Tables;

namespace Grain.Functions.Limits;

/// <summary>
/// How many accounts spaces have, for all processes: table <c>usage</c>, row <c>accounts</c>. Each process adds those that came by it. A
/// process that dies, or whose answer is lost, makes the sum wrong by a few; so it is counted anew each day, and before a space is refused
/// more for long.
/// </summary>
internal sealed class AccountBook(Table table, AccountCount? counting, TimeProvider time)
{
    /// <summary>What a process lets come before it says so.</summary>
    internal const int UnsaidMax = 100;

    /// <summary>Spaces with a higher limit are not looked after before so many have come by one process.</summary>
    internal const int LooksFrom = 10_000;

    /// <summary>How long what was counted is believed.</summary>
    internal static readonly TimeSpan CountedFor = TimeSpan.FromDays(1);

    /// <summary>How long it is believed where it leaves no room.</summary>
    internal static readonly TimeSpan FullFor = TimeSpan.FromMinutes(10);

    private const string Row = "accounts";

    /// <summary>Whether a process has something to say, or to look for.</summary>
    public static bool IsDue(AccountRoom room) => room.IsFull || (room.Unsaid > 0
        && room.Unsaid >= Math.Clamp(room.Limit == 0 ? UnsaidMax : (room.Limit - room.Count) / 10, 1, UnsaidMax));

    /// <summary>Says what came by this process, and hears of the others.</summary>
    /// <param name="space">The space.</param>
    /// <param name="room">What this process knows.</param>
    /// <param name="asked">Whether somebody wants to know; else nothing is read where nothing depends on it.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<bool> SayAsync(string space, AccountRoom room, bool asked, CancellationToken cancellation)
    {
        if (!asked && room.Unsaid == 0 && room.Limit is 0 or > LooksFrom) return Task.FromResult(true);
        return table.Contention.UntilDoneAsync($"The accounts of {space}", async () =>
        {
            var (row, mine) = (await table.FindAsync(space, Row, cancellation), room.Unsaid);
            var (count, countedAt) = (row?.Required<long>("Count") ?? 0, row?.Required<DateTimeOffset>("CountedAt") ?? default);
            var age = time.GetUtcNow() - countedAt;
            if (counting is not null && (age >= CountedFor || (age >= FullFor && room.Limit > 0 && count + mine >= room.Limit)))
                (count, countedAt) = (await counting.CountAsync(space, cancellation), time.GetUtcNow());
            else if (row is not null && mine == 0)
            {
                room.Said(count, 0);
                return (true, true);
            }
            else count += mine;

            var written = await table.TryWriteAsync(new TableEntity(space, Row)
            {
                ["Format"] = 1,
                ["Count"] = count,
                ["CountedAt"] = countedAt,
            }, row?.ETag, cancellation);
            if (written is not null) room.Said(count, mine);
            return (written is not null, true);
        }, cancellation);
    }
}
