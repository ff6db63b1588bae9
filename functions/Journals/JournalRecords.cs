using Azure;

namespace Grain.Functions.Journals;

/// <summary>An entry that somebody wants appended.</summary>
/// <param name="Account">Whose journal; at most <see cref="JournalKeys.AccountLengthMax"/> characters.</param>
/// <param name="Key">The idempotency key, unique in the account for ever; at most <see cref="JournalKeys.KeyLengthMax"/>
/// characters.</param>
/// <param name="Entry">The content.</param>
/// <param name="MaybeSeen">
/// The caller has reason to expect a duplicate: the used key is then read before anything is sent. Without it a duplicate
/// is found by the transaction that fails on it, which costs more for a duplicate and less for a new entry.
/// </param>
public sealed record JournalAppend<TEntry>(string Account, string Key, TEntry Entry, bool MaybeSeen = false)
{
    /// <summary>The entry's stored form, if the caller has it at hand; otherwise it is made from <see cref="Entry"/>.</summary>
    public string? Content { get; init; }

    /// <summary>SHA-256 of <see cref="Content"/>, lower-case hex, if the caller has it at hand.</summary>
    internal string? ContentHash { get; init; }

    /// <summary>Set when an entry of an exported journal is written again: what it must come out as.</summary>
    public JournalOrigin? Origin { get; init; }
}

/// <summary>What an exported entry was, for an append that must reproduce it exactly.</summary>
/// <param name="Seq">Its place.</param>
/// <param name="RecordedAt">When it was first written down; taken over.</param>
/// <param name="Hash">Its chain hash; <see langword="null"/> when it enters a new chain (in a space of another name).</param>
public sealed record JournalOrigin(long Seq, DateTimeOffset RecordedAt, string? Hash);

/// <summary>The head of an account: where its journal stands.</summary>
/// <param name="Account">Whose.</param>
/// <param name="Seq">The number of entries; the last one carries this number, the first one 1.</param>
/// <param name="Hash">The chain hash of the last entry: lower-case hex of 32 bytes.</param>
/// <param name="Totals">The running totals over all entries.</param>
public sealed record JournalHead<THead>(string Account, long Seq, string Hash, THead Totals)
{
    /// <summary>The version of the stored row; absent when there is no row yet.</summary>
    internal ETag? Version { get; init; }
}

/// <summary>A stored entry.</summary>
/// <param name="Account">Whose journal.</param>
/// <param name="Seq">Its place, from 1 without gaps.</param>
/// <param name="Key">The idempotency key it was appended under.</param>
/// <param name="RecordedAt">When it was written down (the content says when it happened).</param>
/// <param name="Content">The exact text that is hashed.</param>
/// <param name="Hash">See <see cref="JournalHash"/>.</param>
/// <param name="Value">The content, read.</param>
public sealed record JournalEntry<TEntry>(
    string Account, long Seq, string Key, DateTimeOffset RecordedAt, string Content, string Hash, TEntry Value)
{
    /// <summary>The trace in which it was appended, where telemetry was on; nothing depends on it, and no hash covers it.</summary>
    internal string? Trace { get; init; }
}

/// <summary>The proof that an entry's key was used, and for what.</summary>
/// <param name="Seq">The entry's place.</param>
/// <param name="ContentHash">SHA-256 of the entry's content, lower-case hex.</param>
internal sealed record UsedKey(long Seq, string ContentHash);

/// <summary>What became of one append. A closed set: there is no other outcome than those below.</summary>
public abstract record AppendOutcome<THead>
{
    private AppendOutcome() { }

    /// <summary>For counting: appended, duplicate, conflict or refused.</summary>
    internal string Word => this switch
    {
        Appended => "appended",
        AlreadyAppended => "duplicate",
        ConflictsWithEarlier => "conflict",
        _ => "refused",
    };

    /// <summary>
    /// Written by this call, once. <paramref name="Before"/> and <paramref name="After"/> let exactly one caller see a threshold crossed.
    /// </summary>
    public sealed record Appended(long Seq, THead Before, THead After) : AppendOutcome<THead>;

    /// <summary>The same content was appended under this key before; nothing was written.</summary>
    public sealed record AlreadyAppended(long Seq) : AppendOutcome<THead>;

    /// <summary>Other content was appended under this key before; nothing was written.</summary>
    public sealed record ConflictsWithEarlier(long Seq) : AppendOutcome<THead>;

    /// <summary>The rules of the ledger do not allow the entry on the account's totals; nothing was written.</summary>
    public sealed record Refused(string Reason) : AppendOutcome<THead>;
}
