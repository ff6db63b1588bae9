using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>recompute</c>: ranks the epoch that is not closed yet with all that came so far. Nothing is paid.</summary>
internal static class RecomputeCommand
{
    internal static Command Create() => AppVerb.InSpace("recompute",
        "Ranks the epoch that goes on with all that came so far, and tells what it would pay. Nothing is paid.", [],
        async (call, cancellation) =>
        {
            var answer = await call.SendAsync(HttpMethod.Post, "recompute", null, cancellation);
            var recomputed = answer.Read(ApiJson.Default.RecomputedView);
            if (call.AsJson) call.Output.WriteLine(answer.Text.TrimEnd());
            if (!recomputed.Success) throw new CommandException(Plain.Text(recomputed.Error ?? "it could not be ranked"));
            if (!call.AsJson) Write(recomputed, await call.SpaceAsync(cancellation), call.Output);
        });

    private static void Write(RecomputedView recomputed, string space, TextWriter output)
    {
        if (recomputed.Epoch is not { } epoch) return;
        output.WriteLine(recomputed.Changed == true
            ? $"The epoch {epoch.Epoch} is ranked: {Shown.Count(recomputed.Scores, "person", "people")}, "
                + $"{Shown.Count(epoch.Contributions, "contribution")}."
            : $"Nothing came since the epoch {epoch.Epoch} was ranked on {epoch.AsOf:yyyy-MM-dd HH:mm:ss} UTC.");
        output.WriteLine($"It would pay {Amount.Of(recomputed.Grain)} grain if it were closed now; it goes on until "
            + $"{epoch.End:yyyy-MM-dd HH:mm} UTC.");
        foreach (var note in epoch.Notes ?? []) output.WriteLine(Plain.Text($"{note.Text} {note.Cure}".TrimEnd()));
        output.WriteLine($"Who has what so far: ./grain leaderboard --by cred --open --space {space}");
    }
}
