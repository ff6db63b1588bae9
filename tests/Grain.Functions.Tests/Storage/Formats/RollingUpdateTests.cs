using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Azure.Data.Tables;
using Grain.Functions.Health;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Epochs;
using Grain.Functions.Tests.Fixtures;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Spaces;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local.Host;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Storage.Formats;

/// <summary>
/// Two builds of the same source at work on one storage, the one as the version before: what is delivered to both counts once, the older
/// one can take over again, and after the move it refuses and loses nothing.
/// </summary>
public sealed class RollingUpdateTests : IAsyncLifetime
{
    private readonly ShiftedTime time = new();
    private readonly string account = MemoryAccount.New();
    private readonly CapturedLog log = new();
    private string connection = "";

    private StorageService Storage => MemoryAccount.TryOpen(account, Azurite.Settings())!;

    public async Task InitializeAsync() => connection = await Azurite.ConnectionStringAsync(account);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Two_versions_side_by_side_count_once_and_only_the_newer_one_goes_on_after_the_move()
    {
        var former = await StartAsync(1);
        using var old = TestHost.ClientOf(former.Address);
        await OkAsync(old.PutAsJsonAsync("/api/spaces/moss", new { }));
        await OkAsync(SendAsync(old, 0, 10));

        // The newer one comes beside it. Both are sent the same, at once and through the queue.
        var next = await StartAsync(null);
        using (var young = TestHost.ClientOf(next.Address))
        {
            Assert.Equal((1, 2), await FormatsAsync(young));
            await Task.WhenAll(OkAsync(SendAsync(old, 5, 10)), OkAsync(SendAsync(old, 10, 10)), OkAsync(SendAsync(young, 5, 10)),
                OkAsync(SendAsync(young, 10, 10)));
            await OkAsync(SendAsync(old, 0, 25, "respond-async"));
            await OkAsync(SendAsync(young, 0, 25, "respond-async"));
            await CountedAsync(young, 25);
            Assert.Equal(await StatsAsync(old), await StatsAsync(young));
        }

        // It is taken back, and comes again.
        await next.DisposeAsync();
        await OkAsync(SendAsync(old, 20, 10));
        next = await StartAsync(null);
        using var client = TestHost.ClientOf(next.Address);
        await CountedAsync(client, 30);

        // Moved: announced at once, in force when all have read it.
        var moved = await (await OkAsync(client.PostAsync(new Uri("/api/formats", UriKind.Relative), null)))
            .Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((1, 2), (moved.GetProperty("inForce").GetInt32(), moved.GetProperty("next").GetInt32()));
        time.Ahead += TimeSpan.FromMinutes(3);
        Assert.Equal((2, 2), await FormatsAsync(client));
        await OkAsync(SendAsync(client, 0, 40));
        await CountedAsync(client, 40);

        // The former one writes nothing more, and says why; what it takes from the queue it puts back.
        using (var ready = await old.GetAsync(new Uri("/api/health/ready", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using (var refused = await SendAsync(old, 40, 5))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromMinutes(1), refused.Headers.RetryAfter!.Delta);
            var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal("newer-storage", problem.GetProperty("type").GetString()!.Split('/', ':', '#')[^1]);
            Assert.Contains("The storage has format 2; this version knows 1.", problem.GetProperty("detail").GetString(),
                StringComparison.Ordinal);
        }

        await next.DisposeAsync();
        await Storage.Queue("activity").SendAsync(
            $$"""{"space":"moss","facts":[{{string.Join(',', Facts(40, 5))}}]}""");
        await Eventually.HoldsAsync(() => log.Events.Any(each => each.Message.Contains("go back", StringComparison.Ordinal)));
        await former.DisposeAsync();
        Assert.Equal((1, 0), (await Storage.Queue("activity").CountAsync(),
            await Storage.Queue("activity" + PoisonMessages.Suffix).CountAsync()));
        var (holds, report) = await FixtureApp.VerifyAsync(connection);
        Assert.True(holds, report);
    }

    [Fact]
    public async Task A_row_of_a_format_that_is_not_known_is_refused_and_left_alone_and_keeps_nobody_else()
    {
        await using var host = await StartAsync(null);
        using var client = TestHost.ClientOf(host.Address);
        foreach (var space in new[] { "moss", "fern" }) await OkAsync(client.PutAsJsonAsync($"/api/spaces/{space}", new { }));
        await OkAsync(GrantAsync("moss", "g1"));
        var grants = Storage.Table("grants");
        var head = await new TableClientOf(account).FirstAsync("grants", row => row.RowKey == "h~ada");
        head["Format"] = 9;
        await grants.UpdateAsync(head, Azure.ETag.All);
        using (var read = await client.GetAsync(new Uri("/api/spaces/moss/contributors/ada", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, read.StatusCode);
            Assert.Contains("has format 9; this version reads 1.", await read.Content.ReadAsStringAsync(),
                StringComparison.Ordinal);
        }

        using (var written = await GrantAsync("moss", "g2")) Assert.Equal(HttpStatusCode.ServiceUnavailable, written.StatusCode);
        var after = await new TableClientOf(account).FirstAsync("grants", row => row.RowKey == "h~ada");
        Assert.Equal((9, head["Totals"]), (after["Format"], after["Totals"]));
        await OkAsync(GrantAsync("fern", "g1"));

        // Whoever looks after the app sees the space, and all others.
        await Storage.Table("epochs").AddAsync(new TableEntity("moss", "~books") { ["Format"] = 9 });
        var status = await client.GetFromJsonAsync<JsonElement>("/api/status");
        Assert.Equal((2, "moss"), (status.GetProperty("spaces").GetInt32(),
            Assert.Single(status.GetProperty("unreadable").EnumerateArray()).GetString()));

        // It is told once of the kind, whoever asks again.
        Assert.Single(log.Events, each => each.Level >= LogLevel.Error);

        // Messages of formats that are not known go back, whichever queue they are in; what has no format that could ever be is put aside.
        foreach (var queue in Queues.All) await Storage.Queue(queue).SendAsync("""{"space":"moss","format":9}""");
        await Storage.Queue("grants").SendAsync("""{"space":"moss","format":0}""");
        await Eventually.HoldsAsync(() => Queues.All.All(queue => log.Events.Any(each =>
            each.Message.StartsWith($"Messages of {queue} go back", StringComparison.Ordinal))));
        await Eventually.HoldsAsync(async () => await Storage.Queue("grants" + PoisonMessages.Suffix).CountAsync() == 1);
        await Eventually.HoldsAsync(async () => (await Task.WhenAll(Queues.All.Select(queue =>
            Storage.Queue(queue).CountAsync()))).All(count => count == 1));

        Task<HttpResponseMessage> GrantAsync(string space, string id) => client.PostAsJsonAsync($"/api/spaces/{space}/grants",
            new { grantId = id, contributor = "ada", amount = 1, grantedAt = "2024-01-20T10:00:00Z" });
    }

    private Task<FunctionsHost> StartAsync(int? format)
    {
        var settings = new Dictionary<string, string> { ["Grain__LogLevel"] = "Warning" };
        foreach (var timer in DueWork.OfTimers.Keys) settings[$"AzureWebJobs_{timer}_Disabled"] = "true";
        return TestHost.StartAsync(connection, settings, builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(time);
            builder.Logging.AddProvider(log);
        }, format: format);
    }

    private static IEnumerable<string> Facts(int from, int count) => Enumerable.Range(from, count).Select(i =>
        $$"""{"id":"r{{i}}","caller":"caller-{{i % 4}}","at":"2024-01-{{10 + (i % 9)}}T08:00:00Z","model":"small"}""");

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, int from, int count, string? prefer = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/spaces/moss/activity")
        {
            Content = new StringContent($"[{string.Join(',', Facts(from, count))}]", null, "application/json"),
        };
        if (prefer is not null) request.Headers.Add("Prefer", prefer);
        return await client.SendAsync(request);
    }

    private static async Task<HttpResponseMessage> OkAsync(Task<HttpResponseMessage> answer)
    {
        var response = await answer;
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}");
        return response;
    }

    private static async Task<(int InForce, int Known)> FormatsAsync(HttpClient client)
    {
        var formats = await client.GetFromJsonAsync<JsonElement>("/api/formats");
        return (formats.GetProperty("inForce").GetInt32(), formats.GetProperty("known").GetInt32());
    }

    private static Task<string> StatsAsync(HttpClient client) => client.GetStringAsync(new Uri("/api/spaces/moss/stats", UriKind.Relative));

    private async Task CountedAsync(HttpClient client, int requests)
    {
        await Eventually.HoldsAsync(async () => await Storage.Queue("activity").CountAsync() == 0);
        Assert.Contains($"\"totalRequests\":{requests},", await StatsAsync(client), StringComparison.Ordinal);
    }

    /// <summary>Rows as they lie there, whatever their format.</summary>
    private sealed class TableClientOf(string account)
    {
        public async Task<TableEntity> FirstAsync(string table, Func<TableEntity, bool> isIt)
        {
            var rows = new TableClient(await Azurite.ConnectionStringAsync(account), table).QueryAsync<TableEntity>();
            await foreach (var row in rows)
                if (isIt(row)) return row;
            throw new InvalidOperationException("There is no such row.");
        }
    }
}
