using System.Globalization;
using System.Text.Json;
using Grain.Functions.Benchmarks.Hour;
using Grain.Functions.Tests.Local.Histories;
using Grain.Functions.Tests.Storage;
using Grain.Local;
using Grain.Local.Api;
using Xunit;
using Xunit.Abstractions;

namespace Grain.Functions.Tests.Local;

/// <summary>The hour of a newcomer, with the programs that <c>./grain</c> starts.</summary>
public sealed class FirstHourTests(ITestOutputHelper output)
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory.Replace(
        Path.Combine("tests", "Grain.Functions.Tests"), "local", StringComparison.Ordinal), "Grain.Local");

    [Fact]
    public async Task From_a_clone_to_people_who_see_why_they_have_what_they_have()
    {
        using var history = new MadeRepository(origin: null)
        {
            Begins = TimeProvider.System.GetUtcNow().AddDays(-20),
            Pause = TimeSpan.FromHours(8),
        };
        for (var i = 0; i < 40; i++)
            history.Commit(i % 4 == 0 ? "Bob" : "Ada", i % 4 == 0 ? "bob@example.org" : "ada@example.org", $"Step {i}", $"src/{i}.cs");
        history.Finish();
        var examples = WebhookDelivery.ReadExamples(Repository.Find().WebhookExamples);
        var deliveries = examples.Where(one => one.Event is "issues" or "pull_request" or "pull_request_review").Take(12).ToArray();
        var storage = new Dictionary<string, string?>(FirstHour.Keys)
        {
            ["AzureWebJobsStorage"] = await Azurite.ConnectionStringAsync(Azurite.NewAccount()),
        };
        var hour = new FirstHour(
            say => ChildProcess.Start([Program, "serve", "--port", "0", "--storage", storage["AzureWebJobsStorage"]!], storage, say),
            new Tool(Program, storage, output.WriteLine));

        var result = await hour.RunAsync(history.Folder, "octo/field", deliveries, TimeProvider.System.GetUtcNow().AddDays(-1), default);

        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"serve to own grant {result.OwnGrant.TotalSeconds:0.0} s, import to paid epochs {result.FirstPaid.TotalSeconds:0.0} s"));
        foreach (var text in (string[])[result.Import, result.Close, result.Leaderboard, result.Explanation, result.Payouts])
            output.WriteLine(text);
        using var board = JsonDocument.Parse(result.Leaderboard);
        var people = board.RootElement.GetProperty("standings").EnumerateArray().ToArray();
        Assert.Equal(2, people.Length);
        var grain =
            people.Select(person => decimal.Parse(person.GetProperty("grain").GetString()!, CultureInfo.InvariantCulture)).ToArray();
        Assert.True(grain[0] > grain[1] && grain[1] > 0, result.Leaderboard);
        Assert.Contains("commit", result.Explanation, StringComparison.Ordinal);
        using var payouts = JsonDocument.Parse(result.Payouts);
        Assert.Equal(
            people.Select(person => person.GetProperty("contributor").GetString()).Order(),
            payouts.RootElement.GetProperty("payouts").EnumerateArray().Select(one => one.GetProperty("identity").GetString()).Distinct()
                .Order());
    }
}
