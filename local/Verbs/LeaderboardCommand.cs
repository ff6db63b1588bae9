using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>leaderboard [--by points|cred|grain] [--period P] [--open]</c>: who has most.</summary>
internal static class LeaderboardCommand
{
    private const int LimitDefault = 20;
    private const int LimitMax = 1000;
    private const string ByPoints = "points";

    private static readonly string[] Orders = [ByPoints, "cred", "grain", "recompute"];

    internal static Command Create()
    {
        var by = Ask.For<string>("--by", "Sorted by points, cred, grain or recompute (the older score); by default what the space shows.");
        by.AcceptOnlyFromAmong(Orders);
        var period = Ask.For<string>("--period", "Only points of this time: epoch, an epoch's id as in 2026-11-15, or days as in 30d.");
        var category = Ask.For<string>("--category", "Only points of this category, as in code.");
        var source = Ask.For<string>("--source", "Only points of this source, as in github.");
        var open = Ask.For<bool>("--open", "Cred as of the epoch that is not closed yet, and what it would pay; sorted by cred.");
        var epoch = Ask.For<string>("--epoch", "Cred as of this closed epoch, as in 2026-11-15; sorted by cred.");
        var limit = Ask.Number("--limit", LimitDefault, 1, LimitMax, "How many places.");
        var skip = Ask.Number("--skip", 0, 0, int.MaxValue, "How many places to pass over.");
        return AppVerb.InSpace("leaderboard", "Shows who has most points, cred or grain.",
            [by, period, category, source, open, epoch, limit, skip],
            async (call, cancellation) =>
            {
                if (call.Get(open) && call.Get(epoch) is not null)
                    throw new UsageException("--open is the epoch that goes on, and --epoch a closed one: give one of them");
                var query = ApiQuery.Of(("by", call.Get(by) is ByPoints ? "ledger" : call.Get(by)), ("period", call.Get(period)),
                    ("category", call.Get(category)), ("source", call.Get(source)),
                    ("epoch", call.Get(open) ? "open" : call.Get(epoch)), ("limit", $"{call.Get(limit)}"),
                    ("skip", $"{call.Get(skip)}"));
                call.Show(await call.GetAsync("leaderboard" + query, cancellation), ApiJson.Default.LeaderboardPage,
                    page => Write(page, call.Output));
            });
    }

    private static void Write(LeaderboardPage page, TextWriter output)
    {
        if (page.Standings.Count == 0)
        {
            output.WriteLine(page.Count == 0 ? "Nobody has anything yet."
                : $"There {(page.Count == 1 ? "is" : "are")} {Shown.Count(page.Count, "place")}.");
            return;
        }

        (string, Func<StandingRow, object?>)[] columns =
        [
            ("#", row => row.Rank), ("Contributor", row => row.Contributor), ("Name", row => row.Name),
            ("#Points", row => Shown.Of(row.Points)), ("#Cred", row => Shown.Of(row.Cred)), ("#Score", row => row.Score),
            ("#Grain", row => Amount.Of(row.Grain)),
        ];
        TextTable.Write(output, page.Standings,
            page.Provisional is null ? columns : [.. columns, ("#Would get", row => Amount.Of(row.WouldPay))]);
        if (page.Next is { } next) output.WriteLine($"{Shown.Count(page.Count, "person", "people")}; more with --skip {next}");
        if (page.Provisional is { } open)
            output.WriteLine(
                $"Provisional: the epoch {open.Epoch} goes on until {open.End:yyyy-MM-dd HH:mm} UTC. As of {open.AsOf:HH:mm:ss} it "
                + $"would pay {Amount.Of(open.WouldPay)} grain.");
        else output.WriteLine(page.Epoch is { } epoch ? $"Cred is as of the epoch {epoch}." : "There is no cred yet: no epoch is closed.");
    }
}
