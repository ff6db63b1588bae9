using Grain.Local.Backfill;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>grain github backfill</c>: has GitHub deliver again what it could not deliver. Needs no storage: what comes, comes by webhook.
/// </summary>
internal static class BackfillCommand
{
    private static readonly Option<string?> Repository = Ask.For<string>("--repo", "The repository with the webhook, as owner/name.");
    private static readonly Option<string?> Organisation = Ask.For<string>("--org", "The organisation with the webhook.");
    private static readonly Option<long?> Hook =
        Ask.For<long?>("--hook", "The webhook's number; needed only where several could be meant.");
    private static readonly Option<string?> Since = Ask.For<string>("--since",
        "Leave alone what is older: a time as in ISO 8601. Without it, three days, which is as long as GitHub keeps deliveries.");
    private static readonly Option<int> Tries = Ask.Or("--tries", 5, "Leave alone what failed so often.");
    private static readonly Option<bool> DryRun = Ask.For<bool>("--dry-run", "Only tell what would be redelivered.");
    private static readonly Option<Uri> Api =
        Ask.Address("--api", GitHubApi.DefaultRoot, "The API's root, for an Enterprise Server: https://HOST/api/v3");
    private static readonly Option<string> TokenVariable =
        Ask.Or("--token-variable", "GITHUB_TOKEN", "The environment variable that holds the token.");

    /// <summary>The verb <c>github</c>.</summary>
    public static Command Create()
    {
        var backfill = new Command("backfill", "Redelivers what a webhook's receiver did not take: while it was down, or refused it.")
        {
            Repository, Organisation, Hook, Since, Tries, DryRun, Api, TokenVariable,
        };
        backfill.SetAction(CommandScope.Action(RunAsync));
        return new Command("github", "Webhooks of GitHub.") { backfill };
    }

    private static async Task<int> RunAsync(CommandScope scope, ParseResult parsed, CancellationToken cancellation)
    {
        void Say(string text) => scope.Error.WriteLine($"grain: {Plain.Text(text)}");
        var owner = OwnerOf(parsed);
        var plan = new BackfillPlan(SinceOf(parsed), parsed.GetValue(Tries), parsed.GetValue(DryRun));
        using var api = new GitHubApi(RootOf(parsed), TokenOf(parsed), new SocketsHttpHandler { AllowAutoRedirect = false },
            TimeProvider.System, Say);
        var hook = parsed.GetValue(Hook) ?? await DeliveryBackfill.FindHookAsync(api, owner, cancellation);
        var result = await new DeliveryBackfill(api, owner, hook, Say).RunAsync(plan, cancellation);
        foreach (var reason in result.Refused) Say(reason);
        await scope.Output.WriteLineAsync(
            $"{owner.Name}, webhook {hook}: {Shown.Count(result.Attempts, "delivery", "deliveries")}, {result.Lost} lost, "
            + $"{result.Redelivered} redelivered, {result.GivenUp} given up, {result.Refused.Count} refused");
        return result.Refused.Count > 0 ? Faults.Failed : 0;
    }

    private static HookOwner OwnerOf(ParseResult parsed) => (parsed.GetValue(Repository), parsed.GetValue(Organisation)) switch
    {
        ({ } name, null) => HookOwner.TryRepository(name, out var owner) ? owner
            : throw new UsageException($"'{name}' is not the name of a repository: owner/name"),
        (null, { } name) => HookOwner.TryOrganisation(name, out var owner) ? owner
            : throw new UsageException($"'{name}' is not the name of an organisation"),
        _ => throw new UsageException("name either a repository with --repo or an organisation with --org"),
    };

    private static DateTimeOffset SinceOf(ParseResult parsed)
    {
        if (parsed.GetValue(Since) is not { } text) return TimeProvider.System.GetUtcNow().AddDays(-3);
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var since)
            ? since
            : throw new UsageException($"--since: '{text}' is not a time as in ISO 8601");
    }

    private static Uri RootOf(ParseResult parsed)
    {
        var root = parsed.GetValue(Api)!;
        if (!root.IsAbsoluteUri || root.Scheme != Uri.UriSchemeHttps && !root.IsLoopback)
            throw new UsageException("--api must be an https:// address: the token goes there");
        return new Uri(root.AbsoluteUri.TrimEnd('/') + "/");
    }

    private static string TokenOf(ParseResult parsed)
    {
        var variable = parsed.GetValue(TokenVariable)!;
        var token = Environment.GetEnvironmentVariable(variable)?.Trim();
        if (string.IsNullOrEmpty(token)) throw new CommandException(
            $"the environment variable {variable} is not set: it holds a token that may read and write webhooks");
        return token.All(c => c is > ' ' and <= '~') ? token
            : throw new CommandException($"the environment variable {variable} holds something that is no token");
    }
}
