using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>How much one person can propose in a period. Pure.</summary>
internal static class ProposalCaps
{
    /// <summary>The period of a moment, by its beginning in the space's calendar.</summary>
    public static string PeriodOf(EpochSchedule calendar, ProposalPeriod period, DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, CalendarZone.OrUtc(calendar.TimeZone)).DateTime;
        return period switch
        {
            ProposalPeriod.Day => local.ToString("'d'yyyy-MM-dd", CultureInfo.InvariantCulture),
            ProposalPeriod.Month => local.ToString("'m'yyyy-MM", CultureInfo.InvariantCulture),
            _ => calendar.Containing(now).Start.ToString("'e'yyyyMMdd'T'HHmm", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>Why a giver's sums do not allow one more; <see langword="null"/> if they do.</summary>
    public static ProblemResult? Refuse(ProposalsConfig config, Proposal wanted, GiverSums sums)
    {
        var period = config.Period.ToString().ToLowerInvariant();
        if (sums.Count >= config.CountPerGiver)
            return Problem.Refused("giver-cap", $"'{wanted.Giver}' has made {sums.Count} proposals in this {period}, and "
                + $"proposals.countPerGiver is {config.CountPerGiver}.");
        if (sums.Points.Plus(wanted.Points) <= config.PointsPerGiver) return null;
        var left = Points.Max(Points.Zero, config.PointsPerGiver.Plus(-sums.Points));
        return Problem.Refused("giver-cap", $"'{wanted.Giver}' has {left} of {config.PointsPerGiver} points left to propose in this "
            + $"{period} (proposals.pointsPerGiver), and this is about {wanted.Points}.");
    }
}
