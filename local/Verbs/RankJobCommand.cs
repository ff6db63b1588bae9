using Grain.Functions.Epochs.Jobs;
using Grain.Functions.Storage;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>rank-job [--space S]</c>: ranks the epochs whose graphs are too large for the app, and puts the results where the app finds them.
/// Works on storage, and may be ended at any time.
/// </summary>
internal static class RankJobCommand
{
    internal static Command Create()
    {
        var space = Ask.For<string>("--space", $"The space to work for; by default ${AppOptions.SpaceVariable}, or all.");
        var command = new Command("rank-job", "Ranks the epochs whose graphs are too large for the app, and ends.") { space };
        command.SetAction(CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            await scope.Get<StorageFormats>().RefuseNewerAsync(cancellation);
            var name = parsed.GetValue(space) ?? SpaceChoice.Usual;
            string[] names = name is not null ? [(await scope.FindSpaceAsync(name, cancellation)).Name]
                : await scope.SpacesAsync(cancellation, SpaceState.Active).Select(each => each.Name).ToArrayAsync(cancellation);
            var faulty = false;
            foreach (var each in names) faulty |= !await RankAsync(scope, each, cancellation);
            return faulty ? Faults.Failed : 0;
        }));
        return command;
    }

    /// <summary>What cannot be ranked in one space stops no other.</summary>
    private static async Task<bool> RankAsync(CommandScope scope, string space, CancellationToken cancellation)
    {
        try
        {
            var ranked = await scope.Get<RankJob>().RunAsync(space, cancellation);
            await scope.Output.WriteLineAsync(Plain.Lines(ranked switch
            {
                null => $"{space}: nothing waits for a ranking job",
                { Error: { } error } failed => $"{space}: {failed.Epoch.Id} cannot be ranked: {error}",
                { } done => $"{space}: {done.Epoch.Id} is ranked, {Shown.Count(done.Edges, "edge")}; "
                    + "the app goes on with it within five minutes",
            }));
            return ranked?.Error is null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            scope.Tell(Plain.Lines($"{space}: {(fault is OutOfMemoryException ? "this machine has too little memory" : fault.Message)}"));
            return false;
        }
    }
}
