using System.Text;
using System.Text.Json;
using Grain.Functions.Tests.Hosting.OpenApi;
using Xunit;

namespace Grain.Functions.Tests.People;

/// <summary>Who has signed in and is nobody in a private space cannot tell it from one that is not there.</summary>
public sealed class StrangersTests
{
    [Fact]
    public async Task Whatever_a_stranger_asks_a_private_space_is_answered_as_one_that_never_was()
    {
        var app = await GrainApp.SharedAsync();
        var (there, archived, never) = (await app.NewSpaceAsync("""{"proposals":{"reviewers":{"people":["ada"]}}}"""),
            await app.NewSpaceAsync("{}"), $"never-{Guid.NewGuid():N}");
        await app.SendAsync(HttpMethod.Patch, $"spaces/{archived}", """{"archived":true}""");
        await app.SendAsync(HttpMethod.Put, $"spaces/{there}/limits", """{"requestsAMinute":1}""");
        await app.GetAsync($"spaces/{there}/grain");
        using var stranger = app.ClientOf($"stranger@{Guid.NewGuid():N}");
        var faults = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var asked = ApiAddresses.Of(app.ApiDocument).Where(each => each.Path.Contains("{space}", StringComparison.Ordinal)
            && each.Operation.TryGetProperty("x-grain-role", out _)).ToArray();
        Assert.Contains(asked, each => each.Operation.GetProperty("operationId").GetString() == "withdrawProposal");
        Assert.Contains(asked, each => each.Operation.GetProperty("operationId").GetString() == "patchMe");
        await Parallel.ForEachAsync(asked, async (one, cancellation) =>
        {
            var expected = await AnswerAsync(never);
            foreach (var space in new[] { there, archived })
                if (await AnswerAsync(space) is var answer && answer != expected)
                    faults.Enqueue($"{one.Method} {one.Path}: {answer} and not {expected}");

            async Task<string> AnswerAsync(string space)
            {
                using var request = new HttpRequestMessage(one.Method, $"/api/{ApiAddresses.Fill(one.Path, space, "x1")}?odd=1");
                if (one.Method != HttpMethod.Get) request.Content = new StringContent("[", Encoding.UTF8, "application/json");
                using var answered = await stranger.SendAsync(request, cancellation);
                var body = await answered.Content.ReadAsStringAsync(cancellation);
                var detail = JsonDocument.Parse(body).RootElement.GetProperty("detail").GetString()!;
                return $"{(int)answered.StatusCode} {detail.Replace(space, "SPACE", StringComparison.Ordinal)}";
            }
        });
        Assert.Empty(faults);
    }

    /// <summary>People whom the space knows, by a link or by who may propose, come in.</summary>
    [Fact]
    public async Task Whom_a_private_space_knows_comes_in()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("""{"proposals":{}}""");
        using var stranger = app.ClientOf($"stranger@{space}");
        using var linked = app.ClientOf($"linked@{space}");
        await app.PostAsync($"spaces/{space}/identities/subjects?id=ada",
            $$"""{"issuer":"{{app.Issuer.Authority}}","subject":"linked@{{space}}"}""");
        Assert.Equal((403, 404, 200, 200), (await StatusAsync(stranger, "proposals"), await StatusAsync(stranger, "me"),
            await StatusAsync(linked, "proposals"), await StatusAsync(linked, "me")));
        await app.SendAsync(HttpMethod.Patch, $"spaces/{space}/config", """{"proposals":{"proposers":{"signedIn":true}}}""");
        Assert.Equal((200, 200), (await StatusAsync(stranger, "proposals"), await StatusAsync(stranger, "me")));

        async Task<int> StatusAsync(HttpClient client, string path)
        {
            using var answer = await client.GetAsync(new Uri($"/api/spaces/{space}/{path}", UriKind.Relative));
            return (int)answer.StatusCode;
        }
    }
}
