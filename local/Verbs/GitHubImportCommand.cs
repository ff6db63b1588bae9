using Grain.Functions.Audit;
using Grain.Functions.Storage;
using Grain.Functions.Webhooks.Arrivals;
using Grain.Functions.Webhooks.Intake;
using Grain.Local.Backfill;
using Grain.Local.GitHub;
using Grain.Local.Histories;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>grain import github OWNER/NAME --space S</c>: what people did in a repository before its webhook was there, as grants.
/// </summary>
internal static class GitHubImportCommand
{
    private const int Interrupted = 130; // as shells say it of Ctrl-C

    private static readonly Argument<string> Name = NameOf();
    private static readonly Option<string?> Space = Ask.Space("The space that the grants go to");
    private static readonly Option<string?> Token =
        Ask.For<string>("--token", "The token. Others on this machine can see it here: better set the environment variable.");
    private static readonly Option<string> TokenVariable =
        Ask.Or("--token-variable", "GITHUB_TOKEN", "The environment variable that holds the token.");
    private static readonly Option<Uri> Api =
        Ask.Address("--api", GitHubApi.DefaultRoot, "The API's root, for an Enterprise Server: https://HOST/api/v3");
    private static readonly Option<DateTimeOffset?> Since = SinceOf();
    private static readonly Option<string[]> Only = OnlyOf();
    private static readonly Option<bool> Afresh =
        Ask.For<bool>("--afresh", "Read everything again; without it an import goes on where the last one stopped.");
    private static readonly Option<bool> DryRun = Ask.For<bool>("--dry-run", "Only show what it would give whom.");
    private static readonly Option<bool> FromFirst = AfterImport.FromFirst();
    private static readonly Option<bool> Json = Ask.For<bool>("--json", "The result as JSON.");

    /// <summary>The verb <c>github</c> below <c>import</c>.</summary>
    internal static Command Create()
    {
        var command = new Command("github", "Makes grants of a repository's issues, pull requests, reviews, comments, discussions and "
            + "releases, under the ids that the webhook gives: each counts once. Commits come by 'import git'.")
        {
            Name, Space, Token, TokenVariable, Api, Since, Only, Afresh, DryRun, FromFirst, Json,
        };
        command.SetAction(CommandScope.Action(RunAsync));
        return command;
    }

    private static Argument<string> NameOf()
    {
        var argument = new Argument<string>("OWNER/NAME") { Description = "The repository." };
        argument.Validators.Add(result =>
        {
            if (!HookOwner.TryRepository(result.Tokens[0].Value, out _))
                result.AddError($"'{result.Tokens[0].Value}' is not the name of a repository: owner/name");
        });
        return argument;
    }

    private static Option<DateTimeOffset?> SinceOf()
    {
        var option = Ask.For<DateTimeOffset?>("--since", "Count only what happened since: a date or a time as in ISO 8601, in UTC.");
        option.CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
                out var since))
                return since;
            result.AddError($"--since must be a time as in ISO 8601, not '{result.Tokens[0].Value}'");
            return null;
        };
        return option;
    }

    private static Option<string[]> OnlyOf()
    {
        var known = string.Join(", ", ImportPart.Known);
        var option = Ask.Several("--only", $"What to read, instead of all but stars and forks: {known}; can be given several times.");
        option.Validators.Add(result =>
        {
            foreach (var part in result.Tokens.Select(token => token.Value).Except(ImportPart.Known))
                result.AddError($"--only must be one of {known}, not '{part}'");
        });
        return option;
    }

    private static async Task<int> RunAsync(CommandScope scope, ParseResult parsed, CancellationToken cancellation)
    {
        void Say(string text) => scope.Error.WriteLine($"grain: {Plain.Text(text)}");
        var space = await scope.FindSpaceAsync(parsed.GetValue(Space), cancellation, writes: !parsed.GetValue(DryRun));
        var (time, since, isDry) = (scope.Get<TimeProvider>(), parsed.GetValue(Since), parsed.GetValue(DryRun));
        var root = GitHubToken.RootOf(parsed.GetRequiredValue(Api));
        using var api = new GitHubApi(root, GitHubToken.Of(parsed.GetValue(Token), parsed.GetRequiredValue(TokenVariable)),
            new GraphMeaning(new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.All }), time,
            Say)
        {
            Needs = GitHubToken.Needs,
        };
        var client = new GraphClient(api, time, Say);
        var history = new ImportedHistory(space, scope.Get<HomeInstances>(), isDry ? null : scope.Get<AppendGrants>(), time, since);
        var import = new GitHubImport(client, parsed.GetRequiredValue(Name).Split('/') is [var owner, var name] ? (owner, name) : default,
            history, since);
        IReadOnlyList<string> parts = parsed.GetValue(Only) is { Length: > 0 } only ? only : ImportPart.Usual;
        try
        {
            var totals = await import.OpenAsync(parts, cancellation);
            if (!import.FullName.Equals(parsed.GetValue(Name), StringComparison.OrdinalIgnoreCase))
                Say($"{parsed.GetValue(Name)} is called {import.FullName} now");
            var places = isDry ? null : new ImportPlaces(scope.Get<StorageService>(), space, import.Place);
            if (parsed.GetValue(Afresh)) await (places?.ForgetAsync(parts, cancellation) ?? Task.CompletedTask);
            if (!isDry) scope.EmulatorRoom()?.RequireFor(totals.Values.Sum());
            Task ShowAsync() => ImportProgress.ShowAsync(scope, totals.Values.Sum(), string.Join(", ", parts),
                progress => import.RunAsync(parts, places, progress, cancellation));
            if (isDry) await ShowAsync();
            else await scope.Get<Acts>().AroundAsync(space.Name, "import github", async act =>
            {
                await ShowAsync();
                act.Sets("parts", string.Join(", ", parts)).Sets("grants", history.Written).Nothing(history.Written == 0);
            }, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            Say(isDry ? "interrupted" : "interrupted; the same command goes on where it stopped");
            return Interrupted;
        }

        var report = new GitHubImportReport(import, history, client, isDry);
        await (parsed.GetValue(Json) ? report.WriteJsonAsync(scope.Output) : report.WriteAsync(scope.Output, space.Name));
        foreach (var reason in report.Faults) Say(reason);
        if (!isDry)
            await new AfterImport(scope, space.Name, $"./grain import github {import.FullName} --space {space.Name}")
                .TellAsync(history.Work, parsed.GetValue(FromFirst), cancellation);
        return report.Faults.Count > 0 ? Faults.Failed : 0;
    }
}
