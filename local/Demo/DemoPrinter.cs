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

        var table = Table("Event", "#Received", "#Counted", "#Grants");
        foreach (var e in report.Events.Where(e => e.Counted > 0)) table.AddRow(Cells(e.Event, e.Received, e.Counted, e.Grants));
        console.Write(table);
    }

    private void PrintIgnored(DemoReport report)
    {
        Title("What was ignored, and why");
        var table = Table("Because", "#Deliveries", "Which");
        var ignored = from e in report.Events from some in e.Ignored select (Reason: Split(e.Event, some.Because), some.Deliveries);
        foreach (var group in ignored.GroupBy(some => some.Reason.Because, StringComparer.Ordinal)
            .OrderByDescending(group => group.Sum(some => some.Deliveries)))
            table.AddRow(Cells(group.Key, group.Sum(some => some.Deliveries),
                Shortened([.. group.Select(some => some.Reason.What).Distinct(StringComparer.Ordinal)])));
        console.Write(table);
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
        var table = Table("Epoch from", "until", "#To distribute", "#Paid", "#Carried over", "#Recipients");
        foreach (var epoch in report.Epochs)
            table.AddRow(Cells(epoch.Id, epoch.End.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), epoch.Budget, epoch.Paid,
                epoch.CarriedOver, epoch.Recipients));
        console.Write(table);
    }

    private void PrintLeaderboard(DemoReport report)
    {
        Title("Leaderboard");
        var table = Table("#", "Contributor", "#Points", "#Cred", "#Score", "#Grain");
        foreach (var row in report.Leaderboard)
            table.AddRow(Cells(row.Rank, row.Contributor, row.Points, row.Cred.ToString("0.00", CultureInfo.InvariantCulture), row.Score,
                Grain(row.Grain)));
        console.Write(table);
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
        Line($"End state {report.Digest[..16]}, in {report.Seconds.ToString("0.0", CultureInfo.InvariantCulture)} s. It is the same "
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

    /// <summary>A table; a heading that begins with # stands over numbers.</summary>
    private static Table Table(params ReadOnlySpan<string> headings)
    {
        var table = new Table { Border = TableBorder.Simple };
        foreach (var heading in headings)
        {
            var isNumber = heading.StartsWith('#');
            var column = new TableColumn(new Text(isNumber && heading.Length > 1 ? heading[1..] : heading))
            {
                Alignment =
                isNumber ? Justify.Right : Justify.Left
            };
            table.AddColumn(column);
        }

        return table;
    }

    private static Text[] Cells(params ReadOnlySpan<object> values)
    {
        var cells = new Text[values.Length];
        for (var i = 0; i < cells.Length; i++) cells[i] = new Text(Convert.ToString(values[i], CultureInfo.InvariantCulture) ?? "");
        return cells;
    }

    /// <summary>Whole grain to three decimals; the exact amount is in the account.</summary>
    private static string Grain(string text) =>
        decimal.Parse(text, CultureInfo.InvariantCulture).ToString("#,0.000", CultureInfo.InvariantCulture);
}
