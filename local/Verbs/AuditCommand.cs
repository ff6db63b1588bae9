using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>audit</c>: who did what in a space, the newest first.</summary>
internal static class AuditCommand
{
    private const int LimitDefault = 20;
    private const int LimitMax = 500;

    internal static Command Create()
    {
        var operation = Ask.For<string>("--operation", "Only this one, as in patchSpaceConfig.");
        var by = Ask.For<string>("--by", "Only by this one: a key's id, or what stands in the column By.");
        var before = Ask.Number("--before", 0, 0, int.MaxValue, "Only acts before this number.");
        var owner = Ask.For<bool>("--owner", "What owners did to their keys, and to spaces as a whole.");
        var limit = Ask.Number("--limit", LimitDefault, 1, LimitMax, "How many of the latest to show.");
        return AppVerb.InSpace("audit", "Lists what stewards, admins and owners did, the newest first.",
            [operation, by, before, owner, limit], async (call, cancellation) =>
        {
            var query = "audit" + ApiQuery.Of(("operation", call.Get(operation)), ("by", call.Get(by)),
                ("before", call.Get(before) is > 0 and var number ? $"{number}" : null), ("limit", $"{call.Get(limit)}"));
            var answer = call.Get(owner) ? await call.App.GetAsync(query, cancellation) : await call.GetAsync(query, cancellation);
            call.Show(answer, VerbJson.Default.AuditView, view => Write(view, call.Output));
        });
    }

    private static void Write(AuditView view, TextWriter output)
    {
        if (view.Acts.Count == 0) output.WriteLine("There is no such act.");
        else TextTable.Write(output, view.Acts, ("#No", row => row.Seq), ("At", row => $"{row.At:yyyy-MM-dd HH:mm:ss}"),
            ("By", row => row.By), ("Did", row => row.Operation), ("To", row => To(row)), ("Changed", row => Changes(row)));
        if (view.Next is { } next) output.WriteLine($"There are more; --before {next} shows them.");
    }

    private static string To(ActView row) => string.Join(' ', new[] { row.Space, row.Target }.OfType<string>());

    private static string Changes(ActView row) => (row.Outcome == "done" ? "" : "not known whether it was done: ")
        + string.Join("; ", row.Changes.Select(change => change switch
        {
            { After: null, Before: null } => change.What,
            { Before: null } => $"{change.What}: {change.After}",
            _ => $"{change.What}: {change.Before} -> {change.After ?? "none"}",
        }));
}
