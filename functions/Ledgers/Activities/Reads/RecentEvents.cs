using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Reads;

/// <summary>
/// Reads the log backwards: grants, tasks, webhooks, epochs, unlocks and what was sent, in the order in which Grain heard of them, the
/// latest first.
/// A cursor is a place in the log, and the log only grows, so pages neither overlap nor skip.
/// </summary>
internal sealed class RecentEvents(ActivityLedger ledger)
{
    /// <summary>Pages of the log that one answer may look through; with the account and the lists of the hidden that is 12 reads.</summary>
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
    public async Task<(IReadOnlyList<EventAnswer> Events, string? Next)> ReadAsync(
        ActivityView view, (long Page, int Line)? before, int limit, CancellationToken cancellation)
    {
        var events = new List<EventAnswer>();
        // To everybody else they are hidden as it is.
        var optedOut = view.Caller.Length > 0 || view.Faces != Faces.Plain ? [] : await OptedOutAsync(view, cancellation);
        var newest = view.Caller.Length == 0 ? view.Account
            : (await ledger.Store.ReadAccountAsync(view.Space.Name, ActivityAccount.OfSpace, cancellation)).Account;
        var (number, line) = before ?? (newest.Pages, int.MaxValue);
        for (var read = 0; number > 0 && read < PagesMax; read++, number--, line = int.MaxValue)
        {
            var page = await ledger.Store.ReadPageAsync(view.Space.Name, number, cancellation);
            for (var at = Math.Min(line, page.Lines.Count) - 1; at >= 0; at--)
            {
                var record = ActivityRecord.Parse(page.Lines[at]);
                if (!view.Shows(record.Fact.Caller, optedOut)) continue;
                events.Add(Of(record));
                if (events.Count == limit) return (events, Cursor(number, at));
            }
        }

        return (events, number > 0 ? Cursor(number, int.MaxValue) : null);
    }

    /// <summary>Who has opted out under one id has so under all.</summary>
    private async Task<HashSet<string>> OptedOutAsync(ActivityView view, CancellationToken cancellation) =>
        [.. (await ledger.Store.ReadHiddenAsync(view.Space.Name, cancellation))
            .Where(each => each.Value == Privacy.OptedOut).Select(each => view.Register.Resolve(each.Key))];

    /// <summary>Reads a cursor.</summary>
    public static bool TryReadCursor(string text, out (long Page, int Line) place)
    {
        place = default;
        var dash = text.IndexOf('-', StringComparison.Ordinal);
        if (dash < 0
            || !long.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var page)
            || !int.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            || page is < 1 or > 999_999_999_999) return false;
        place = (page, line);
        return true;
    }

    private static string? Cursor(long page, int line) =>
        page == 1 && line == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"{page}-{line}");

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
