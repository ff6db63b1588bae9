using Grain.Functions.Ledgers.Verification;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>
/// Proves a space's activity: walks the whole log and finds totals, days and unlocks equal to what is stored (A2, A4), no fact twice (A1),
/// for each fact that was sent its used key, for each used key its fact (A1), and in a shard its reservation (A5).
/// </summary>
internal sealed class ActivityVerifier(ActivityLedger ledger)
{
    private readonly ActivityStore store = ledger.Store;

    /// <summary>Reads only.</summary>
    public async Task<LedgerCheckResult> CheckAsync(Space space, CancellationToken cancellation)
    {
        var layout = await store.Layouts.FindAsync(space.Name, cancellation);
        var (books, sent) = (new Dictionary<string, Book>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        var (seen, wholes) = (new HashSet<string>(StringComparer.Ordinal), new List<(ActivityPartition, Book, ActivityAccount)>());
        foreach (var place in layout.Places)
        {
            var (at, whole) = (store.At(place), new Book());
            var stored = (await at.ReadAccountAsync(ActivityAccount.OfSpace, cancellation)).Account;
            for (var number = 1L; number <= stored.Pages; number++)
            {
                var page = await at.ReadPageAsync(number, cancellation);
                if (page.Version is null) return Faulty($"page {number} of the log is gone");
                foreach (var line in page.Lines)
                {
                    var record = ActivityRecord.Parse(line);
                    var isSent = ActivityKinds.Sent.Contains(record.Fact.Kind);
                    if (!seen.Add($"{record.Fact.Kind}\n{(isSent ? "" : record.Fact.Caller)}\n{record.Fact.Id}"))
                        return Faulty($"A1: the {record.Fact.Kind} {record.Fact.Id} stands twice in the log");
                    if (isSent) sent.Add(ActivityKeys.UsedKey(record.Fact.Kind, record.Fact.Id), JournalHash.Of(record.Content));
                    Fold(books, whole, record);
                }
            }

            wholes.Add((at, whole, stored));
        }

        if (await FaultOfKeysAsync(layout, sent, cancellation) is { } wrong) return Faulty(wrong);
        foreach (var (at, book, stored) in wholes)
            if ((FaultOf(ActivityAccount.OfSpace, book, stored) ?? await FaultOfDaysAsync(ActivityAccount.OfSpace, book,
                quarter => at.ReadQuarterAsync(ActivityAccount.OfSpace, quarter, cancellation))) is { } fault) return Faulty(fault);
        foreach (var (caller, book) in books)
            if ((FaultOf(caller, book, (await store.ReadAccountAsync(space.Name, caller, cancellation)).Account)
                ?? await FaultOfDaysAsync(caller, book,
                    quarter => store.OpenQuarterAsync(layout.PlaceOf(caller), caller, quarter, cancellation))) is { } fault)
                return Faulty(fault);
        return new LedgerCheckResult($"{Shown.Count(books.Count, "caller")}, {Shown.Count(seen.Count, "line")}", null);

        LedgerCheckResult Faulty(string fault) => new($"{seen.Count} lines", fault);
    }

    /// <summary>Each fact that was sent has its used key where it is counted, and its id is reserved where callers are spread.</summary>
    private async Task<string?> FaultOfKeysAsync(ActivityLayout layout, Dictionary<string, string> sent, CancellationToken cancellation)
    {
        var ids = layout.IsSharded ? await new ActivityIds(store).ReadAsync(layout.Space, cancellation) : [];
        foreach (var place in layout.Places)
            await foreach (var (key, contentHash) in store.At(place).ReadUsedKeysAsync(cancellation))
            {
                if (!sent.Remove(key, out var hash)) return $"A1: the used key {key} stands for no fact of the log";
                if (hash != contentHash) return $"A1: the used key {key} stands for other content than the log";
                if (place.IsShard && (!ids.TryGetValue(key, out var shard) || $"{shard:x2}" != place.Mark))
                    return $"A5: the id of the used key {key} is not reserved for its shard";
            }

        return sent.Count > 0 ? $"A1: the log has a fact without its used key {sent.Keys.First()}" : null;
    }

    private static void Fold(Dictionary<string, Book> books, Book whole, ActivityRecord record)
    {
        var fact = record.Fact;
        if (fact.Caller.Length == 0)
        {
            if (fact.Kind == ActivityKinds.Unlock) whole.Unlocks.Add(fact.Id);
            return;
        }

        if (!books.TryGetValue(fact.Caller, out var own)) books.Add(fact.Caller, own = new Book());
        if (fact.Kind == ActivityKinds.Unlock) own.Unlocks.Add(fact.Id);
        if (fact.Kind is ActivityKinds.Unlock or ActivityKinds.Epoch) return;
        var isLate = record.Day is null && ActivityKinds.IsActivity(fact.Kind);
        var isNewCaller = fact.Kind == ActivityKinds.Request && own.Totals.Requests == 0;
        foreach (var book in new[] { own, whole })
        {
            book.Totals = book.Totals.Add(fact, isLate, isNewCaller, record.Day);
            if (record.RolledUpOn is { } day) book.Days[day] = book.Days.GetValueOrDefault(day).Add(fact);
        }
    }

    private static string? FaultOf(string caller, Book book, ActivityAccount account)
    {
        var who = WhoIs(caller);
        if (!ActivityTotals.AreEqual(book.Totals, account.Totals)) return $"A2: the totals of {who} are not the sums of the log";
        var active = book.Days.Where(day => day.Value.IsActive).Select(day => day.Key).Order();
        if (!active.SequenceEqual(account.Days.Days)) return $"A2: the active days of {who} are not those of the log";
        return book.Unlocks.Order(StringComparer.Ordinal).SequenceEqual(account.Unlocks.Keys) ? null
            : $"A2: the achievements of {who} are not those of the log";
    }

    private static string WhoIs(string caller) => caller.Length == 0 ? "the space" : caller;

    private static async Task<string?> FaultOfDaysAsync(string caller, Book book, Func<int, Task<StoredQuarter>> read)
    {
        foreach (var quarter in book.Days.GroupBy(day => ActivityKeys.QuarterOf(day.Key)))
        {
            var stored = await read(quarter.Key);
            if (!Kept(quarter, stored.IsCounted).SequenceEqual(stored.Days.OrderBy(day => day.Key)))
                return $"A4: the days of {WhoIs(caller)} in {ActivityKeys.Quarter(caller, quarter.Key)} are not the sums of the log";
        }

        return null;
    }

    /// <summary>What a row has of its days, in order: one of before not what achievements go by.</summary>
    private static IEnumerable<KeyValuePair<int, DayTotals>> Kept(IEnumerable<KeyValuePair<int, DayTotals>> days, bool isCounted) =>
        days.Where(day => isCounted ? day.Value != default : day.Value.IsActive).OrderBy(day => day.Key)
            .Select(day => isCounted ? day : new(day.Key, day.Value with { Counts = default }));

    private sealed class Book
    {
        public ActivityTotals Totals { get; set; } = new();
        public Dictionary<int, DayTotals> Days { get; } = [];
        public List<string> Unlocks { get; } = [];
    }
}
