using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>webhook deliveries</c>: what senders delivered, and what became of it.</summary>
internal static class DeliveriesCommand
{
    private const int LimitDefault = 20;
    private const int LimitMax = 500;

    private static readonly string[] Outcomes = ["accepted", "ignored", "malformed", "failed", "asked", "given-up"];

    internal static Command Create()
    {
        var source = Ask.For<string>("--source", "Only those of this sender, as in github.");
        var outcome = Ask.For<string>("--outcome", "Only those that came to this.");
        outcome.AcceptOnlyFromAmong(Outcomes);
        var limit = Ask.Number("--limit", LimitDefault, 1, LimitMax, "How many of the latest to show.");
        return AppVerb.InSpace("deliveries", "Lists what senders delivered, and what became of it.", [source, outcome, limit],
            async (call, cancellation) => call.Show(await call.GetAsync("webhooks/deliveries" + ApiQuery.Of(
                ("source", call.Get(source)), ("outcome", call.Get(outcome)), ("limit", $"{call.Get(limit)}")), cancellation),
                VerbJson.Default.DeliveriesView, list => Write(list, call.Output)));
    }

    private static void Write(DeliveriesView list, TextWriter output)
    {
        if (list.Deliveries.Count == 0) output.WriteLine("Nothing is in the log.");
        else
            TextTable.Write(output, list.Deliveries, ("At", row => $"{row.At:yyyy-MM-dd HH:mm:ss}"), ("From", row => row.Source),
                ("Event", row => row.Event), ("Outcome", row => row.Outcome), ("#Grants", row => row.Grants),
                ("Reason", row => row.Reason ?? (row.AskedFor > 0 ? "was asked for again" : null)));
        if (list.Next is not null) output.WriteLine("There are more; --limit shows them.");
        foreach (var refused in list.RefusedToday ?? [])
            output.WriteLine(Plain.Text(
                $"Refused today, from {refused.Source}: {Shown.Count(refused.Count, "delivery", "deliveries")} ({refused.Reason})."));
    }
}
