using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Xunit;

namespace Grain.Functions.Tests.Fixtures;

/// <summary>Data of storage format 2: those of format 1, moved by an earlier build, and gone on with. What it changed is kept.</summary>
public sealed class MovedFixtureTests
{
    /// <summary>The folder into which it shall be written anew, if so.</summary>
    private const string WriteVariable = "GRAIN_MOVED_FIXTURE_WRITE";

    private static readonly string Activity = AccountImage.FileOf("activity");
    private static readonly string Spaces = AccountImage.FileOf("spaces");

    /// <summary>An hour later, so that it is in force.</summary>
    private static readonly DateTimeOffset Later = FixtureRecipe.GoesOnAt + TimeSpan.FromHours(1);

    /// <summary>All facts that were sent before, and some of people who were there and of others.</summary>
    private static IEnumerable<FixtureStep> Facts =>
    [
        .. FixtureRecipe.Steps.Where(step => step.CountsOnce && step.Path.EndsWith("/activity", StringComparison.Ordinal)),
        .. FixtureRecipe.Steps.Where(step => step.CountsOnce && step.Path.EndsWith("/activity", StringComparison.Ordinal)).Take(1)
            .Select(step => step with
            {
                Body = """
                    [{"id":"moved-1","caller":"ada","at":"2026-11-14T08:00:00Z","model":"small"},
                     {"id":"moved-2","caller":"newcomer","at":"2026-11-14T08:00:00Z","model":"small"},
                     {"id":"moved-3","caller":"cy","at":"2026-11-14T08:00:00Z","model":"new"}]
                    """,
                Status = 200,
            }),
    ];

    [Fact]
    public async Task What_was_moved_is_read_and_proven_and_counts_nothing_again()
    {
        if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 } written)
        {
            await WriteAsync(written);
            return;
        }

        var moved = AccountImage.Load(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Data", "moved"));
        var files = new SortedDictionary<string, string[]>(Fixture.Data.Files, StringComparer.Ordinal)
        {
            [Activity] = moved.Files[Activity],
            [Spaces] = [.. Fixture.Data.Files[Spaces], .. moved.Files[Spaces]],
        };
        var account = await Azurite.ConnectionStringAsync(MemoryAccount.New());
        await new AccountImage(files).WriteAsync(account);
        var (holds, report) = await FixtureApp.VerifyAsync(account);
        Assert.True(holds, report);
        await PlayAsync(account, async app =>
            Assert.Contains("\"totalRequests\":", await app.Client.GetStringAsync(new Uri("/api/spaces/garden/stats", UriKind.Relative)),
                StringComparison.Ordinal));
        var after = await AccountImage.ReadAsync(account);
        ImageAssert.Equal(moved.Where((file, _) => file == Activity), after.Where((file, _) => file == Activity));
    }

    private static async Task WriteAsync(string folder)
    {
        var account = await Azurite.ConnectionStringAsync(MemoryAccount.New());
        await Fixture.Data.WriteAsync(account);
        var clock = new FixtureClock(FixtureRecipe.GoesOnAt);
        await using (var app = await FixtureApp.StartAsync(account, clock))
        {
            using var answer = await app.Client.PostAsync(new Uri("/api/formats", UriKind.Relative), null);
            answer.EnsureSuccessStatusCode();
        }

        await PlayAsync(account, _ => Task.CompletedTask);
        (await AccountImage.ReadAsync(account)).Where((file, line) =>
            file == Activity || (file == Spaces && line.Contains("\"PartitionKey\":\"formats\"", StringComparison.Ordinal))).Save(folder);
    }

    private static async Task PlayAsync(string account, Func<FixtureApp, Task> look)
    {
        var clock = new FixtureClock(Later);
        await using var app = await FixtureApp.StartAsync(account, clock);
        var player = new FixturePlayer(app, clock, account);
        foreach (var step in Facts) await player.PlayAsync(step with { At = Later });
        await look(app);
    }
}
