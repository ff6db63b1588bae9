using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>epochs</c>: what each paid, and what is to be said of it; <c>epochs close</c> closes all that are due.</summary>
internal static class EpochsCommand
{
    private const int LimitDefault = 20;
    private const int LimitMax = 1000;

    /// <summary>What an epoch hands out is read of each one by itself.</summary>
    private const int ReadsAtOnce = 8;

    internal static Command Create()
    {
        var limit = Ask.Number("--limit", LimitDefault, 1, LimitMax, "How many of the latest epochs to show.");
        var epochs = AppVerb.InSpace("epochs", "Lists the epochs with what they paid; closes those that are due.", [limit],
            async (call, cancellation) =>
            {
                var answer = await call.GetAsync("epochs", cancellation);
                if (call.AsJson) call.Output.WriteLine(answer.Text.TrimEnd());
                else await WriteAsync(call, answer.Read(VerbJson.Default.EpochsView), call.Get(limit), cancellation);
            });
        epochs.Add(EpochsClosing.Create());
        epochs.Add(EpochPaymentsCommand.Create());
        return epochs;
    }

    private static async Task WriteAsync(AppCall call, EpochsView list, int limit, CancellationToken cancellation)
    {
        await WriteAsync(call, list.Epochs.Select(epoch => epoch.Id).TakeLast(limit), cancellation);
        if (list.Epochs.Count > limit) call.Output.WriteLine($"{Shown.Count(list.Epochs.Count - limit, "earlier one")}; more with --limit");
        if (list.SupplyGrain is { } supply) call.Output.WriteLine($"All epochs together have made {Amount.Of(supply)} grain.");
        var close = $"./grain epochs close --space {await call.SpaceAsync(cancellation)}";
        call.Output.WriteLine(list switch
        {
            { Due: { } due } when list.Remaining > 1 => $"{list.Remaining} epochs are due, the oldest {due}: {close}",
            { Due: { } due } => $"The epoch {due} is due: {close}",
            { NextEnd: { } end } => $"None is due; the next one ends on {end:yyyy-MM-dd HH:mm} UTC.",
            _ => "None is due.",
        });
    }

    /// <summary>A table of epochs, and what is to be said of them.</summary>
    internal static async Task WriteAsync(AppCall call, IEnumerable<string> ids, CancellationToken cancellation)
    {
        var names = ids.ToArray();
        if (names.Length == 0) return;
        _ = await call.SpaceAsync(cancellation);
        var epochs = new EpochView[names.Length];
        await Parallel.ForAsync(0, names.Length,
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellation },
            async (i, token) => epochs[i] =
                (await call.GetAsync($"epochs/{Uri.EscapeDataString(names[i])}", token)).Read(VerbJson.Default.EpochView));
        TextTable.Write(call.Output, epochs, ("Epoch", epoch => epoch.Id), ("Until", epoch => $"{epoch.End:yyyy-MM-dd}"),
            ("Stage", epoch => epoch.Stage), ("#Budget", epoch => Amount.Of(epoch.Amounts?.BudgetGrain)),
            ("#Paid", epoch => Amount.Of(epoch.Amounts?.PaidGrain)), ("#People", epoch => epoch.Amounts?.Recipients));
        foreach (var epoch in epochs)
        {
            if (epoch.Error is { } error) call.Output.WriteLine($"{epoch.Id} failed, and is tried again: {Plain.Text(error)}");
            foreach (var note in epoch.Notes ?? [])
                call.Output.WriteLine(Plain.Text($"{epoch.Id}: {note.Text} {note.Cure}".TrimEnd()));
        }
    }
}
