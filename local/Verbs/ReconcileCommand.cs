using System.Text.Json.Nodes;
using Grain.Local.Api;

namespace Grain.Local.Verbs;

/// <summary><c>webhook reconcile</c>: has what was lost delivered again now, and tells how that goes.</summary>
internal static class ReconcileCommand
{
    internal static Command Create()
    {
        var show = Ask.For<bool>("--show", "Only tell how it goes; asks for nothing.");
        return AppVerb.InSpace("reconcile",
            "Asks GitHub and GitLab for what was lost, where the space has given access, and tells what came of it.", [show],
            async (call, cancellation) => call.Show(
                call.Get(show) ? await call.GetAsync("webhooks/reconcile", cancellation)
                    : await call.PostAsync("webhooks/reconcile", new JsonObject(), cancellation),
                VerbJson.Default.ReconcileView, told => Write(told, call.Output)));
    }

    private static void Write(ReconcileView told, TextWriter output)
    {
        if (told.Hooks.Count == 0) output.WriteLine("The space has given no access: set webhooks.github.reconcile in its configuration.");
        foreach (var hook in told.Hooks)
        {
            var counts = $"{hook.Asked} asked for, {hook.Arrived} came, {hook.GivenUp} given up, {hook.Waiting} waiting";
            output.WriteLine(Plain.Text($"{hook.Source} {hook.Place}: "
                + (hook.RanAt is { } ran ? $"ran {ran:yyyy-MM-dd HH:mm}, {counts}" : "did not run yet")));
            if (hook.Fault is { } fault) output.WriteLine(Plain.Text($"  {fault}; tried again at {hook.NextAt:yyyy-MM-dd HH:mm}"));
        }
    }
}
