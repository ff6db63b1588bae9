namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>The steps that attributions make in the matrix: behind those of the edges, in the rows of their recipients.</summary>
/// <param name="attributions">Who gives what to whom.</param>
/// <param name="active">The active participant-epochs.</param>
/// <param name="contributions">How many items are contributions; those after them are the active participant-epochs.</param>
/// <param name="beta">What is paid out, of which a part is given.</param>
internal sealed class AttributionSteps(AttributionSchedule attributions, ParticipantEpochs active, int contributions, double beta)
{
    /// <summary>How many steps lead into each item; <see langword="null"/> if nobody gives.</summary>
    public int[]? CountSteps(int items)
    {
        if (attributions.Shares.Count == 0) return null;
        var stepsInto = new int[items];
        foreach (var share in attributions.Shares) stepsInto[ItemOf(share.Recipient, share.Epoch)]++;
        return stepsInto;
    }

    /// <summary>Puts the steps down.</summary>
    /// <param name="places">Where the next step into each item goes.</param>
    /// <param name="slices">The rows of all items.</param>
    /// <param name="rows">Takes the rows that steps come from.</param>
    /// <param name="probabilities">Takes their probabilities.</param>
    public void Place(int[] places, RowSlices slices, int[] rows, double[] probabilities)
    {
        foreach (var (giver, recipient, epoch, proportion) in attributions.Shares)
        {
            var (item, from) = (ItemOf(recipient, epoch), ItemOf(giver, epoch));
            rows[places[item]] = slices.RowOfItem[from];
            probabilities[places[item]] = beta * proportion;
            places[item] += slices.StrideOf(slices.RowOfItem[item]);
        }
    }

    private int ItemOf(int participant, int epoch) => contributions + active.IndexOf(participant, epoch);
}
