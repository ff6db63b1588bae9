using Grain.Functions.Webhooks.Deliveries;
using Grain.Functions.Webhooks.Hooks;
using Grain.Functions.Webhooks.Settings;

namespace Grain.Functions.Webhooks.Reconciling;

/// <summary>Looks into the log for what came.</summary>
internal sealed class DeliveryKnowledge(DeliveryLog log, DeliveryPages pages, TimeProvider time)
{
    /// <summary>Deliveries that are looked through for one page; where there are more, the forge's word counts.</summary>
    private const int RowsMax = 20_000;

    /// <summary>The forge's clock may differ from ours by so much.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromHours(1);

    /// <summary>The log is written behind the answers, by several processes.</summary>
    private static readonly TimeSpan Written = TimeSpan.FromMinutes(2);

    /// <summary>What came around the time of a page, and since something was asked for.</summary>
    public async Task<KnownDeliveries> ReadAsync(
        Space space, HookState state, IReadOnlyList<HookAttempt> page, CancellationToken cancellation)
    {
        await log.FlushAsync(space.Name, cancellation);
        var now = time.GetUtcNow();
        var keptFrom = new DateTimeOffset(now.UtcDateTime.Date.AddDays(1 - space.Config.Webhooks.Log.Days), TimeSpan.Zero);
        var here = new HashSet<string>(StringComparer.Ordinal);
        // A space that is sealed keeps no ids that could say something; forges give none such.
        if (space.IsSealed) here.UnionWith(page.Select(each => each.Delivery).Where(delivery => !Guid.TryParse(delivery, out _)));
        var asked = state.Lost.Values.Where(each => each.End is null).Min(each => each.AskedAt);
        if (asked is { } since) await AddAsync(since - Written, now);
        if (page.Min(each => each.At) is not { } oldest) return new KnownDeliveries(here, null, now);
        var (from, until) = (Max(oldest - Skew, keptFrom), Max(page.Max(each => each.At)!.Value + Skew, keptFrom));
        var isWhole = await AddAsync(from, until > now ? now : until);
        return new KnownDeliveries(here, isWhole ? from : null, now - Written);

        async Task<bool> AddAsync(DateTimeOffset begin, DateTimeOffset end)
        {
            if (begin > end) return true;
            var found = await pages.ReadHereAsync(space.Name, state.Sender, begin, end, RowsMax, cancellation);
            here.UnionWith(found ?? []);
            return found is not null;
        }
    }

    private static DateTimeOffset Max(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
