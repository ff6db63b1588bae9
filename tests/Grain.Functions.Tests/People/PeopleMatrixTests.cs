using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Grain.Functions.Tests.Hosting.OpenApi;
using Xunit;

namespace Grain.Functions.Tests.People;

/// <summary>
/// Whoever wants to be shown to nobody is so by every operation that reads, whoever reads; and who asks for them by name learns nothing.
/// </summary>
public sealed class PeopleMatrixTests
{
    private static readonly string[] Words = ["veiled", "masked"];

    /// <summary>Names in the query by which operations ask for somebody.</summary>
    private static readonly string[] Askers = ["id", "caller", "contributor", "account"];

    [Fact]
    public async Task No_operation_that_reads_leads_to_them()
    {
        var people = await PlantedPeople.MakeAsync();
        using var reader = people.Reader();
        using var nobody = people.Nobody();
        var faults = new ConcurrentQueue<string>();
        var seen = new ConcurrentBag<string>();
        var reads = ApiAddresses.Of(people.App.ApiDocument).Where(each => RoleOf(each.Operation) == "reader").ToArray();
        await Parallel.ForEachAsync(reads, async (read, _) =>
        {
            var name = read.Operation.GetProperty("operationId").GetString()!;
            foreach (var id in new[] { "ada", people.Pseudonym })
                foreach (var (who, client) in new[] { ("reader", reader), ("nobody", nobody) })
                    foreach (var path in PathsOf(read.Path, read.Operation, id, people))
                    {
                        var text = await SendAsync(client, read.Method, path, BodyOf(name));
                        if (text.Status == 200) seen.Add($"{who} {name}");
                        if (Words.FirstOrDefault(word => text.Body.Contains(word, StringComparison.OrdinalIgnoreCase)) is { } found)
                            faults.Enqueue($"{who}: {read.Method} {path} says {found}: {Around(text.Body, found)}");
                    }
        });
        Assert.True(faults.IsEmpty, string.Join('\n', faults));
        Assert.Empty(reads.Select(read => $"reader {read.Operation.GetProperty("operationId").GetString()}").Except(seen)
            .Except(["reader getTransfer", "reader getTransferById", "reader getHold"])); // asked for below
        await AsksAsync(people, reader);
        await SumsAsync(people, reader);
    }

    /// <summary>By each of their ids they are answered as somebody who never was.</summary>
    private static async Task AsksAsync(PlantedPeople people, HttpClient reader)
    {
        var asks = ApiAddresses.Of(people.App.ApiDocument).Where(each => RoleOf(each.Operation) == "reader"
            && each.Method == HttpMethod.Get).SelectMany(each => AsksOf(each.Path, each.Operation)).ToArray();
        Assert.True(asks.Length >= 30, $"{asks.Length}");
        var faults = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(asks, async (ask, _) =>
        {
            foreach (var id in new[] { PlantedPeople.Veiled, PlantedPeople.Masked, $"{PlantedPeople.Veiled}-node" })
            {
                var unknown = $"github/nobody-{id.Length}";
                var known = await SendAsync(reader, HttpMethod.Get, Path(ask, people, id), null);
                var never = await SendAsync(reader, HttpMethod.Get, Path(ask, people, unknown), null);
                if (known.Status != never.Status || Bare(known.Body, id) != Bare(never.Body, unknown))
                    faults.Enqueue($"{ask}: {known.Status} {known.Body} instead of {never.Status} {never.Body}");
            }
        });
        Assert.Empty(faults);

        static string Path(string ask, PlantedPeople people, string id) =>
            "/api/" + ask.Replace("{space}", people.Space, StringComparison.Ordinal)
                .Replace("{who}", Uri.EscapeDataString(id), StringComparison.Ordinal);
        // A reader's own question, the moment it is asked and a name made of the id may stand in the answer.
        static string Bare(string body, string id) => string.Join('\n', body.Replace(id, "WHO", StringComparison.Ordinal)
            .Split(',').Where(part => !part.Contains("\"asOf\"", StringComparison.Ordinal)
                && !part.Contains("\"name\":", StringComparison.Ordinal) && !part.Contains("traceId", StringComparison.Ordinal)));
    }

    /// <summary>Sums come out, and a steward sees all as they are.</summary>
    private static async Task SumsAsync(PlantedPeople people, HttpClient reader)
    {
        var shown = JsonDocument.Parse(await reader.GetStringAsync(people.Address("leaderboard"))).RootElement;
        var all = await people.OkAsync(HttpMethod.Get, "leaderboard");
        decimal Sum(JsonElement board) =>
            board.GetProperty("standings").EnumerateArray().Sum(each => each.GetProperty("points").GetDecimal());
        Assert.Equal((2, 3), (shown.GetProperty("count").GetInt32(), all.GetProperty("count").GetInt32()));
        Assert.Equal((1, Sum(all)), (shown.GetProperty("others").GetProperty("count").GetInt32(),
            Sum(shown) + shown.GetProperty("others").GetProperty("points").GetDecimal()));
        Assert.Equal(["veiledname", "Ada", "maskedname"],
            all.GetProperty("standings").EnumerateArray().Select(each => each.GetProperty("name").GetString()));
        var numbers = JsonDocument.Parse(await reader.GetStringAsync(people.Address($"contributors/{people.Pseudonym}"))).RootElement;
        var person = await people.OkAsync(HttpMethod.Get, $"contributors/{PlantedPeople.Masked}");
        Assert.Equal(person.GetProperty("points").GetProperty("total").GetDecimal(),
            numbers.GetProperty("points").GetProperty("total").GetDecimal());
        Assert.False(numbers.GetProperty("points").TryGetProperty("lastAt", out _));
        var replayed = JsonDocument.Parse((await SendAsync(reader, HttpMethod.Post, $"{people.Address("whatif?epochs=1")}",
            BodyOf("replayWhatIf"))).Body).RootElement;
        var rest = await SendAsync(reader, HttpMethod.Post, $"{people.Address("whatif")}",
            $$"""{"distribution":{"budgetPerEpoch":"10"},"continue":"{{replayed.GetProperty("next").GetString()}}"}""");
        Assert.Equal((200, '~'), (rest.Status, replayed.GetProperty("next").GetString()![0]));
        using var statement = await reader.GetAsync(people.Address($"epochs/{people.Epochs[0]}/statement"));
        var exact = await people.App.Client.GetAsync(people.Address($"epochs/{people.Epochs[0]}/statement"));
        Assert.Equal((true, $"W/{exact.Headers.ETag!.Tag}"), (statement.Headers.ETag!.IsWeak, $"W/{statement.Headers.ETag.Tag}"));
        Assert.Contains(PlantedPeople.Veiled.Split('/')[1][..6], await exact.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private static string? RoleOf(JsonElement operation) =>
        operation.TryGetProperty("x-grain-role", out var role) ? role.GetString() : null;

    private static string? BodyOf(string operation) => operation switch
    {
        "tryWhatIf" or "replayWhatIf" => """{"distribution":{"budgetPerEpoch":"10"}}""",
        _ => null,
    };

    private static IEnumerable<string> PathsOf(string path, JsonElement operation, string id, PlantedPeople people)
    {
        foreach (var epoch in path.Contains("{epoch}", StringComparison.Ordinal) ? people.Epochs : [""])
        {
            var filled = ApiAddresses.Fill(path.Replace("{epoch}", epoch, StringComparison.Ordinal)
                .Replace("{file}", $"{id}.svg", StringComparison.Ordinal), people.Space, Uri.EscapeDataString(id));
            var asked = QueryOf(operation).Where(name => Askers.Contains(name) || name is "file" or "node" or "from" or "task").ToArray();
            yield return $"/api/{filled}?{string.Join('&', asked.Select(name => $"{name}={id}"))}";
            if (path.EndsWith("proofs/grant", StringComparison.Ordinal)) yield return $"/api/{filled}?id=a1-ada";
            if (path.EndsWith("proofs/history", StringComparison.Ordinal)) yield return $"/api/{filled}?since={epoch}";
            if (path.EndsWith("explain", StringComparison.Ordinal))
                yield return $"/api/{filled}?{string.Join('&', asked.Select(name => $"{name}={id}").Append("epoch=open"))}";
            if (path.Contains("/graph", StringComparison.Ordinal))
                foreach (var more in new[] { "epoch=open", "limit=9", "format=graphml&epoch=open", "depth=5" })
                    yield return $"/api/{filled}?{string.Join('&', asked.Select(name => $"{name}={id}").Append(more))}";
            if (asked.Contains("caller")) yield return $"/api/{filled}";
        }

        if (path.EndsWith("/cred", StringComparison.Ordinal))
            foreach (var by in new[] { "", "?by=module", "?top=1" })
                yield return $"/api/{path.Replace("{space}", people.Space, StringComparison.Ordinal)}{by}";
        if (path.EndsWith("leaderboard", StringComparison.Ordinal))
            foreach (var by in new[] { "recompute", "cred", "grain", "cred&epoch=open" })
                yield return $"/api/{path.Replace("{space}", people.Space, StringComparison.Ordinal)}?by={by}";
        if (path.EndsWith("whatif", StringComparison.Ordinal) && !path.Contains("epoch", StringComparison.Ordinal))
            yield return $"/api/{path.Replace("{space}", people.Space, StringComparison.Ordinal)}?people=9&epochs=1";
    }

    private static IEnumerable<string> AsksOf(string path, JsonElement operation)
    {
        var names = QueryOf(operation).Where(Askers.Contains).ToArray();
        if (path.EndsWith("graph/around", StringComparison.Ordinal)) names = ["node"];
        foreach (var name in names)
            yield return $"{path}?{name}={{who}}{(path.EndsWith("transfers", StringComparison.Ordinal) ? "&from={who}" : "")}";
        foreach (var value in new[] { "{id}", "{node}", "{file}" })
            if (path.Contains(value, StringComparison.Ordinal))
                yield return path.Replace(value, value == "{file}" ? "{who}.svg" : "{who}", StringComparison.Ordinal)
                    + (QueryOf(operation).Contains("from") && IsOfMoves(path) ? "?from={who}" : "");
    }

    private static bool IsOfMoves(string path) =>
        path.Contains("transfers", StringComparison.Ordinal) || path.Contains("holds", StringComparison.Ordinal);

    private static IEnumerable<string> QueryOf(JsonElement operation) =>
        !operation.TryGetProperty("parameters", out var parameters) ? [] : parameters.EnumerateArray()
            .Where(each => each.TryGetProperty("in", out var place) && place.GetString() == "query")
            .Select(each => each.GetProperty("name").GetString()!);

    private static async Task<(int Status, string Body)> SendAsync(HttpClient client, HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await client.SendAsync(request);
        return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private static string Around(string body, string word)
    {
        var at = body.IndexOf(word, StringComparison.OrdinalIgnoreCase);
        return body[Math.Max(0, at - 80)..Math.Min(body.Length, at + 40)];
    }
}
