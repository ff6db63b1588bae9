using Grain.Functions.Ledgers.Identities;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>
/// Cuts a ledger into pieces from where an earlier import has come, and sees to it that it begins with what that one took. Pure.
/// </summary>
internal sealed class LedgerPieces(ImportedLedger before)
{
    private LedgerPiece piece = new(before.Settled);
    private string hash = "";

    /// <summary>How many events there were so far.</summary>
    public long Count { get; private set; }

    /// <summary>Takes the next event.</summary>
    /// <returns>A piece that is full, if the event is the first behind it.</returns>
    /// <exception cref="InstanceException">The ledger is another one.</exception>
    public LedgerPiece? Add(TranslatedEvent next)
    {
        Count++;
        hash = Convert.ToHexStringLower(SHA256.HashData([.. Encoding.ASCII.GetBytes(hash), .. next.Event.Content.Span]));
        if (Count == before.Events && hash != before.Hash) throw Other("it differs in what was imported before");
        if (Count <= before.Settled) return null;
        LedgerPiece? full = null;
        // What an earlier import told the register, and perhaps did not pay, is a piece of its own.
        if (!piece.Takes(next) || Count - 1 == before.Events) (full, piece) = (piece, new LedgerPiece(Count - 1));
        piece.Add(next, hash);
        return full is { Events.Count: > 0 } ? full : null;
    }

    /// <summary>The last piece; <see langword="null"/> if nothing is left to be written.</summary>
    /// <exception cref="InstanceException">The ledger ends before what was imported does.</exception>
    public LedgerPiece? End() => Count < before.Events
        ? throw Other(string.Create(CultureInfo.InvariantCulture, $"it has {Count} events, and {before.Events} were imported before"))
        : piece.Events.Count > 0 ? piece : null;

    private static InstanceException Other(string why) =>
        new($"{InstanceFiles.LedgerPath} is not the ledger that was brought into this space: {why}; a newer version of that one goes on "
            + "where it ended, another one needs a space of its own");
}
