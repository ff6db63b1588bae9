using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Distributions.Policies;

/// <summary>The rate at which grain is due for cred, so that all cred together is due exactly a target.</summary>
internal readonly struct GrainPerCred
{
    /// <summary>
    /// From this rate on (base units a cred) it is rounded down to whole units, as are the dues: that moves a share by less than a
    /// billionth, and gives the digits that other implementations of this policy give. A lower rate keeps its fraction, since
    /// otherwise a token without decimals would pay nobody once a community has more cred than grain.
    /// </summary>
    private const double WholeFrom = 1e9;

    private readonly GrainAmount target;
    private readonly double inverse;
    private readonly double rate;

    /// <exception cref="DistributionException">There is no cred (<see cref="DistributionFault.NoCredInWindow"/>).</exception>
    internal GrainPerCred(GrainAmount target, double cred)
    {
        this.target = target;
        // Multiplied by the inverse, not divided: the last digit differs.
        inverse = 1 / cred;
        rate = target.ToDouble() * inverse;
        if (!double.IsFinite(rate))
            throw new DistributionException(DistributionFault.NoCredInWindow, "the active participants have no cred in the window");
    }

    /// <summary>How much less than due for this cred has been paid, in base units as a double; 0 if nothing is missing.</summary>
    internal double Underpaid(double cred, GrainAmount paid) => rate < WholeFrom
        ? Math.Max(0, rate * cred - paid.ToDouble())
        : Math.Max(0, (WholeDue(cred) - paid).ToDouble());

    // With one cred in all the rate is the target itself, of which no unit may be lost to a double.
    private GrainAmount WholeDue(double cred) => inverse == 1 ? this.target.FloorMul(cred) : GrainAmount.FromFloor(Math.Floor(rate) * cred);
}
