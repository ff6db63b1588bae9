using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs.Open;

/// <summary>The rankings of open epochs, kept in memory while they are the last.</summary>
internal sealed class OpenBoard(OpenRankings rankings, EpochStore store)
{
    /// <summary>Spaces whose rankings are kept; a hundred thousand participants are some twenty megabytes.</summary>
    private const int KeptMax = 8;

    private readonly Lock gate = new();
    private readonly LinkedList<OpenScores> kept = [];

    /// <summary>The open epoch as it was ranked last; <see langword="null"/> if it was not since the last closing.</summary>
    public async Task<OpenScores?> ReadAsync(Space space, CancellationToken cancellation)
    {
        try
        {
            return await ReadStoredAsync(space, cancellation);
        }
        catch (InvalidDataException)
        {
            return await ReadStoredAsync(space, cancellation); // the row was read long before its pieces, and they are swept
        }
    }

    private async Task<OpenScores?> ReadStoredAsync(Space space, CancellationToken cancellation)
    {
        if (await rankings.FindAsync(space.Name, cancellation) is not { } run) return null;
        var open = Known(run) ?? Keep(await ReadPiecesAsync(run, cancellation));
        // Amounts mean nothing in other decimals; after such a change it is ranked again.
        return open.Decimals == space.Config.Token.Decimals ? open : null;
    }

    private async Task<OpenScores> ReadPiecesAsync(EpochRun run, CancellationToken cancellation)
    {
        var scores = EpochWork.ReadShownScores(await store.GetAsync(run.Scores!, cancellation));
        var allocation = await store.ReadAllocationAsync(run.Allocation!, cancellation);
        var config = EpochWork.ReadConfig(await store.GetAsync(run.Config!, cancellation), run.Calculation);
        var byId = scores.Participants.ToDictionary(participant => participant.Id, StringComparer.Ordinal);
        return new OpenScores(run, scores, byId, allocation, config.Token.Decimals);
    }

    private OpenScores? Known(EpochRun run)
    {
        lock (gate) return kept.FirstOrDefault(each => each.Run.Scores!.Name == run.Scores!.Name);
    }

    private OpenScores Keep(OpenScores open)
    {
        lock (gate)
        {
            for (var each = kept.First; each is not null; each = each.Next)
                if (each.Value.Run.Space == open.Run.Space)
                {
                    kept.Remove(each);
                    break;
                }

            kept.AddFirst(open);
            if (kept.Count > KeptMax) kept.RemoveLast();
        }

        return open;
    }
}
