using System.Net;
using System.Text.Json;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Webhooks.Deliveries;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Grain.Functions.Tests.Webhooks.DeliveryLogs;

public sealed class DeliveryLogTests : IAsyncLifetime
{
    private const string Star =
        """
        {"action":"created","starred_at":"2026-11-01T10:00:00Z","repository":{"id":3,"name":"field","full_name":"octo/field"},
         "sender":{"login":"Ada","id":1,"type":"User"}}
        """;

    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = await app.NewSpaceAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Every_signed_delivery_is_in_the_log_newest_first_and_no_payload_unless_asked_for()
    {
        await app.DeliverAsync(space, "star", Star, "d1");
        await app.DeliverAsync(space, "ping", Star, "d2");
        await app.DeliverAsync(space, "star", "{}", "d3");
        var log = await ReadAsync();
        Assert.Equal(["d3 star malformed 0", "d2 ping ignored 0", "d1 star accepted 1"],
            log.GetProperty("deliveries").EnumerateArray().Select(Line));
        Assert.All(log.GetProperty("deliveries").EnumerateArray(), each => Assert.Equal("github", each.GetProperty("source").GetString()));
        Assert.All(log.GetProperty("deliveries").EnumerateArray(), each => Assert.True(each.GetProperty("ms").GetDouble() > 0));
        Assert.Contains("$.action", log.GetProperty("deliveries")[0].GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("octo/field", log.GetRawText(), StringComparison.Ordinal);
        Assert.False(log.TryGetProperty("next", out _));

        Assert.Equal(["d2 ping ignored 0"], (await ReadAsync("?outcome=ignored")).GetProperty("deliveries").EnumerateArray().Select(Line));
        Assert.Empty((await ReadAsync("?source=gitlab")).GetProperty("deliveries").EnumerateArray());
    }

    [Fact]
    public async Task A_delivery_tells_what_became_of_its_grants()
    {
        await app.DeliverAsync(space, "star", Star, "d1");
        await Eventually.HoldsAsync(async () => await StateAsync("d1") == "appended 1");
        await app.DeliverAsync(space, "star", Star, "d2");
        await Eventually.HoldsAsync(async () => await StateAsync("d2") == "seen-before 1");
        await app.DeliverAsync(space, "ping", Star, "d3");
        Assert.Equal("", await StateAsync("d3"));

        async Task<string> StateAsync(string delivery)
        {
            var id = (await ReadAsync()).GetProperty("deliveries").EnumerateArray()
                .First(each => each.GetProperty("delivery").GetString() == delivery).GetProperty("id").GetString();
            var (_, found) = await app.GetAsync($"spaces/{space}/webhooks/deliveries/{id}");
            return string.Join(' ', found.GetProperty("became").EnumerateArray().Select(each =>
                $"{each.GetProperty("state").GetString()} {(each.TryGetProperty("seq", out var seq) ? seq.GetInt64() : 0)}"));
        }
    }

    [Fact]
    public async Task A_delivery_tells_which_tier_its_grant_crossed_also_when_others_came_after_it()
    {
        await app.SendAsync(HttpMethod.Patch, $"spaces/{space}/config",
            """{"tiers":[{"name":"seed","from":0.01},{"name":"tree","from":1000}]}""");
        await app.DeliverAsync(space, "star", Star, "d1");
        await Eventually.HoldsAsync(async () => (await TiersAsync()) == """{"after":"seed","crossed":["seed"]}""");
        await app.PostAsync($"spaces/{space}/grants",
            """
            {"grantId":"much","contributor":"github/ada","amount":5000,"category":"x","source":"y","grantedAt":"2026-11-01T10:00:00Z"}
            """);
        Assert.Equal("""{"after":"seed","crossed":["seed"]}""", await TiersAsync());

        async Task<string> TiersAsync()
        {
            var id = (await ReadAsync()).GetProperty("deliveries")[0].GetProperty("id").GetString();
            var (_, found) = await app.GetAsync($"spaces/{space}/webhooks/deliveries/{id}");
            return string.Join(' ', found.GetProperty("became").EnumerateArray()
                .Select(each => each.TryGetProperty("tier", out var tier) ? tier.GetRawText() : "-"));
        }
    }

    [Fact]
    public async Task Pages_join_without_gaps()
    {
        for (var i = 0; i < 7; i++) await app.DeliverAsync(space, "ping", Star, $"d{i}");
        var (seen, after) = (new List<string>(), "");
        do
        {
            var page = await ReadAsync($"?limit=3{after}");
            seen.AddRange(page.GetProperty("deliveries").EnumerateArray().Select(each => each.GetProperty("delivery").GetString()!));
            after = page.TryGetProperty("next", out var next) ? $"&after={next.GetString()}" : "";
        }
        while (after.Length > 0);
        Assert.Equal(Enumerable.Range(0, 7).Reverse().Select(i => $"d{i}"), seen);
    }

    [Theory]
    [InlineData("?outcome=lost", "outcome")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?limit=501", "limit")]
    [InlineData("?after=x", "after")]
    [InlineData("?after=20261120-0000000000000000000-zzzzzzzz", "after")]
    public async Task A_question_that_makes_no_sense_is_refused(string query, string path)
    {
        var (status, problem) = await app.GetAsync($"spaces/{space}/webhooks/deliveries{query}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(path, problem.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task Of_what_is_not_signed_nothing_is_kept_but_a_count()
    {
        for (var i = 0; i < 5; i++) await app.DeliverAsync(space, "an-event-of-a-stranger", "a-body-of-a-stranger",
            $"an-id-of-a-stranger-{i}", secret: "another-secret-entirely");
        await app.SendAsync(HttpMethod.Post, $"spaces/{space}/webhooks/github", "a-body-of-a-stranger",
            ("X-Hub-Signature-256", "a-signature-of-a-stranger"));
        var log = await ReadAsync();
        Assert.Empty(log.GetProperty("deliveries").EnumerateArray());
        Assert.Equal([1L, 5L],
            log.GetProperty("refusedToday").EnumerateArray().Select(each => each.GetProperty("count").GetInt64()).Order());
        var rows = await RowsAsync();
        Assert.Equal(2, rows.Count);
        Assert.DoesNotContain(rows, row => row.Contains("stranger", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_space_may_keep_payloads()
    {
        var keeping = await app.NewSpaceAsync("""{"webhooks":{"github":{"secrets":["a-secret-of-the-tests"]},"log":{"payloads":true}}}""");
        await app.DeliverAsync(keeping, "star", Star, "d1");
        var (_, log) = await app.GetAsync($"spaces/{keeping}/webhooks/deliveries");
        var listed = Assert.Single(log.GetProperty("deliveries").EnumerateArray());
        Assert.False(listed.TryGetProperty("payload", out _));
        Assert.Equal(Star.Length, listed.GetProperty("payloadBytes").GetInt32());
        var (status, one) = await app.GetAsync($"spaces/{keeping}/webhooks/deliveries/{listed.GetProperty("id").GetString()}");
        Assert.Equal((HttpStatusCode.OK, Star), (status, one.GetProperty("payload").GetString()));
        Assert.Equal(HttpStatusCode.NotFound,
            (await app.GetAsync($"spaces/{space}/webhooks/deliveries/{listed.GetProperty("id").GetString()}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"spaces/{space}/webhooks/deliveries/nonsense")).Status);

        var hidden = Examples.Payload("sponsorship", "created").With("sponsorship.privacy_level", "private").ToJsonString();
        await app.DeliverAsync(keeping, "sponsorship", hidden, "d2");
        var newest = (await app.GetAsync($"spaces/{keeping}/webhooks/deliveries")).Body.GetProperty("deliveries")[0];
        Assert.Equal(("the sponsorship is private", false),
            (newest.GetProperty("reason").GetString(), newest.TryGetProperty("payloadBytes", out _)));
        await app.DeliverAsync(keeping, "secret_scanning_alert", """{"action":"created","alert":{"secret":"hush"}}""", "d3");
        newest = (await app.GetAsync($"spaces/{keeping}/webhooks/deliveries")).Body.GetProperty("deliveries")[0];
        Assert.Equal(("secret_scanning_alert", false),
            (newest.GetProperty("event").GetString(), newest.TryGetProperty("payloadBytes", out _)));
    }

    [Fact]
    public async Task Days_that_are_no_longer_kept_are_swept()
    {
        var storage = await Azurite.NewServiceAsync();
        var now = new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        var (name, pages) = (Azurite.NewName("space-"), new DeliveryPages(storage, now));
        var table = storage.Table("deliveries");
        for (var back = 0; back < 5; back++)
            await table.UpsertAsync(Record(now.GetUtcNow().AddDays(-back)).ToRow(name));
        Assert.Equal(5, (await pages.ReadAsync(name, 10, new DeliveryFilter(null, null, null), 50, default)).Count);
        Assert.Equal(2, await pages.SweepAsync(name, days: 3, default));
        Assert.Equal(0, await pages.SweepAsync(name, days: 3, default));
        Assert.Equal([20, 19, 18],
            (await pages.ReadAsync(name, 10, new DeliveryFilter(null, null, null), 50, default)).Select(each => each.At.Day));
    }

    [Theory]
    [InlineData("""{"webhooks":{"log":{"days":0}}}""")]
    [InlineData("""{"webhooks":{"log":{"days":401}}}""")]
    public async Task The_days_to_keep_are_bounded(string config) =>
        Assert.Equal(HttpStatusCode.BadRequest, (await app.SendAsync(HttpMethod.Put, $"spaces/{space}/config", config)).Status);

    private static DeliveryRecord Record(DateTimeOffset at) =>
        new(at, "github", "push", "d", "accepted", null, 1.5, 1) { Id = DeliveryId.Of(at, [1, 2, 3, 4]) };

    private static string Line(JsonElement each) =>
        $"{each.GetProperty("delivery").GetString()} {each.GetProperty("event").GetString()} "
        + $"{each.GetProperty("outcome").GetString()} {each.GetProperty("grants").GetInt32()}";

    private async Task<JsonElement> ReadAsync(string query = "")
    {
        var (status, body) = await app.GetAsync($"spaces/{space}/webhooks/deliveries{query}");
        Assert.Equal(HttpStatusCode.OK, status);
        return body;
    }

    private async Task<List<string>> RowsAsync()
    {
        var rows = new List<string>();
        var all = $"PartitionKey ge '{space}~' and PartitionKey lt '{space}~9'";
        await foreach (var row in app.Storage.Table("deliveries").QueryAsync(all))
            rows.Add($"{row.Place()} {row.Required<string>("Source")} {row.Required<string>("Reason")}");
        return rows;
    }
}
