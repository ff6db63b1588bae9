using Azure.Storage.Queues;
using Grain.Functions.Ledgers.Credits.Events;

namespace Grain.Functions.Tests.Fixtures;

/// <summary>The data as they were written, and how to come to them anew.</summary>
internal static class Fixture
{
    private static readonly Lazy<(AccountImage Account, AccountImage Expected)> Stored = new(() =>
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "Fixtures", "Data");
        return (AccountImage.Load(Path.Combine(folder, "account")), AccountImage.Load(Path.Combine(folder, "expected")));
    });

    /// <summary>What lies in the account: written by an earlier build, and read by this one.</summary>
    public static AccountImage Data => Stored.Value.Account;

    /// <summary>
    /// What the epochs come to when they go on from there: the tables <c>epochs</c> and <c>grain</c>, and the epochs' pieces.
    /// </summary>
    public static AccountImage Expected => Stored.Value.Expected;

    /// <summary>The parts of an account that <see cref="Expected"/> has.</summary>
    public static AccountImage OutcomeOf(AccountImage account) => account.Where((file, line) =>
        file is "tables/epochs.ndjson" or "tables/grain.ndjson"
            || (file == "blobs.ndjson" && line.Contains("/statement.json-", StringComparison.Ordinal)));

    /// <summary>Whether a line is the event of a node's first credit.</summary>
    public static bool TellsOfBeginning(string file, string line) =>
        file == AccountImage.FileOf("events") && line.Contains(CreditEvent.Initialized, StringComparison.Ordinal);

    /// <summary>Plays the whole recipe into an empty account.</summary>
    public static async Task PlayAsync(string connectionString)
    {
        var clock = new FixtureClock(FixtureRecipe.Steps[0].At);
        await using (var app = await FixtureApp.StartAsync(connectionString, clock, idsAsThen: true))
        {
            var player = new FixturePlayer(app, clock, connectionString);
            foreach (var step in FixtureRecipe.Steps) await player.PlayAsync(step);
        }

        foreach (var cut in FixtureRecipe.Cuts) await CutAsync(connectionString, cut);
    }

    /// <summary>Finishes the runs that were cut, and closes all that is due.</summary>
    public static async Task GoOnAsync(string connectionString)
    {
        var clock = new FixtureClock(FixtureRecipe.GoesOnAt);
        await using var app = await FixtureApp.StartAsync(connectionString, clock);
        var player = new FixturePlayer(app, clock, connectionString);
        foreach (var space in FixtureRecipe.Spaces) await player.CloseEpochsAsync(space);
    }

    private static async Task CutAsync(string connectionString, FixtureCut cut)
    {
        var place = cut.NewCut();
        await using (var proxy = await CuttingProxy.StartAsync(connectionString, place.IsHereAsync, place.Answered))
        await using (var app = await FixtureApp.StartAsync(proxy.ConnectionString, new FixtureClock(cut.At)))
        {
            using var asked = await app.Client.PostAsync(new Uri($"/api/spaces/{cut.Space}/epochs", UriKind.Relative), null);
            asked.EnsureSuccessStatusCode();
            await proxy.Cut.WaitAsync(TimeSpan.FromMinutes(2));
        }

        // The message of the run that was cut would come again while the next one is cut, and the run be taken up.
        await new QueueClient(connectionString, "epochs").ClearMessagesAsync();
    }
}
