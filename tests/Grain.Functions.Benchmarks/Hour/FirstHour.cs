using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grain.Local;
using Grain.Local.Api;
using Grain.Local.CommandLine;

namespace Grain.Functions.Benchmarks.Hour;

/// <summary>What a newcomer has after the first hour.</summary>
/// <param name="OwnGrant">Time from the start of <c>serve</c> until a grant of one's own is in the ledger.</param>
/// <param name="FirstPaid">Time from the start of the import of a repository until epochs over all of its history are paid.</param>
/// <param name="Import">What <c>import git</c> said.</param>
/// <param name="Close">What <c>epochs close</c> said.</param>
/// <param name="Leaderboard">What <c>leaderboard</c> answered, as JSON.</param>
/// <param name="Explanation">What <c>explain</c> said of the one at the top.</param>
/// <param name="Payouts">What <c>payouts</c> answered, as JSON.</param>
internal sealed record HourResult(TimeSpan OwnGrant, TimeSpan FirstPaid, string Import, string Close, string Leaderboard,
    string Explanation, string Payouts);

/// <summary>
/// The first hour of somebody who has cloned Grain: an own space, a grant by hand, webhooks of GitHub, the history of a repository, the
/// first paid epochs, and why people have what they have. It takes seconds here.
/// </summary>
/// <param name="program">Starts <c>serve</c> on a free port; takes each line that it says.</param>
/// <param name="tool">Runs the other verbs, which must find the storage of that.</param>
internal sealed partial class FirstHour(Func<Action<string>, ChildProcess> program, Tool tool)
{
    private const string Secret = "a-long-random-secret";
    private const string Key = "grain_5f0c8a2e7d41b693f08c2d5e9a7b1346";

    /// <summary>What tells the app and the verbs which key opens it.</summary>
    public static IReadOnlyDictionary<string, string?> Keys { get; } =
        new Dictionary<string, string?> { ["Grain__OwnerKey"] = Key, [AppOptions.KeyVariable] = Key };

    /// <summary>Plays it.</summary>
    /// <param name="repository">The folder of a clone with a history.</param>
    /// <param name="name">What the repository is called at its forge: a clone of a clone does not tell.</param>
    /// <param name="deliveries">Payloads of GitHub.</param>
    /// <param name="grantedAt">When the grant by hand was earned.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="InvalidOperationException">A step failed; the message says which.</exception>
    public async Task<HourResult> RunAsync(string repository, string name, IReadOnlyList<WebhookDelivery> deliveries,
        DateTimeOffset grantedAt, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var serve = program(line =>
        {
            if (Serving().Match(line) is { Success: true } match) listening.TrySetResult(new Uri(match.Groups[1].Value));
        });
        if (await Task.WhenAny(listening.Task, serve.Ended) == serve.Ended)
            throw new InvalidOperationException($"serve ended: {await serve.Ended}");
        using var http = new RetryingHttp(await listening.Task, Key);
        var byHand = new SpaceClient(http, "my-project");
        await byHand.CreateAsync($$"""{ "webhooks": { "github": { "secrets": ["{{Secret}}"] } } }""", cancellation);
        await byHand.GrantAsync(
            $$"""
            { "grantId": "talk-1", "contributor": "ada", "key": "talk", "category": "community", "source": "api", "amount": 5,
              "grantedAt": "{{grantedAt:O}}" }
            """, cancellation);
        var ownGrant = clock.Elapsed;

        foreach (var delivery in deliveries)
            (await byHand.PostGitHubAsync(delivery, delivery.Sign(Secret), cancellation)).RequireSuccess();

        var app = (await listening.Task).ToString();
        string[] here = ["--space", "our-history", "--app", app];
        await new SpaceClient(http, "our-history").CreateAsync("{}", cancellation);
        clock.Restart();
        var import = await tool.RunAsync(cancellation, "import", "git", repository, "--repo", name, "--space", "our-history",
            "--from-first");
        var close = await tool.RunAsync(cancellation, ["epochs", "close", .. here]);
        var firstPaid = clock.Elapsed;

        var board = await tool.RunAsync(cancellation, ["leaderboard", "--by", "grain", "--json", .. here]);
        using var standings = JsonDocument.Parse(board);
        var first = standings.RootElement.GetProperty("standings")[0].GetProperty("contributor").GetString()!;
        return new HourResult(ownGrant, firstPaid, import, close, board,
            await tool.RunAsync(cancellation, "explain", "--space", "our-history", first),
            await tool.RunAsync(cancellation, ["payouts", "--json", .. here]));
    }

    [GeneratedRegex(@"Grain serves on (http://\S+?)/? ")]
    private static partial Regex Serving();
}
