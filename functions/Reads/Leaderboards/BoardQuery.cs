using Grain.Functions.Ledgers.Scores;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>Which leaderboard somebody wants.</summary>
/// <param name="By"><c>ledger</c>, <c>recompute</c>, <c>cred</c> or <c>grain</c>.</param>
/// <param name="Category">Only grants of this category; <c>ledger</c> only.</param>
/// <param name="Source">Only grants of this source; <c>ledger</c> only.</param>
/// <param name="Period">Only grants of this time; <see langword="null"/> for all time; <c>ledger</c> only.</param>
internal sealed record BoardQuery(string By, string? Category, string? Source, BoardPeriod? Period)
{
    public const string Ledger = "ledger";
    public const string Recompute = "recompute";
    public const string Cred = "cred";
    public const string Grain = "grain";

    /// <summary>Reads the query values of a request.</summary>
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public static BoardQuery Read(
        Space space, string? by, string? category, string? source, string? period, string? epoch, DateTimeOffset now)
    {
        var faults = new List<Fault>();
        if (epoch is not null && (by ??= Cred) != Cred) faults.Add(new Fault("epoch", "goes with by=cred only"));
        if (epoch is { Length: 0 or > AskedEpochs.IdLengthMax })
            faults.Add(new Fault("epoch", "must be open or the id of a closed epoch"));
        by ??= space.Config.VisibleModel == LeaderboardModel.Recompute && category is null && source is null && period is null ? Recompute
            : Ledger;
        if (by is not (Ledger or Recompute or Cred or Grain)) faults.Add(new Fault("by", "must be ledger, recompute, cred or grain"));
        if (by != Ledger)
        {
            foreach (var (name, value) in new[] { ("category", category), ("source", source), ("period", period) })
                if (value is not null) faults.Add(new Fault(name, "goes with by=ledger only"));
        }

        BoardPeriod? asked = null;
        if (period is not null && BoardPeriod.Read(period, space.Config.Epochs, now, out asked) is { } fault)
            faults.Add(new Fault("period", fault));
        if (category is not null && source is not null && asked is null)
            faults.Add(new Fault("source", "goes with category in a period only; over all time ask for one of the two"));
        return faults.Count == 0 ? new BoardQuery(by, category, source, asked) : throw new ProblemException(Problem.BadRequest(faults));
    }

    /// <summary>The points of a contributor on this leaderboard; <see langword="null"/> when they are not on it.</summary>
    public Points? PointsOf(Board board, BoardEntry entry)
    {
        if (By == Recompute) return entry.Recomputed;
        if (entry.Seq == 0) return By == Ledger ? null : Points.Zero;
        if (Period is null && Category is null && Source is null) return entry.Total;
        var (category, source) = (Category is null ? null : board.PlaceOf(Category), Source is null ? null : board.PlaceOf(Source));
        if ((Category is not null && category is null) || (Source is not null && source is null)) return null;
        if (Period is { } period) return entry.SumOf(period.FirstDay, period.EndDay, category, source);
        return category is { } word ? SumOf(entry.Categories, word) : SumOf(entry.Sources, source!.Value);
    }

    private static Points? SumOf(List<(int Word, Points Sum)> sums, int word)
    {
        foreach (var (each, sum) in sums)
            if (each == word) return sum;
        return null;
    }
}

/// <summary>A stretch of whole days.</summary>
/// <param name="Name">As it was asked for: <c>epoch</c>, an epoch's id, or <c>7d</c>.</param>
/// <param name="Start">When it begins.</param>
/// <param name="End">When it ends; not in it.</param>
internal sealed record BoardPeriod(string Name, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>The number of the first day.</summary>
    internal int FirstDay { get; init; }

    /// <summary>The number of the day after the last.</summary>
    internal int EndDay { get; init; }

    /// <summary>
    /// Reads a period: <c>all</c>, <c>epoch</c> (that of now), an epoch's id such as <c>2026-11-15</c>, or days up to and with today such
    /// as <c>30d</c>.
    /// </summary>
    /// <returns>What is wrong with it, or <see langword="null"/>.</returns>
    public static string? Read(string text, EpochSchedule schedule, DateTimeOffset now, out BoardPeriod? period)
    {
        period = null;
        var days = BoardDays.Of(schedule);
        var today = days.Of(now);
        if (text == "all") return null;
        if (text == "epoch") return Take(text, schedule.Containing(now), days, today, out period);
        if (text.EndsWith('d')
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            if (count is < 1 or > Board.KeptDays) return $"must ask for 1 to {Board.KeptDays} days";
            var first = today - count + 1;
            period = new BoardPeriod(text, days.StartOf(first), days.StartOf(today + 1)) { FirstDay = first, EndDay = today + 1 };
            return null;
        }

        string[] forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HHmm"];
        if (!DateTime.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            return "must be all, epoch, an epoch's id such as 2026-11-15, or a number of days such as 30d";
        if (local.Year is < EpochSchedule.YearMin or > EpochSchedule.YearMax)
            return $"must lie between the years {EpochSchedule.YearMin} and {EpochSchedule.YearMax}";
        var zone = CalendarZone.OrUtc(schedule.TimeZone);
        var epoch = schedule.Containing(new DateTimeOffset(local, zone.GetUtcOffset(local)));
        return epoch.Id == text ? Take(text, epoch, days, today, out period) : $"is no epoch: that moment is in the epoch {epoch.Id}";
    }

    private static string? Take(string name, Epoch epoch, BoardDays days, int today, out BoardPeriod? period)
    {
        period = new BoardPeriod(name, epoch.Start, epoch.End) { FirstDay = days.Of(epoch.Start), EndDay = days.Of(epoch.End) };
        return today - period.FirstDay < Board.KeptDays ? null
            : $"begins more than {Board.KeptDays - 1} days ago, further than points are kept by day";
    }
}
