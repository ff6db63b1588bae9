using Grain.Functions.Epochs.Jobs;
using Grain.Functions.Storage;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>rank-job [--space S]</c>: ranks the epochs whose graphs are too large for the app, and puts the results where the app finds them.
/// Works on storage, and may be ended at any time.
/// </summary>
internal static class RankJobCommand
{
    private const int PageSize = 100;

    internal static Command Create()
    {
        var space = Ask.For<string>("--space", $"The space to work for; by default ${AppOptions.SpaceVariable}, or all.");
        var command = new Command("rank-job", "Ranks the epochs whose graphs are too large for the app, and ends.") { space };
        command.SetAction(CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            await scope.Get<StorageFormats>().RefuseNewerAsync(cancellation);
            var name = parsed.GetValue(space) ?? SpaceChoice.Usual;
            var isDone = name is null ? await RankAllAsync(scope, cancellation)
                : await RankAsync(scope, (await scope.FindSpaceAsync(name, cancellation, writes: true)).Name, cancellation);
            return isDone ? 0 : Faults.Failed;
        }));
        return command;
    }

    /// <summary>Ranks in all spaces that are in use. One that cannot be read stops no other.</summary>
    private static async Task<bool> RankAllAsync(CommandScope scope, CancellationToken cancellation)
    {
        var (spaces, isDone) = (scope.Get<SpaceDirectory>(), true);
        for (var (after, more) = ("", true); more;)
        {
            (var page, more) = await spaces.Listing.PageAsync(after, PageSize, [SpaceState.Active], null, cancellation);
            foreach (var each in page)
            {
                if (each.Fault is { } fault) scope.Tell(Plain.Lines($"{each.Name}: {fault}"));
                isDone &= each.Fault is null && await RankAsync(scope, each.Name, cancellation);
            }

            if (page.Count > 0) after = page[^1].Name;
        }

        return isDone;
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
