using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>status</c>: what waits, what was put aside and which epochs are late, on one screen. On a terminal it is drawn anew every two seconds
/// until Ctrl-C.
/// </summary>
internal static class StatusCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    internal static Command Create()
    {
        var once = Ask.For<bool>("--once", "Shows it once, also on a terminal.");
        return AppVerb.OfApp("status", "Shows on one screen how the app is; goes on until Ctrl-C.", [once], async (call, cancellation) =>
        {
            var isLive = !call.AsJson && !call.Get(once) && ReferenceEquals(call.Output, Console.Out) && !Console.IsOutputRedirected;
            do
            {
                var answer = await call.App.GetAsync("status", cancellation);
                if (isLive) Console.Clear();
                call.Show(answer, VerbJson.Default.StatusView, status => Write(status, call.Output));
                if (isLive) await Task.Delay(Pause, cancellation);
            }
            while (isLive);
        });
    }

    internal static void Write(StatusView status, TextWriter output)
    {
        var up = Lasting((long)(status.At - status.StartedAt).TotalSeconds);
        output.WriteLine(Plain.Text(string.Create(CultureInfo.InvariantCulture,
            $"Grain {status.Version}, {status.At:yyyy-MM-dd HH:mm:ss}Z; up for {up}, ")
            + $"{Shown.Count(status.Operations, "storage operation")} since"));
        TextTable.Write(output, status.Queues, ("Queue", row => row.Queue), ("#Messages", row => $"{row.Messages}"),
            ("#Oldest", row => row.OldestSeconds is { } age ? Lasting(age) : ""),
            ("#Poison", row => row.Poison == 0 ? "" : $"{row.Poison}"));
        output.WriteLine($"{Shown.Count(status.Spaces, "space")}{(status.More ? ", and others" : "")}; "
            + (status.LateCount == 0 ? "no epoch is late." : $"{Shown.Count(status.LateCount, "epoch")} late:"));
        foreach (var late in status.Late)
            output.WriteLine(Plain.Text($"  {late.Space}: {late.Epoch}, ended {Lasting((long)(status.At - late.EndedAt).TotalSeconds)} ago"
                + (late.Error is { } error ? $": {PlainLine.Of(error, 120)}" : "")));
        if (status.Unreadable.Count > 0) output.WriteLine(Plain.Text($"Cannot be read: {string.Join(", ", status.Unreadable)}"));
        if (status.Formats is { } formats) output.WriteLine(UpgradeCommand.TextOf(formats));
        if (status.Queues.Any(queue => queue.Poison > 0)) output.WriteLine("./grain poison list shows what was put aside.");
        if (status.Late.Count > 0 || status.Unreadable.Count > 0) output.WriteLine("./grain doctor says what to do.");
    }

    /// <summary>How long something lasts, in the unit that fits.</summary>
    private static string Lasting(long seconds) => seconds switch
    {
        < 120 => $"{seconds} s",
        < 7_200 => $"{seconds / 60} min",
        < 172_800 => $"{seconds / 3_600} h",
        _ => $"{seconds / 86_400} days",
    };
}
