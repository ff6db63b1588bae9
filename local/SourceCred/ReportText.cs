using Grain.Functions.Distributions.Amounts;
using Grain.Functions.SourceCred.Writing;

namespace Grain.Local.SourceCred;

/// <summary>The report of an import, for people and for programs.</summary>
internal static class ReportText
{
    private const int Decimals = InstanceImport.Decimals;
    private const int NotTakenShown = 50;

    /// <summary>One JSON value, with every account.</summary>
    public static Task WriteJsonAsync(TextWriter output, ImportReport report) =>
        output.WriteLineAsync(ReadableJson.Seen(JsonSerializer.Serialize(report, SourceCredJson.Default.ImportReport.InGrain(Decimals))));

    /// <summary>A table of what there is, and below it what was not taken.</summary>
    public static async Task WriteAsync(TextWriter output, ImportReport report)
    {
        TextTable.Write(output, RowsOf(report), ("", row => row.What), ("", row => row.Found));
        foreach (var difference in report.Equal.SelectMany(each => each.Differences.Select(line => $"{each.With}: {line}")))
            await output.WriteLineAsync(Plain.Text($"  differs: {difference}"));
        foreach (var each in report.NotTaken.Take(NotTakenShown))
            await output.WriteLineAsync(Plain.Text($"  not taken: {each.What}: {each.Why}"));
        if (report.NotTaken.Count - NotTakenShown is > 0 and var more)
            await output.WriteLineAsync($"  and {more} more, which --json lists");
        if (report.DryRun) await output.WriteLineAsync("Nothing was written: this is a dry run.");
        if (report.Next is { Due: > 1, Enabled: false } next)
            await output.WriteLineAsync($"{next.Due} epochs have ended since {next.Start:yyyy-MM-dd}, and none is paid by itself: epochs "
                + $"are switched off. ./grain config set enabled true --space {report.Space} lets each be paid a budget.");
    }

    private static string Number(double value) => value.ToString("G10", CultureInfo.InvariantCulture);

    private static IEnumerable<(string What, string Found)> RowsOf(ImportReport report)
    {
        var (ledger, people) = (report.Ledger, report.Identities);
        yield return ("instance", report.Source);
        yield return ("events", $"{ledger.Events}, {ledger.New} new"
            + (ledger.Skipped > 0 ? $", {ledger.Skipped} passed over" : "")
            + (ledger.TornLine is { } line ? $", line {line} is torn" : ""));
        foreach (var (action, count) in ledger.ByAction) yield return ($"  {action}", $"{count}");
        yield return ("identities", $"{people.Active} active, {people.Inactive} not active, {people.Merged} merged");
        yield return ("balances", GrainNotation.Format(report.Balances, Decimals));
        yield return ("paid", GrainNotation.Format(report.Paid, Decimals));
        yield return ("last distribution", report.LastDistribution is { } last ? $"for cred until {last:u}" : "none");
        yield return ("hash over accounts", report.AccountsHash);
        foreach (var each in report.Equal)
            yield return ($"equal to {each.With}", each.IsEqual switch { true => "yes", false => "no", null => "cannot be told" });
        if (report.Cred is { Intervals: > 0 } cred)
        {
            yield return ("cred", $"{cred.Intervals} intervals, from {cred.From:u} until {cred.Until:u}");
            if (cred.Shown is { } shown) yield return ($"  as {cred.File} shows it", Number(shown));
            if (cred.Recomputed is { } again) yield return ("  computed again", Number(again));
            if (cred.Difference is { } difference) yield return ("  largest difference", $"{Number(difference)} ({cred.DifferenceOf})");
            if (cred.StoppedDifference is { } stopped) yield return ("  stopped where SourceCred stops", $"{Number(stopped)}");
        }

        if (report.Cred is { Configured.Count: > 0 } said) yield return ("configuration", string.Join(", ", said.Configured));
        if (report.Next is { } next) yield return ("first epoch from here", $"{next.Id}, from {next.Start:u}");
    }
}
