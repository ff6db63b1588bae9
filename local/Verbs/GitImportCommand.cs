using Grain.Functions.Audit;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Webhooks.Arrivals;
using Grain.Functions.Webhooks.Intake;
using Grain.Functions.Webhooks.Reading;
using Grain.Local.Histories;

namespace Grain.Local.Verbs;

/// <summary><c>grain import git PATH --space S</c>: a repository's history as grants, for a first picture without any webhook.</summary>
internal static class GitImportCommand
{
    private const int PeopleShown = 25;

    private const string Shallow =
        "grain: the clone is shallow: its older history is missing, and the commits where it ends do not tell what they change, so they "
            + "are left out, too "
        + "('git fetch --unshallow' brings the rest, and the import can simply be run again)";

    /// <summary>The verb <c>git</c> below <c>import</c>.</summary>
    internal static Command Create()
    {
        var folder = new Argument<string>("PATH") { Description = "A clone of the repository." };
        var space = Ask.Space("The space that the grants go to");
        var name =
            Ask.For<string>("--repo", "The repository as owner/name; needed only if the clone does not tell by its remote 'origin'.");
        var host = Ask.For<string>("--host",
            "Where the repository is; needed only if the remote's host is a name of your own SSH configuration.");
        var forge = Ask.For<string>("--forge", "What is there, github or gitlab; needed only if the host's name does not tell.");
        var branch = Ask.Or("--branch", "HEAD", "The branch whose history counts.");
        var paths = Ask.Several("--path", "Only commits that change something there; can be given several times.");
        var dryRun = Ask.For<bool>("--dry-run", "Only show what it would give whom.");
        var fromFirst = AfterImport.FromFirst();
        var command = new Command("git", "Makes grants of a repository's history, under the ids that pushes give: each commit counts once.")
        {
            folder, space, name, host, forge, branch, paths, dryRun, fromFirst,
        };
        command.SetAction(CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            var found = await scope.FindSpaceAsync(parsed.GetValue(space), cancellation, writes: !parsed.GetValue(dryRun));
            var clone = await GitRepository.OpenAsync(parsed.GetRequiredValue(folder), parsed.GetRequiredValue(branch), cancellation);
            var source = HistorySource.Of(clone.Origin, parsed.GetValue(host), parsed.GetValue(forge), parsed.GetValue(name));
            var import = await source.OpenAsync(
                scope.Get<HomeInstances>(), found, scope.Get<TimeProvider>().GetUtcNow(), cancellation);
            if (!parsed.GetValue(dryRun) && parsed.GetValue(paths) is not { Length: > 0 }) scope.EmulatorRoom()?.RequireFor(clone.Commits);
            if (clone.Boundary.Count > 0) await scope.Error.WriteLineAsync(Shallow);
            var ledger = parsed.GetValue(dryRun) ? null : scope.Get<GrantLedger>();
            Task RunAsync() => ImportProgress.ShowAsync(scope, clone.Commits, "commits",
                progress => import.RunAsync(clone.ReadAsync(parsed.GetValue(paths)!,
                cancellation), ledger, scope.Get<FormerIds>(), progress, cancellation));
            if (ledger is null) await RunAsync();
            else await scope.Get<Acts>().AroundAsync(found.Name, "import git", async act =>
            {
                await RunAsync();
                act.Sets("grants", import.Tally.Written).Nothing(import.Tally.Written == 0);
            }, cancellation);
            await WriteAsync(scope.Output, import, ledger is null);
            if (ledger is not null)
                await new AfterImport(scope, found.Name, AfterImport.Called(parsed))
                    .TellAsync(import.Tally.Work, parsed.GetValue(fromFirst), cancellation);
            return 0;
        }));
        return command;
    }

    private static async Task WriteAsync(TextWriter output, GitImport import, bool isDry)
    {
        var tally = import.Tally;
        var fate = isDry ? "none written, this is a dry run" : $"{tally.Written} written, {tally.Grants - tally.Written} were there";
        await output.WriteLineAsync(
            $"{Shown.Count(tally.Commits, "commit")}, {tally.Skipped} of them by bots or without an author; "
            + $"{Shown.Count(tally.Grants, "grant")}: {fate}");
        foreach (var person in tally.People.Take(PeopleShown))
            await output.WriteLineAsync(Plain.Text($"  {person.Points,12} {(person.Points.ToString() == "1" ? "point " : "points")}  "
                + $"{BoundedText.Line(person.Name, 60)} ({person.Contributor}): {Shown.Count(person.Authored, "commit")}, "
                + $"{person.CoAuthored} with others, {Shown.Count(person.Merges, "merge")}"));
        if (tally.People.Count() - PeopleShown is > 0 and var more)
            await output.WriteLineAsync($"  and {Shown.Count(more, "more person", "more people")}");
    }
}
