using Spectre.Console;

namespace Grain.Local.Demo;

/// <summary>Prints a report for people, at most 100 columns wide.</summary>
internal sealed class DemoPrinter(IAnsiConsole console)
{
    private const int NamesMax = 4;

    /// <summary>Prints all of it.</summary>
    public void Print(DemoReport report)
    {
        PrintDeliveries(report);
        PrintIgnored(report);
        PrintEpochs(report);
        PrintLeaderboard(report);
        if (report.Live is { } live) PrintLive(live);
        PrintProofs(report);
        PrintEnd(report);
    }

    private void PrintDeliveries(DemoReport report)
    {
        var (received, counted) = (report.Events.Sum(e => e.Received), report.Events.Sum(e => e.Counted));
        Title("What came in");
        Line($"{received} deliveries were posted: {counted} were counted, {received - counted} had nothing to count in them.");
        Line($"They told of {report.Events.Sum(e => e.Grants)} grants; {report.ToldTwice} of these more than once, "
            + $"so {report.Grants} are in the ledgers.");
        Line($"{report.Redelivered.Sent} deliveries were posted again, "
            + $"with {report.Redelivered.Grants} grants in them: {report.Redelivered.Appended} counted twice.");
        Line($"{report.Forged.Sent} deliveries had no valid signature: {report.Forged.Refused} were refused.");
        if (report.Kills > 0)
            Line($"The app was killed {report.Kills} time in the middle of it; {report.Retries} requests had to be sent again.");
        console.WriteLine();
        Show(report.Events.Where(e => e.Counted > 0),
            ("Event", e => e.Event), ("#Received", e => e.Received), ("#Counted", e => e.Counted), ("#Grants", e => e.Grants));
    }

    private void PrintIgnored(DemoReport report)
    {
        Title("What was ignored, and why");
        var ignored = from e in report.Events from some in e.Ignored select (Reason: Split(e.Event, some.Because), some.Deliveries);
        Show(ignored.GroupBy(some => some.Reason.Because, StringComparer.Ordinal)
            .OrderByDescending(group => group.Sum(some => some.Deliveries)),
            ("Because", group => group.Key), ("#Deliveries", group => group.Sum(some => some.Deliveries)),
            ("Which", group => Shortened([.. group.Select(some => some.Reason.What).Distinct(StringComparer.Ordinal)])));
    }

    /// <summary>
    /// Many reasons begin with what they are about: "issues.labeled is no contribution". Without it they can be put together.
    /// </summary>
    private static (string What, string Because) Split(string eventName, string reason)
    {
        var space = reason.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && reason.AsSpan(0, space).Contains(eventName, StringComparison.Ordinal)
            ? (reason[..space], reason[(space + 1)..]) : (eventName, reason);
    }

    private static string Shortened(string[] names) => names.Length <= NamesMax
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(NamesMax))} and {names.Length - NamesMax} more";

    private void PrintEpochs(DemoReport report)
    {
        Title("Epochs");
        Show(report.Epochs, ("Epoch from", epoch => epoch.Id), ("until", epoch => $"{epoch.End:yyyy-MM-dd}"),
            ("#To distribute", epoch => epoch.Budget), ("#Paid", epoch => epoch.Paid), ("#Carried over", epoch => epoch.CarriedOver),
            ("#Recipients", epoch => epoch.Recipients));
    }

    /// <summary>Grain to three decimals; the exact amount is in the account.</summary>
    private void PrintLeaderboard(DemoReport report)
    {
        Title("Leaderboard");
        Show(report.Leaderboard, ("#", row => row.Rank), ("Contributor", row => row.Contributor), ("#Points", row => row.Points),
            ("#Cred", row => $"{row.Cred:0.00}"), ("#Score", row => row.Score),
            ("#Grain", row => $"{decimal.Parse(row.Grain, CultureInfo.InvariantCulture):#,0.000}"));
    }

    private void PrintLive(LiveReport live)
    {
        Title("The epoch that goes on");
        Line(string.Create(CultureInfo.InvariantCulture,
            $"A review by {live.Reviewer} arrived, and {live.Epoch} was ranked again: {live.Cred:0.00} cred so far, place {live.Rank}."));
        Line($"It would be paid {decimal.Parse(live.WouldGet, CultureInfo.InvariantCulture):#,0.000} grain if the epoch were closed now; "
            + "nothing is paid.");
    }

    private void PrintProofs(DemoReport report)
    {
        Title("Proof");
        foreach (var proof in report.Proofs)
        {
            Line($"{(proof.Holds ? '✓' : '✗')} {proof.Claim} ({proof.Found})");
            if (proof.Fault is { } fault) Line("    " + fault);
        }
    }

    private void PrintEnd(DemoReport report)
    {
        var failed = report.Proofs.Count(proof => !proof.Holds);
        console.WriteLine();
        Line(failed == 0 ? $"All {report.Proofs.Count} proofs hold." : $"{failed} of {report.Proofs.Count} proofs do not hold.");
        Line($"End state {report.Digest[..16]}, in {report.Seconds:0.0} s. It is the same "
            + "after every run, with --chaos or without.");
    }

    private void Title(string text)
    {
        console.WriteLine();
        console.WriteLine(text);
        console.WriteLine();
    }

    /// <summary>Not by the console, which would break a long line in the middle of a word and fill it with blanks.</summary>
    private void Line(string text) => console.Profile.Out.Writer.WriteLine("  " + text);

    private void Show<T>(IEnumerable<T> rows, params (string Heading, Func<T, object?> Cell)[] columns) =>
        TextTable.Write(console.Profile.Out.Writer, rows, columns);
}
