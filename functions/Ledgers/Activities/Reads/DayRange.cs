namespace Grain.Functions.Ledgers.Activities.Reads;

/// <summary>The days that somebody asks for: two of first, last and how many, or less.</summary>
internal sealed record DayRange(DateOnly? From, DateOnly? To, int Days)
{
    internal const int DaysDefault = 365;

    /// <summary>Takes the values of a request.</summary>
    /// <exception cref="ProblemException">400: too many days, or all three are given.</exception>
    public static DayRange Checked(DateOnly? from, DateOnly? to, int? days)
    {
        if (days is < 1 or > Heatmap.DaysMax)
            throw new ProblemException(Problem.BadRequest("days", $"must lie between 1 and {Heatmap.DaysMax}"));
        if (days is not null && from is not null && to is not null)
            throw new ProblemException(Problem.BadRequest("days", "must not be given beside from and to"));
        return new DayRange(from, to, days ?? DaysDefault);
    }

    /// <summary>The first and the last day; the last is today if neither is given.</summary>
    /// <exception cref="ProblemException">400: the range is empty or too long.</exception>
    public (DateOnly First, DateOnly Last) AsOf(DateOnly today)
    {
        var last =
            To ?? (From is { } start ? DateOnly.FromDayNumber(Math.Min(start.DayNumber + Days - 1, DateOnly.MaxValue.DayNumber)) : today);
        var first = From ?? DateOnly.FromDayNumber(Math.Max(0, last.DayNumber - Days + 1));
        if (last < first) throw new ProblemException(Problem.BadRequest("to", "must not lie before from"));
        return last.DayNumber - first.DayNumber < Heatmap.DaysMax ? (first, last)
            : throw new ProblemException(Problem.BadRequest("to", $"a range has at most {Heatmap.DaysMax} days"));
    }
}
