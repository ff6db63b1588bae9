using Grain.Functions.Journals;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Journals;

/// <summary>A tally journal of its own table, and the questions that tests ask of it.</summary>
internal sealed class JournalFixture
{
    private readonly string table = Azurite.NewName("journal");

    /// <summary>The storage account; without one that which all tests share.</summary>
    public string? Account { get; init; }

    public JournalSpace Space { get; init; } = new("home", 4);

    public static JournalAppend<TallyEntry> Append(string account, string key, long amount, string memo = "") =>
        new(account, key, new TallyEntry(amount, memo));

    public async Task<Journal<TallyHead, TallyEntry>> OpenAsync(FaultInjector? faults = null, bool withRetries = true) =>
        Open(await Azurite.NewServiceAsync(faults, withRetries, Account));

    public Journal<TallyHead, TallyEntry> Open(StorageService storage) => new(storage, TimeProvider.System, new TallyRules(table));

    /// <summary>Everything the journal holds, proven on the way: account, entries in order, sum.</summary>
    public async Task<IReadOnlyList<(string Account, IReadOnlyList<string> Keys, long Sum)>> ReadAllAsync()
    {
        var journal = await OpenAsync();
        var all = new List<(string, IReadOnlyList<string>, long)>();
        await foreach (var head in journal.ReadHeadsAsync(Space))
        {
            Assert.Null(await journal.VerifyAsync(Space, head, default));
            var entries = new List<JournalEntry<TallyEntry>>();
            await foreach (var entry in journal.ReadEntriesAsync(Space, head.Account)) entries.Add(entry);
            Assert.Equal(Enumerable.Range(1, entries.Count).Select(seq => (long)seq), entries.Select(entry => entry.Seq));
            Assert.Equal(entries.Sum(entry => entry.Value.Amount), head.Totals.Sum);
            all.Add((head.Account, [.. entries.Select(entry => entry.Key)], head.Totals.Sum));
        }

        return [.. all.OrderBy(account => account.Item1, StringComparer.Ordinal)];
    }
}
