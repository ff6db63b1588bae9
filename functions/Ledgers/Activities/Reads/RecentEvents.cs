using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Reads;

/// <summary>
/// Reads the log backwards: grants, tasks, webhooks, epochs, unlocks and what was sent, in the order in which Grain heard of them, the
/// latest first. A cursor is a place in each log, and logs only grow, so pages neither overlap nor skip.
/// </summary>
internal sealed class RecentEvents(ActivityLedger ledger)
{
    /// <summary>
    /// Pages of a log that one answer may look through; with the account and the lists of the hidden that is 12 reads. Of a space with 16
    /// shards each of the 17 logs is opened with two reads, and 8 more pages are looked through.
    /// </summary>
    private const int PagesMax = 9;

    private const int DetailMax = 300;

    /// <summary>Requests faster than this were most likely answered by a cache, where the sender says nothing of caches.</summary>
    private const long CacheLatencyMs = 100;

    /// <summary>Some events before a place in the log.</summary>
    /// <param name="view">Whose; all of the space for the space's own account.</param>
    /// <param name="before">Where to go on; <see langword="null"/> for the newest.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The events, and where to go on; <see langword="null"/> at the end.</returns>
    public async Task<(IReadOnlyList<EventAnswer> Events, LogCursor? Next)> ReadAsync(
        ActivityView view, LogCursor? before, int limit, CancellationToken cancellation)
    {
        var events = new List<EventAnswer>();
        // To everybody else they are hidden as it is.
        var optedOut = view.Caller.Length > 0 || view.Faces != Faces.Plain ? [] : await OptedOutAsync(view, cancellation);
        var layout = await ledger.Store.Layouts.FindAsync(view.Space.Name, cancellation);
        var places = view.Caller.Length == 0 ? layout.Places : layout.PlacesOf(view.Accounts);
        var logs = new LogsBackwards(ledger.Store, PagesMax);
        await logs.OpenAsync(places, before, cancellation);
        while (events.Count < limit && await logs.NextAsync(cancellation) is { } record)
            if (view.Shows(record.Fact.Caller, optedOut)) events.Add(Of(record));
        return (events, logs.Cursor());
    }

    /// <summary>Who has opted out under one id has so under all.</summary>
    private async Task<HashSet<string>> OptedOutAsync(ActivityView view, CancellationToken cancellation) =>
        [.. (await ledger.Store.ReadHiddenAsync(view.Space.Name, cancellation))
            .Where(each => each.Value == Privacy.OptedOut).Select(each => view.Register.Resolve(each.Key))];

    internal static EventAnswer Of(ActivityRecord record)
    {
        var fact = record.Fact;
        var (type, icon) = Look(fact);
        return new EventAnswer(fact.At, type, fact.Caller.Length == 0 ? null : fact.Caller, Detail(fact), icon, fact.Id, record.RecordedAt);
    }

    private static (string Type, string Icon) Look(ActivityFact fact) => fact.Kind switch
    {
        ActivityKinds.Request when fact.IsError => ("error", "⚠️"),
        ActivityKinds.Request when fact.IsCacheHit || (fact.CacheHit is null && fact.LatencyMs < CacheLatencyMs) => ("cache-hit", "⚡"),
        ActivityKinds.Request when fact.FallbackUsed => ("fallback", "🔄"),
        ActivityKinds.Request => ("request", "📡"),
        ActivityKinds.ToolCall => (fact.Kind, "🛠️"),
        ActivityKinds.Race => (fact.Kind, "🏁"),
        ActivityKinds.Fact => (fact.Kind, "📌"),
        ActivityKinds.Subscription => (fact.Kind, "💼"),
        ActivityKinds.Grant => (fact.Kind, "🌾"),
        ActivityKinds.Webhook => (fact.Kind, "🪝"),
        ActivityKinds.Correction => (fact.Kind, "↩️"),
        ActivityKinds.Task => (fact.Kind, "🔧"),
        ActivityKinds.Epoch => (fact.Kind, "⏳"),
        ActivityKinds.Unlock => (fact.Kind, "🏆"),
        _ => (fact.Kind, "•"),
    };

    /// <summary>Models, keys and names are what their senders wrote.</summary>
    private static string Detail(ActivityFact fact) => PlainLine.Of(fact.Kind switch
    {
        ActivityKinds.Request => string.Join(" · ", new[]
        {
            fact.Model,
            string.Create(CultureInfo.InvariantCulture, $"{fact.TokensIn + fact.TokensOut} tokens"),
            fact.LatencyMs is { } latency ? string.Create(CultureInfo.InvariantCulture, $"{latency}ms") : null,
        }.OfType<string>()),
        ActivityKinds.Grant or ActivityKinds.Webhook or ActivityKinds.Correction =>
            $"{fact.Name} · {fact.Points} {(fact.Points.ToString() is "1" or "-1" ? "point" : "points")}",
        ActivityKinds.Epoch => $"epoch {fact.Name} closed",
        ActivityKinds.Unlock => $"unlocked {fact.Name}",
        _ => Addresses.Mask(fact.Name ?? fact.Kind),
    }, DetailMax);
}
