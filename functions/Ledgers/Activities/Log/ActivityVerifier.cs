using Grain.Functions.Ledgers.Verification;

namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>
/// Proves a space's activity: walks the whole log and finds totals, days and unlocks equal to what is stored (A2, A4), no fact twice (A1),
/// and for each fact that was sent its used key, and for each used key its fact (A1).
/// </summary>
internal sealed class ActivityVerifier(ActivityLedger ledger)
{
    /// <summary>Reads only.</summary>
    public async Task<LedgerCheckResult> CheckAsync(Space space, CancellationToken cancellation)
    {
        var whole = (await ledger.Store.ReadAccountAsync(space.Name, ActivityAccount.OfSpace, cancellation)).Account;
        var books = new Dictionary<string, Book>(StringComparer.Ordinal) { [ActivityAccount.OfSpace] = new() };
        var (seen, sent) = (new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, string>(StringComparer.Ordinal));
        for (var number = 1L; number <= whole.Pages; number++)
        {
            var page = await ledger.Store.ReadPageAsync(space.Name, number, cancellation);
            if (page.Version is null) return Faulty($"page {number} of the log is gone");
            foreach (var line in page.Lines)
            {
                var record = ActivityRecord.Parse(line);
                var isSent = ActivityKinds.Sent.Contains(record.Fact.Kind);
                if (!seen.Add($"{record.Fact.Kind}\n{(isSent ? "" : record.Fact.Caller)}\n{record.Fact.Id}"))
                    return Faulty($"A1: the {record.Fact.Kind} {record.Fact.Id} stands twice in the log");
                if (isSent) sent.Add(ActivityKeys.UsedKey(record.Fact.Kind, record.Fact.Id), JournalHash.Of(record.Content));
                Fold(books, record);
            }
        }

        await foreach (var (key, contentHash) in ledger.Store.ReadUsedKeysAsync(space.Name, cancellation))
        {
            if (!sent.Remove(key, out var hash)) return Faulty($"A1: the used key {key} stands for no fact of the log");
            if (hash != contentHash) return Faulty($"A1: the used key {key} stands for other content than the log");
        }

        if (sent.Count > 0) return Faulty($"A1: the log has a fact without its used key {sent.Keys.First()}");

        foreach (var (caller, book) in books)
            if (await FaultOfAsync(space.Name, caller, book, cancellation) is { } fault) return Faulty(fault);
        return new LedgerCheckResult($"{Shown.Count(books.Count - 1, "caller")}, {Shown.Count(seen.Count, "line")}", null);

        LedgerCheckResult Faulty(string fault) => new($"{seen.Count} lines", fault);
    }

    private static void Fold(Dictionary<string, Book> books, ActivityRecord record)
    {
        var fact = record.Fact;
        if (!books.TryGetValue(fact.Caller, out var own)) books.Add(fact.Caller, own = new Book());
        if (fact.Kind == ActivityKinds.Unlock) own.Unlocks.Add(fact.Id);
        if (fact.Kind is ActivityKinds.Unlock or ActivityKinds.Epoch) return;
        var isLate = record.Day is null && ActivityKinds.IsActivity(fact.Kind);
        var isNewCaller = fact.Kind == ActivityKinds.Request && own.Totals.Requests == 0;
        foreach (var book in new[] { own, books[ActivityAccount.OfSpace] })
        {
            book.Totals = book.Totals.Add(fact, isLate, isNewCaller, record.Day);
            if (record.RolledUpOn is { } day) book.Days[day] = book.Days.GetValueOrDefault(day).Add(fact);
        }
    }

    private async Task<string?> FaultOfAsync(string space, string caller, Book book, CancellationToken cancellation)
    {
        var account = (await ledger.Store.ReadAccountAsync(space, caller, cancellation)).Account;
        var who = caller.Length == 0 ? "the space" : caller;
        if (!ActivityTotals.AreEqual(book.Totals, account.Totals)) return $"A2: the totals of {who} are not the sums of the log";
        var active = book.Days.Where(day => day.Value.IsActive).Select(day => day.Key).Order();
        if (!active.SequenceEqual(account.Days.Days)) return $"A2: the active days of {who} are not those of the log";
        if (!book.Unlocks.Order(StringComparer.Ordinal).SequenceEqual(account.Unlocks.Keys))
            return $"A2: the achievements of {who} are not those of the log";
        foreach (var quarter in book.Days.GroupBy(day => ActivityKeys.QuarterOf(day.Key)))
        {
            var stored = await ledger.Store.ReadQuarterAsync(space, caller, quarter.Key, cancellation);
            if (!Kept(quarter, stored.IsCounted).SequenceEqual(stored.Days.OrderBy(day => day.Key)))
                return $"A4: the days of {who} in {ActivityKeys.Quarter(caller, quarter.Key)} are not the sums of the log";
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
