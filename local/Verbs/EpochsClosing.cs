using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>epochs close</c>: closes all epochs that are due, one after the other, and tells how far it is.</summary>
internal static class EpochsClosing
{
    /// <summary>How long nothing may change before the person is told.</summary>
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(5);

    /// <summary>How long nothing may change before it is asked again: whoever closed the one before may have ended there.</summary>
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan FirstLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    internal static Command Create()
    {
        var leave = Ask.For<bool>("--no-wait", "Only asks for them; they are closed without anybody waiting.");
        return AppVerb.InSpace("close", "Closes all epochs that are due, one after the other, and waits for it.", [leave],
            async (call, cancellation) =>
            {
                var before = await ReadAsync(call, cancellation);
                if (before.List.Due is null)
                {
                    await EndAsync(call, before.Answer, ClosedOf(before.List), cancellation);
                    return;
                }

                await AskAsync(call, cancellation);
                if (call.Get(leave)) call.Output.WriteLine(call.AsJson ? before.Answer.Text.TrimEnd() : "They will be closed.");
                else await EndAsync(call, await WaitAsync(call, before.List, cancellation), ClosedOf(before.List), cancellation);
            });
    }

    private static async Task<HttpAnswer> WaitAsync(AppCall call, EpochsView before, CancellationToken cancellation)
    {
        var (already, time) = (ClosedOf(before).Count, TimeProvider.System);
        var progress = new Progress(call.Error, time, $"of {Shown.Count(before.Remaining, "epoch")} closed");
        var (last, changedAt, askedAt, wait) = (State(before), time.GetTimestamp(), time.GetTimestamp(), FirstLook);
        while (true)
        {
            await Task.Delay(wait, time, cancellation);
            wait = LookEvery;
            var (answer, list) = await ReadAsync(call, cancellation);
            if (list.Due is not { } due) return answer;
            if (list.Epochs.FirstOrDefault(epoch => epoch.Id == due) is { Error: { } error, NextAttemptAt: not null })
                throw new CommandException($"the epoch {due} failed, and is tried again by itself: {Plain.Text(error)}");
            progress.Report(ClosedOf(list).Count - already);
            if (State(list) != last) (last, changedAt, askedAt) = (State(list), time.GetTimestamp(), time.GetTimestamp());
            else if (time.GetElapsedTime(changedAt) > StuckAfter)
                throw new CommandException($"the epoch {due} has not moved for {StuckAfter.TotalMinutes:0} minutes; it goes on by itself "
                    + "when the app's queues run (./grain poison list shows what was put aside)");
            // Each time it is asked, one more message looks for epochs until none is due.
            if (list.Running is not null || time.GetElapsedTime(askedAt) < AskAgainAfter) continue;
            await AskAsync(call, cancellation);
            askedAt = time.GetTimestamp();
        }
    }

    /// <summary>Asks for the oldest; that it runs already, or that none is due any more, is as good.</summary>
    private static async Task AskAsync(AppCall call, CancellationToken cancellation)
    {
        try
        {
            await call.SendAsync(HttpMethod.Post, "epochs", null, cancellation);
        }
        catch (RefusedException refused) when (refused.Status == HttpStatusCode.Conflict)
        {
            if ((await call.GetAsync("", cancellation)).Text.Contains("\"enabled\":false", StringComparison.Ordinal)) throw;
        }
    }

    private static async Task EndAsync(AppCall call, HttpAnswer answer, HashSet<string> before, CancellationToken cancellation)
    {
        if (call.AsJson)
        {
            call.Output.WriteLine(answer.Text.TrimEnd());
            return;
        }

        var list = answer.Read(VerbJson.Default.EpochsView);
        var closed =
            list.Epochs.Where(epoch => epoch.Statement is not null && !before.Contains(epoch.Id)).Select(epoch => epoch.Id).ToArray();
        await EpochsCommand.WriteAsync(call, closed, cancellation);
        call.Output.WriteLine(closed.Length == 0
            ? "None is due" + (list.NextEnd is { } end ? $"; the next one ends on {end:yyyy-MM-dd HH:mm} UTC." : ".")
            : $"{Shown.Count(closed.Length, "epoch")} closed. Who got what: ./grain leaderboard --by grain");
    }

    private static async Task<(HttpAnswer Answer, EpochsView List)> ReadAsync(AppCall call, CancellationToken cancellation)
    {
        var answer = await call.GetAsync("epochs", cancellation);
        return (answer, answer.Read(VerbJson.Default.EpochsView));
    }

    private static HashSet<string> ClosedOf(EpochsView list) =>
        [.. list.Epochs.Where(epoch => epoch.Statement is not null).Select(epoch => epoch.Id)];

    private static string State(EpochsView list) =>
        string.Join(' ', list.Epochs.Where(epoch => epoch.Statement is null).Select(epoch => epoch.Stage)) + list.Due;
}
