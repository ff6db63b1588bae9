using Grain.Functions.Audit;
using Grain.Functions.SourceCred.Writing;
using Grain.Local.SourceCred;

namespace Grain.Local.Verbs;

/// <summary><c>import sourcecred PATH --space S</c>: an instance of SourceCred: its people, and what they were paid.</summary>
internal static class SourceCredImportCommand
{
    /// <summary>What a shell takes for "ended by Ctrl-C".</summary>
    private const int Interrupted = 130;

    private static readonly Argument<string> Place = new("PATH")
    {
        Description = "The instance: its folder, a clone of its repository, or a zip or tar of it.",
    };

    private static readonly Option<string?> Space = Ask.For<string>("--space",
        $"The space that it goes to, made when it is not there; by default ${AppOptions.SpaceVariable}, or the only one there is.");
    private static readonly Option<string?> Branch = Ask.For<string>("--branch",
        "Only this branch of the clone; else the folder and the branch gh-pages, and of two ledgers the longer one.");
    private static readonly Option<bool> Lenient =
        Ask.For<bool>("--lenient", "Pass over events that SourceCred would refuse, and list them; else the first one ends the import.");
    private static readonly Option<bool> DryRun = Ask.For<bool>("--dry-run", "Only look at it, and write nothing.");
    private static readonly Option<bool> Json = Ask.For<bool>("--json", "The report as JSON, with every account.");

    /// <summary>The verb <c>sourcecred</c> below <c>import</c>.</summary>
    internal static Command Create()
    {
        var command = new Command("sourcecred", "Brings an instance of SourceCred in: identities, grain and distributions of its ledger, "
            + "each event once. Run again it takes what is new.")
        {
            Place, Space, Branch, Lenient, DryRun, Json,
        };
        command.SetAction(CommandScope.Action(RunAsync));
        return command;
    }

    private static async Task<int> RunAsync(CommandScope scope, ParseResult parsed, CancellationToken cancellation)
    {
        var choice = new ImportChoice(parsed.GetValue(Lenient), parsed.GetValue(DryRun));
        await using var places = new InstancePlaces();
        var files = await places.OpenAsync(parsed.GetRequiredValue(Place), parsed.GetValue(Branch), cancellation);
        if (places.Remark is { } remark) scope.Tell(Plain.Text(remark));
        var space = await SpaceAsync(scope, parsed.GetValue(Space), choice.DryRun, cancellation);
        var (import, room) = (scope.Get<InstanceImport>(), scope.EmulatorRoom());
        var progress = new Progress(scope.Error, scope.Get<TimeProvider>(), "events written");
        Task<ImportReport> ImportAsync() => import.RunAsync(space, files, choice, done =>
        {
            room?.RequireSome();
            progress.Report(done);
        }, cancellation);
        try
        {
            var report = choice.DryRun ? await ImportAsync()
                : await scope.Get<Acts>().AroundAsync(space.Name, "import sourcecred", async act =>
                {
                    var done = await ImportAsync();
                    act.Sets("events", done.Ledger.New).Nothing(done.Ledger.New == 0);
                    return done;
                }, cancellation);
            await (parsed.GetValue(Json) ? ReportText.WriteJsonAsync(scope.Output, report) : ReportText.WriteAsync(scope.Output, report));
            return report.Equal.Any(each => each.IsEqual == false) ? Faults.Failed : 0;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            scope.Tell(choice.DryRun ? "interrupted" : "interrupted; the same command goes on where it stopped");
            return Interrupted;
        }
    }

    private static async Task<Space> SpaceAsync(CommandScope scope, string? given, bool dryRun, CancellationToken cancellation)
    {
        var name = given ?? SpaceChoice.Usual;
        if (name is null || await scope.Get<SpaceDirectory>().FindAsync(name, fresh: true, cancellation) is not null)
            return await scope.FindSpaceAsync(given, cancellation, writes: !dryRun);
        if (!SpaceName.IsValid(name)) throw new CommandException(SpaceName.Rule);
        var (config, shards) = (scope.Get<ConfigForm>().Complete(new SpaceConfig()), SpaceDirectory.ShardsDefault);
        if (dryRun) return new Space(name, shards, scope.Get<TimeProvider>().GetUtcNow(), 1, config, default);
        return CommandScope.Writable((await scope.Get<SpaceDirectory>().CreateAsync(name, shards, config, cancellation)).Space);
    }
}
