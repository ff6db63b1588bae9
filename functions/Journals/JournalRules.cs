using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Journals;

/// <summary>What makes one ledger of the three: its table, how an entry changes the totals, and which entries it refuses.</summary>
/// <typeparam name="THead">The running totals of an account; immutable.</typeparam>
/// <typeparam name="TEntry">The content of an entry; immutable.</typeparam>
public abstract record JournalRules<THead, TEntry>
{
    /// <summary>The table that holds the journal: letters and digits only.</summary>
    public abstract string Table { get; }

    /// <summary>The totals of an account that has no entry yet.</summary>
    public abstract THead Empty { get; }

    /// <summary>How totals are stored.</summary>
    public abstract JsonTypeInfo<THead> HeadJson { get; }

    /// <summary>How entries are stored; the same entry must always give the same text.</summary>
    public abstract JsonTypeInfo<TEntry> EntryJson { get; }

    /// <summary>The totals after one more entry. Pure.</summary>
    /// <exception cref="OverflowException">A total would leave its range; the entry is then refused.</exception>
    public abstract THead Apply(THead head, TEntry entry);

    /// <summary>
    /// The entry as it is written down on these totals: the place for what only the moment of writing decides, such as
    /// whether a balance covers a charge. Pure; leaves alone what <see cref="Asked"/> keeps.
    /// </summary>
    public virtual TEntry Settle(THead head, TEntry entry) => entry;

    /// <summary>
    /// The entry without what the ledger itself decided: two appends under one key are the same when this is the same. Pure.
    /// </summary>
    public virtual TEntry Asked(TEntry entry) => entry;

    /// <summary>Why an entry may not be appended to these totals, or <see langword="null"/> if it may. Pure.</summary>
    public virtual string? Refuse(THead head, TEntry entry) => null;

    /// <summary>
    /// Why an entry could not be appended to these totals, an overflow included, or <see langword="null"/> if it could. Pure.
    /// </summary>
    /// <param name="head">The totals.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="isNew">Whether the rules may refuse it; what was written once is only refused for an overflow.</param>
    /// <param name="written">The entry as it would be written.</param>
    /// <param name="after">The totals after it.</param>
    internal string? RefusalOf(THead head, TEntry entry, bool isNew, out TEntry written, out THead after)
    {
        (written, after) = (entry, head);
        try
        {
            written = Settle(head, entry);
            if (isNew && Refuse(head, written) is { } refusal) return refusal;
            after = Apply(head, written);
            return null;
        }
        catch (OverflowException)
        {
            return "a total would leave its range";
        }
    }
}
