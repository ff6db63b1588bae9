using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>The scores of the last closed epoch of a space, kept in memory while they are the last.</summary>
public sealed class ScoreBoard(EpochStore store)
{
    /// <summary>Spaces whose scores are kept; a hundred thousand participants are some ten megabytes.</summary>
    private const int KeptMax = 8;

    private readonly Lock gate = new();
    private readonly LinkedList<(string Hash, CredScores Scores, Dictionary<string, ParticipantScore> ById)> kept = [];

    /// <summary>Scores as of the last closed epoch, and the same by participant; <see langword="null"/> before the first.</summary>
    public async Task<(CredScores Scores, IReadOnlyDictionary<string, ParticipantScore> ById)?> ReadAsync(string space,
        CancellationToken cancellation)
    {
        var books = await store.ReadBooksAsync(space, cancellation);
        if (books.LastClosed is not { } last) return null;
        var run = await store.FindAsync(space, last.Id, cancellation);
        if (run?.Scores is not { } piece) return null;
        lock (gate)
        {
            foreach (var entry in kept)
                if (entry.Hash == piece.Hash) return (entry.Scores, entry.ById);
        }

        var bytes = await store.GetAsync(piece, cancellation);
        var scores = EpochWork.ReadShownScores(bytes);
        var byId = scores.Participants.ToDictionary(participant => participant.Id, StringComparer.Ordinal);
        lock (gate)
        {
            kept.AddFirst((piece.Hash, scores, byId));
            if (kept.Count > KeptMax) kept.RemoveLast();
        }

        return (scores, byId);
    }
}
