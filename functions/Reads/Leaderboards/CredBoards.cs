using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Epochs.Open;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>Boards with the cred of another epoch than the last closed one: of the open one, or of an earlier one.</summary>
internal sealed class CredBoards(OpenBoard opens, EpochStore epochs)
{
    /// <summary>How the open epoch is asked for.</summary>
    public const string Open = "open";

    private static readonly ConditionalWeakTable<Board, Made> Known = new();

    private sealed record Made(string Scores, Board Board);

    /// <summary>The board with the cred of an epoch, and what is provisional in it.</summary>
    /// <param name="space">The space.</param>
    /// <param name="board">The board.</param>
    /// <param name="epoch">The id of a closed epoch, or <see cref="Open"/>.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ProblemException">404: there is no such closed epoch, or the open one is not ranked yet.</exception>
    public async Task<(Board Board, Provisional? Provisional)> ReadAsync(
        Space space, Board board, string epoch, CancellationToken cancellation)
    {
        if (epoch == Open)
        {
            var open = await opens.ReadAsync(space, cancellation)
                ?? throw new ProblemException(OpenEpochFunctions.NotRanked(space));
            return (With(board, open.Run.Scores!, open.Scores, open.Payments), open.Provisional);
        }

        if ((await epochs.ReadClosedAsync(space, epoch, cancellation)).Scores is not { } piece)
            throw AskedEpochs.NoneClosed(space, epoch);
        if (Known.TryGetValue(board, out var made) && made.Scores == piece.Name) return (made.Board, null);
        return (With(board, piece, EpochWork.ReadShownScores(await epochs.GetAsync(piece, cancellation)), null), null);
    }

    private static Board With(Board board, StoredPiece piece, CredScores scores, IReadOnlyDictionary<string, GrainAmount>? payments)
    {
        if (Known.TryGetValue(board, out var made) && made.Scores == piece.Name) return made.Board;
        var other = BoardBlob.Read(BoardBlob.Write(board))!;
        other.Set(scores);
        if (payments is not null)
        {
            foreach (var account in payments.Keys) other.FindOrAdd(account);
            foreach (var entry in other.Entries) entry.WouldPay = payments.GetValueOrDefault(entry.Id);
        }

        Known.AddOrUpdate(board, new Made(piece.Name, other));
        return other;
    }
}
