using Grain.Functions.Audit;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// Acts that are begun and not in the journal of acts yet. What they did may be in a backup; their entry comes a moment later, or is
/// settled by a timer where a process ended in between.
/// </summary>
internal static class ActsUnderWay
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    /// <summary>Waits for those that are begun now; those that are not over by then are told.</summary>
    public static async Task WaitAsync(
        StorageService storage, string space, TimeProvider time, TimeSpan waitMax, Action<string> tell, CancellationToken cancellation)
    {
        var (began, told, open) = (time.GetTimestamp(), false, new OpenActs(storage));
        for (var begun = await FindAsync(open, space, cancellation); begun.Count > 0;)
        {
            if (time.GetElapsedTime(began) >= waitMax)
            {
                tell($"{Shown.Count(begun.Count, "act")} that nobody came back to tell of yet will be missing in the audit of the backup");
                return;
            }

            if (!told) tell("an act is under way; waiting until it is written down");
            told = true;
            await Task.Delay(LookEvery, time, cancellation);
            begun.IntersectWith(await FindAsync(open, space, cancellation));
        }
    }

    private static async Task<HashSet<string>> FindAsync(OpenActs open, string space, CancellationToken cancellation) =>
        await open.ListAsync(DateTimeOffset.MaxValue, cancellation).Where(act => act.Space == space).Select(act => act.Id)
            .ToHashSetAsync(cancellationToken: cancellation);
}
