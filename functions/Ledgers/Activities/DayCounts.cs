using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Activities;

/// <summary>What achievements go by, beside the rest of a day's roll-up. Rows of before do not have it.</summary>
/// <param name="SemanticHits">Requests that the answer to a similar question was taken for.</param>
/// <param name="ToolCalls">Tool calls.</param>
/// <param name="Races">Races.</param>
/// <param name="Facts">Facts stored and not replaced.</param>
/// <param name="Contributions">Grants, corrections left out.</param>
/// <param name="Reviews">Those of them for reviews.</param>
/// <param name="Points">The sum of grants, corrections included; see <see cref="Points.Sum"/>.</param>
/// <param name="Tasks">Finished tasks.</param>
public readonly record struct DayCounts(
    long SemanticHits, long ToolCalls, long Races, long Facts, long Contributions, long Reviews, Points Points, long Tasks)
{
    /// <summary>The same numbers of totals.</summary>
    public static DayCounts Of(ActivityTotals totals) => new(
        totals.SemanticHits, totals.ToolCalls, totals.Races, totals.Facts, totals.Contributions, totals.Reviews, totals.Points,
        totals.Tasks);

    /// <summary>What one fact adds: the same as to the totals.</summary>
    internal static DayCounts Of(ActivityFact fact) => Of(new ActivityTotals().Add(fact, isLate: false, isNewCaller: false));

    /// <summary>The sums; what would leave the range stays at its end.</summary>
    internal DayCounts Plus(DayCounts other) => Each(other, JoinedActivity.Sum);

    /// <summary>The differences, likewise.</summary>
    internal DayCounts Minus(DayCounts other) => Each(other, JoinedActivity.Difference);

    private DayCounts Each(DayCounts other, Func<long, long, long> with) => new(
        with(SemanticHits, other.SemanticHits), with(ToolCalls, other.ToolCalls), with(Races, other.Races), with(Facts, other.Facts),
        with(Contributions, other.Contributions), with(Reviews, other.Reviews), new Points(with(Points.Micro, other.Points.Micro)),
        with(Tasks, other.Tasks));
}
