namespace Grain.Functions.Cred.CredRank;

/// <summary>
/// How cred flows. Of what flows through a participant in an epoch, <paramref name="Alpha"/> goes back to the seed,
/// <paramref name="Beta"/> is paid out as the participant's cred, the gammas move to the participant's next and previous
/// epoch (which smooths cred over time), and the remainder goes on to what the participant worked on or endorsed then.
/// A contribution gives <paramref name="Alpha"/> back to the seed and all else to its neighbours.
/// </summary>
/// <param name="Alpha">Share returned to the seed by every node, like the damping of PageRank. In [0, 1].</param>
/// <param name="Beta">Share paid out as cred. In [0, 1]; the larger, the less cred flows on to others.</param>
/// <param name="GammaForward">Share moved to the participant's next epoch. In [0, 1].</param>
/// <param name="GammaBackward">Share moved to the participant's previous epoch. In [0, 1].</param>
public sealed record CredRankParameters(double Alpha = 0.1, double Beta = 0.4, double GammaForward = 0.1, double GammaBackward = 0.1)
{
    /// <summary>What is left for the participant's organic edges: 1 less the four shares.</summary>
    public double Remainder => 1 - (Alpha + Beta + GammaForward + GammaBackward);

    /// <summary>
    /// Whether anything leaves a participant's epochs. A beta so small that doubles do not tell 1 less it from 1 leaves all to the gammas.
    /// </summary>
    internal bool LeavesEpochs => GammaForward + GammaBackward < 1;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="CredRankException"><see cref="CredRankFaults.ParameterOutOfRange"/> or
    /// <see cref="CredRankFaults.ParametersSumAboveOne"/>.</exception>
    public void Check()
    {
        CheckShare(Alpha, "alpha");
        CheckShare(Beta, "beta");
        CheckShare(GammaForward, "gammaForward");
        CheckShare(GammaBackward, "gammaBackward");
        if (Remainder < 0)
        {
            throw new CredRankException(
                CredRankFaults.ParametersSumAboveOne,
                $"alpha {Alpha}, beta {Beta}, gammaForward {GammaForward} and gammaBackward {GammaBackward} add up to more than 1.");
        }
    }

    private static void CheckShare(double share, string name)
    {
        // Written so that NaN is refused, too.
        if (!(share is >= 0 and <= 1))
            throw new CredRankException(CredRankFaults.ParameterOutOfRange, $"{name} is {share}; it must lie in [0, 1].");
    }
}
