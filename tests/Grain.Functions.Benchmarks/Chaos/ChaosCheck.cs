using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;

namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>
/// Holds the ledgers of a community against what its clients were told: all that was taken is there once, nothing else is, and every sum is
/// what it adds up to.
/// </summary>
internal sealed class ChaosCheck(StorageService storage, ChaosBook book, ChaosTally tally)
{
    private const int UnitsOfGrain = 100;

    /// <summary>Looks at all of them.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var space = await new SpaceDirectory(storage, TimeProvider.System).FindAsync(book.Space, fresh: true, cancellation);
        if (space is null)
        {
            tally.Find($"{book.Space} is not there");
            return;
        }

        await FindAsync("grants", () => CheckGrantsAsync(space.Journal, cancellation));
        await FindAsync("task credits", () => CheckCreditsAsync(space.Journal, cancellation));
        await FindAsync("grain", () => CheckGrainAsync(space.Journal, cancellation));
    }

    /// <summary>A ledger that does not hold may not be readable at all: that is a finding, too, and the others are looked at.</summary>
    private async Task FindAsync(string ledger, Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (Exception fault) when (fault is InvalidDataException or InvalidOperationException)
        {
            Find($"the ledger of {ledger} cannot be read: {fault.Message}");
        }
    }

    private async Task CheckGrantsAsync(JournalSpace space, CancellationToken cancellation)
    {
        var (ledger, found) = (new GrantLedger(storage, TimeProvider.System), new Dictionary<string, TakenGrant>(StringComparer.Ordinal));
        await foreach (var head in ledger.ReadHeadsAsync(space, cancellation))
        {
            var sum = Points.Zero;
            await foreach (var entry in ledger.ReadEntriesAsync(space, head.Account, 0, cancellation))
            {
                sum = sum.Plus(entry.Value.Amount);
                if (!found.TryAdd(entry.Value.GrantId, new TakenGrant(head.Account, entry.Value.Amount)))
                    Find($"the grant {entry.Value.GrantId} counts twice");
            }

            if (sum != head.Totals.Total) Find($"{head.Account} has {head.Totals.Total} points, and the grants are {sum}");
        }

        var finished = book.Tasks.Where(task => task.Value.Kind == "earn").Select(task =>
            KeyValuePair.Create($"task:{task.Key["earn:".Length..]}:completed", new TakenGrant(task.Value.Node, Points.Zero)));
        Compare("grant", book.Grants.Concat(finished), found);
    }

    private async Task CheckCreditsAsync(JournalSpace space, CancellationToken cancellation)
    {
        var (ledger, found) = (new CreditLedger(storage, TimeProvider.System), new Dictionary<string, TakenTask>(StringComparer.Ordinal));
        await foreach (var head in ledger.ReadHeadsAsync(space, cancellation))
        {
            var sum = head.Totals.Initial;
            await foreach (var entry in ledger.ReadEntriesAsync(space, head.Account, 0, cancellation))
            {
                var (isSpend, amount) = (entry.Value.Kind == "spend", entry.Value.Asked ?? entry.Value.Amount);
                if (!entry.Value.Refused) sum = isSpend ? sum - entry.Value.Amount : sum + entry.Value.Amount;
                if (!found.TryAdd($"{entry.Value.Kind}:{entry.Value.TaskId}",
                    new(head.Account, entry.Value.Kind, (int)(amount.Hundredths / 100))))
                    Find($"{entry.Value.Kind} of {entry.Value.TaskId} counts twice");
            }

            if (sum != head.Totals.Balance) Find($"{head.Account} has {head.Totals.Balance} credits, and the entries are {sum}");
        }

        Compare("task", book.Tasks, found);
    }

    private async Task CheckGrainAsync(JournalSpace space, CancellationToken cancellation)
    {
        var ledger = new GrainLedger(storage, TimeProvider.System);
        var (mints, sent, held, made) = (new Dictionary<string, TakenMove>(), new Dictionary<string, TakenMove>(), GrainAmount.Zero,
            GrainAmount.Zero);
        Dictionary<string, string> taken = [], ended = [];
        await foreach (var head in ledger.ReadHeadsAsync(space, cancellation))
        {
            held += head.Totals.Balance;
            if (!head.Totals.InTransit.IsZero) Find($"{head.Totals.InTransit} of {head.Account} is on its way for ever");
            await foreach (var entry in ledger.ReadEntriesAsync(space, head.Account, cancellation))
            {
                var (value, id) = (entry.Value, entry.Value.Id ?? "");
                if (value.Kind is GrainEntryKinds.Mint or GrainEntryKinds.Distribution) made += value.Amount;
                var isOnce = value.Kind switch
                {
                    GrainEntryKinds.Mint => mints.TryAdd(id, new(null, head.Account, Grain(value.Amount), "completed")),
                    GrainEntryKinds.TransferOut =>
                        sent.TryAdd(id, new(head.Account, value.To ?? value.Peer ?? "", Grain(value.Amount), "")),
                    GrainEntryKinds.TransferIn => taken.TryAdd(id, head.Account),
                    GrainEntryKinds.TransferSettled => ended.TryAdd(id, "completed"),
                    GrainEntryKinds.TransferReturned => ended.TryAdd(id, "returned"),
                    _ => true,
                };
                if (!isOnce) Find($"{value.Kind} of {id} counts twice");
            }
        }

        if (held != made) Find($"people hold {held} base units of grain, and {made} were made");
        foreach (var (id, state) in ended)
            if ((state == "completed") != taken.ContainsKey(id))
                Find($"the transfer {id} is {state}, and its receiver's account says otherwise");
        Compare("mint", book.Mints, mints);
        Compare("transfer", book.Transfers, sent.ToDictionary(each => each.Key,
            each => each.Value with { State = ended.GetValueOrDefault(each.Key, "under way") }));
    }

    private void Compare<T>(string what, IEnumerable<KeyValuePair<string, T>> told, Dictionary<string, T> found) where T : class
    {
        var expected = new Dictionary<string, T>(told, StringComparer.Ordinal);
        foreach (var (id, taken) in expected)
            if (!found.TryGetValue(id, out var there)) Find($"the {what} {id} was taken ({taken}), and is lost");
            else if (!there.Equals(taken)) Find($"the {what} {id} was taken as {taken}, and is {there}");
        foreach (var (id, there) in found)
            if (!expected.ContainsKey(id)) Find($"the {what} {id} is there ({there}), and nobody was told that it is");
    }

    private void Find(string what) => tally.Find($"{book.Space}: {what}");

    private static decimal Grain(GrainAmount amount) => decimal.Abs((decimal)amount.BaseUnits) / UnitsOfGrain;
}
