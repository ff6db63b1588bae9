using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Distributions.Policies;

/// <summary>Splits a whole budget by floating-point scores, to the last unit.</summary>
public static class BudgetSplit
{
    /// <summary>
    /// From left to right each piece is the floored share of what is <em>left</em>, in proportion to the score left; so a remainder
    /// moves on to those further back and is never lost. What rounding of doubles leaves at the end goes to the last one with a
    /// positive score. A score of 0 always gets 0.
    /// </summary>
    /// <param name="budget">At least 0.</param>
    /// <param name="scores">Finite, at least 0, with a positive and finite sum.</param>
    /// <returns>One piece a score; they add up to the budget exactly.</returns>
    /// <exception cref="DistributionException">A precondition is violated.</exception>
    public static GrainAmount[] Split(GrainAmount budget, ReadOnlySpan<double> scores)
    {
        if (budget.Sign < 0) throw new DistributionException(DistributionFault.NegativeBudget, $"the budget {budget} is negative");
        var scoreLeft = Total(scores);
        var left = budget;
        var pieces = new GrainAmount[scores.Length];
        var last = -1;
        for (var i = 0; i < scores.Length; i++)
        {
            if (scores[i] == 0) continue;
            last = i;
            // Drift may use up the score early, even below 0; by then the budget is used up or the leftover rule below applies.
            if (left.IsZero || scoreLeft <= 0) continue;
            pieces[i] = left.FloorMul(Math.Min(1, scores[i] / scoreLeft));
            left -= pieces[i];
            scoreLeft -= scores[i];
        }

        pieces[last] += left;
        AssertExact(budget, pieces);
        return pieces;
    }

    private static double Total(ReadOnlySpan<double> scores)
    {
        var total = 0.0;
        foreach (var score in scores)
        {
            if (score < 0) throw new DistributionException(DistributionFault.NegativeScore, $"the score {score:R} is negative");
            total += score;
        }

        if (!double.IsFinite(total))
            throw new DistributionException(DistributionFault.ScoresNotFinite, "the sum of the scores is not finite");
        return total > 0 ? total
            : throw new DistributionException(DistributionFault.TotalScoreNotPositive,
                "there is nothing to split the budget by: all scores are 0");
    }

    private static void AssertExact(GrainAmount budget, GrainAmount[] pieces)
    {
        if (GrainAmount.Sum(pieces) != budget || Array.Exists(pieces, piece => piece.Sign < 0))
            throw new InvalidOperationException($"the pieces of a budget of {budget} do not add up to it");
    }
}
