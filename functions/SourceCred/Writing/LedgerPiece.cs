using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.SourceCred.Ledger;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>Events in a row that are written together: as many as one change of the register holds. Pure.</summary>
internal sealed class LedgerPiece(long first)
{
    /// <summary>A change is one row of the table, of half a million characters; it is also what is done again after a crash.</summary>
    private const int CharactersMax = 150_000;
    private const int EntriesMax = 10_000;

    /// <summary>About what an event of the register takes as JSON with its time, and a receipt inside it.</summary>
    private const int CharactersOfEvent = 250;
    private const int CharactersOfReceipt = 95;

    private readonly List<TranslatedEvent> events = [];
    private int characters;

    /// <summary>How many events of the ledger come before it.</summary>
    public long First => first;

    /// <summary>How many events of the ledger there are with it.</summary>
    public long End => first + events.Count;

    /// <summary>SHA-256 over all events up to its last one.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>Whether balances stop to be kept with its first event.</summary>
    public bool PaysOut => events is [{ Event.Action: LedgerAction.Accounting { Enabled: false } }, ..];

    /// <summary>Its events.</summary>
    public IReadOnlyList<TranslatedEvent> Events => events;

    /// <summary>What they write into the accounts.</summary>
    public List<JournalAppend<GrainEntry>> Grain { get; } = [];

    /// <summary>Whether an event goes into it; else it stands at the beginning of the next.</summary>
    public bool Takes(TranslatedEvent next) => events.Count == 0
        || (!next.IsSwitch && characters + SizeOf(next) <= CharactersMax && Grain.Count + next.Grain.Count <= EntriesMax);

    /// <summary>Puts an event in.</summary>
    public void Add(TranslatedEvent next, string hash)
    {
        events.Add(next);
        Grain.AddRange(next.Grain);
        (characters, Hash) = (characters + SizeOf(next), hash);
    }

    private static int SizeOf(TranslatedEvent each) => each.Register.Sum(happened => CharactersOfEvent + (happened switch
    {
        GrainDistributed e => e.Allocations.Sum(allocation => CharactersOfEvent + (allocation.Receipts.Count * CharactersOfReceipt)),
        _ => 0,
    }));
}
