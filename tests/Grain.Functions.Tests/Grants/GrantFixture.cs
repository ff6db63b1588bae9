using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Journals;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Functions.Webhooks.Arrivals;
using Xunit;

namespace Grain.Functions.Tests.Grants;

/// <summary>A space of its own in memory, if no other account is given, and the questions that tests ask of its grants.</summary>
internal sealed class GrantFixture
{
    public static readonly DateTimeOffset At = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The storage account that only this fixture has.</summary>
    public string Account { get; init; } = MemoryAccount.New();

    public JournalSpace Space { get; init; } = new(Azurite.NewName("space-"), 4);

    public static Grant Grant(string id, string contributor, decimal points, string? corrects = null) => new()
    {
        GrantId = id,
        Contributor = contributor,
        Key = "test",
        Category = points < 0 ? "minus" : "plus",
        Source = contributor[..1],
        Amount = new Points((long)(points * 1_000_000)),
        GrantedAt = At,
        Corrects = corrects,
    };

    public async Task<GrantLedger> OpenAsync(FaultInjector? faults = null, bool withRetries = true) =>
        new(await Azurite.NewServiceAsync(faults, withRetries, Account), TimeProvider.System);

    public async Task<FormerIds> OpenFormerAsync()
    {
        var storage = await Azurite.NewServiceAsync(account: Account);
        var ledger = new GrantLedger(storage, TimeProvider.System);
        return new FormerIds(ledger, new GrantGuard(storage, ledger, TimeProvider.System));
    }

    /// <summary>The outcomes in a word each: <c>appended</c>, <c>already</c>, <c>conflict</c>, <c>refused</c>.</summary>
    public static string Words(IEnumerable<GrantOutcome> outcomes) => string.Join(' ', outcomes.Select(outcome => outcome switch
    {
        GrantOutcome.Appended => "appended",
        GrantOutcome.AlreadyAppended => "already",
        GrantOutcome.ConflictsWithEarlier => "conflict",
        _ => "refused",
    }));

    /// <summary>Everything that was counted, proven on the way: totals, chains, used keys, reservations.</summary>
    public async Task<IReadOnlyList<Grant>> ReadAllAsync()
    {
        var ledger = await OpenAsync();
        var proof = await ledger.ProveAsync(Space, default);
        Assert.Null(proof.Fault);
        var grants = new List<Grant>();
        await foreach (var head in ledger.ReadHeadsAsync(Space, default))
        {
            var own = new List<JournalEntry<Grant>>();
            await foreach (var entry in ledger.ReadEntriesAsync(Space, head.Account, 0, default)) own.Add(entry);
            Assert.Equal(Enumerable.Range(1, own.Count).Select(seq => (long)seq), own.Select(entry => entry.Seq));
            Assert.Equal(Sum(own), head.Totals.Total);
            foreach (var group in own.GroupBy(entry => entry.Value.Category)) Assert.Equal(Sum(group), head.Totals.Categories[group.Key]);
            foreach (var group in own.GroupBy(entry => entry.Value.Source)) Assert.Equal(Sum(group), head.Totals.Sources[group.Key]);
            grants.AddRange(own.Select(entry => entry.Value));
        }

        Assert.Equal(grants.Count, grants.Select(grant => grant.GrantId).Distinct().Count());
        return grants;
    }

    private static Points Sum(IEnumerable<JournalEntry<Grant>> entries) =>
        entries.Aggregate(Points.Zero, (sum, entry) => sum + entry.Value.Amount);
}
