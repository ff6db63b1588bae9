using System.Text.Json;
using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>What the API shows when all is over: every read is answered, and shows what was taken.</summary>
internal sealed class ChaosReads(HttpClient app, ChaosBook book, ChaosTally tally)
{
    private static readonly string[] Others =
        ["", "/config", "/leaderboard?by=cred", "/leaderboard?by=grain", "/grain", "/epochs", "/credits/events", "/activity/heatmap",
            "/activity/buddy", "/usage", "/webhooks/deliveries?limit=5", "/feed", "/graph"];

    /// <summary>Looks at all of it.</summary>
    public async Task RunAsync()
    {
        foreach (var path in Others) await ReadAsync(path);
        var stats = (await ReadAsync("/activity/stats"))?.GetProperty("stats").GetProperty("totalRequests").GetInt64();
        if (stats != book.Facts.Count) Find($"activity shows {stats} requests, and {book.Facts.Count} were taken");
        if ((await ReadAsync("/grain/verify"))?.GetProperty("holds").GetBoolean() is false) Find("grain does not add up");
        foreach (var each in book.Grants.GroupBy(grant => grant.Value.Contributor, StringComparer.Ordinal))
        {
            var (count, total) = (each.Count(), Points.Sum(each.Select(grant => grant.Value.Amount)));
            if (await ReadAsync($"/contributors?id={Uri.EscapeDataString(each.Key)}") is not { } told) continue;
            var points = told.GetProperty("points");
            if (points.GetProperty("count").GetInt64() != count
                || points.GetProperty("total").GetDecimal() != (decimal)total.Micro / 1_000_000)
                Find($"{each.Key} is shown with {points}, and {count} grants of {total} points were taken");
            await ReadAsync($"/grain/accounts?id={Uri.EscapeDataString(each.Key)}");
        }

        foreach (var node in book.Tasks.Values.Select(task => task.Node).Distinct()) await ReadAsync($"/credits?id={node}");
        if (await ReadAsync("/epochs") is { } epochs && epochs.GetProperty("epochs").EnumerateArray().Any(epoch =>
            epoch.GetProperty("stage").GetString() != "Closed")) Find($"an epoch is not closed: {epochs}");
    }

    private async Task<JsonElement?> ReadAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/api/spaces/{book.Space}{path}", UriKind.Relative));
        var answer = await ChaosClient.AskAsync(app, request);
        if (answer.IsGood) return answer.Json;
        Find($"{path} is answered {answer.Says} {answer.Body}, and nothing fails");
        return null;
    }

    private void Find(string what) => tally.Find($"{book.Space}: {what}");
}
