using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Api;
using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Ledgers.Credits.Replicas;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Credits;

/// <summary>The slice from outside: over HTTP, through the queue and the pump, on the shared emulator.</summary>
public sealed class CreditsApiTests
{
    [Fact]
    public async Task Tasks_go_through_the_queue_into_balance_history_events_and_the_contribution_graph()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("{}");
        var (status, accepted) = await app.PostAsync($"spaces/{space}/tasks", """
            [{"event":"task-submitted","nodeId":"ada","taskId":"t/1","to":"bob","task":{"type":"analyze","priority":"high"}},
             {"event":"task-complete","nodeId":"bob","taskId":"t/1","from":"ada","duration":40,"result":{"taskType":"analyze"}},
             {"kind":"earn","nodeId":"bob","taskId":"t/1","task":{"type":"analyze","submitter":"ada","durationMs":40}}]
            """);
        Assert.Equal((HttpStatusCode.Accepted, 3), (status, accepted.GetProperty("accepted").GetInt32()));
        var ids = accepted.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("id").GetString()).ToArray();
        Assert.Equal((ids[1], 2), (ids[2], ids.Distinct().Count()));

        await Eventually.HoldsAsync(async () =>
            await BalanceAsync(app, space, "bob") == 11.5m && await BalanceAsync(app, space, "ada") == 7.75m);
        var (_, summary) = await app.GetAsync($"spaces/{space}/credits/bob");
        Assert.Equal((11.5m, 0m, false), (summary.GetProperty("totalEarned").GetDecimal(), summary.GetProperty("totalSpent").GetDecimal(),
            summary.GetProperty("overdrawn").GetBoolean()));
        var row = Assert.Single(summary.GetProperty("recentTransactions").EnumerateArray().ToArray());
        Assert.Equal(("earn", "t/1", "analyze", 1.5m), (row.GetProperty("type").GetString(), row.GetProperty("taskId").GetString(),
            row.GetProperty("taskType").GetString(), row.GetProperty("amount").GetDecimal()));
        Assert.Matches("^tx_[0-9a-f]{32}$", row.GetProperty("id").GetString());
        var recent = row.GetProperty("entry");
        Assert.Equal(recent.GetProperty("at").GetDateTimeOffset(), row.GetProperty("date").GetDateTimeOffset());
        Assert.Equal(11.5m, summary.GetProperty("available").GetDecimal());
        var (_, newcomer) = await app.GetAsync($"spaces/{space}/credits/newcomer");
        Assert.Equal((0m, 10m, false), (newcomer.GetProperty("balance").GetDecimal(), newcomer.GetProperty("available").GetDecimal(),
            newcomer.GetProperty("initialized").GetBoolean()));
        Assert.Equal(("t/1", 40, "ada"), (recent.GetProperty("taskId").GetString(), recent.GetProperty("task").GetProperty("durationMs")
            .GetInt32(), recent.GetProperty("task").GetProperty("submitter").GetString()));

        await Eventually.HoldsAsync(async () => (await EventsAsync(app, space)).Count == 4);
        Assert.Equal(["credits-earned", "credits-spent", "initialized", "initialized"], (await EventsAsync(app, space)).Order());
        await Eventually.HoldsAsync(async () =>
            (await app.GetAsync($"spaces/{space}/grants?contributor=bob")).Body.GetProperty("grants").GetArrayLength() == 1);
        var grant = (await app.GetAsync($"spaces/{space}/grants?contributor=bob")).Body.GetProperty("grants")[0].GetProperty("grant");
        Assert.Equal("task:t/1:completed", grant.GetProperty("grantId").GetString());
        Assert.Equal(["authors", "requests"],
            grant.GetProperty("facts").GetProperty("edges").EnumerateArray().Select(edge => edge.GetProperty("type").GetString()));
    }

    [Fact]
    public async Task History_is_newest_first_and_paged_and_sufficient_says_what_a_task_would_cost()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("""{"credits":{"contributions":{"enabled":false}}}""");
        var tasks = string.Join(',',
            Enumerable.Range(0, 7).Select(i => $$"""{"kind":"earn","nodeId":"a/b","taskId":"t{{i}}","amount":{{i}}.25}"""));
        await app.PostAsync($"spaces/{space}/tasks", $"[{tasks}]");
        await Eventually.HoldsAsync(async () => await BalanceAsync(app, space, "a%2Fb") == 32.75m);

        var seqs = new List<long>();
        for (long? before = long.MaxValue; before is not null;)
        {
            var (_, page) = await app.GetAsync($"spaces/{space}/credits/a%2Fb/history?limit=3&before={before}");
            seqs.AddRange(page.GetProperty("transactions").EnumerateArray().Select(row => row.GetProperty("seq").GetInt64()));
            before = page.TryGetProperty("next", out var next) ? next.GetInt64() : null;
        }

        Assert.Equal([7, 6, 5, 4, 3, 2, 1], seqs);
        var (_, enough) = await app.GetAsync($"spaces/{space}/credits/a%2Fb/sufficient?amount=8&type=compute&priority=critical");
        Assert.Equal((32m, true), (enough.GetProperty("required").GetDecimal(), enough.GetProperty("sufficient").GetBoolean()));
        var (_, unknown) = await app.GetAsync($"spaces/{space}/credits/nobody/sufficient?amount=10.01&type=juggle");
        Assert.Equal((10m, false, "type juggle"), (unknown.GetProperty("available").GetDecimal(),
            unknown.GetProperty("sufficient").GetBoolean(), unknown.GetProperty("unknown")[0].GetString()));
        Assert.Equal(HttpStatusCode.BadRequest, (await app.GetAsync($"spaces/{space}/credits/nobody/sufficient?amount=NaN")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.GetAsync($"spaces/{space}/credits/nobody/history?limit=0")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync("spaces/no-such/credits/nobody")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.PostAsync($"spaces/{space}/tasks", """[{"kind":"earn"}]""")).Status);
    }

    [Fact]
    public async Task Two_devices_of_a_node_register_work_apart_and_meet()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("""{"credits":{"contributions":{"enabled":false}}}""");
        using var phone = await RegisterAsync(app, space, "phone");
        using var laptop = await RegisterAsync(app, space, "laptop");
        var earned = Transaction(CreditKinds.Earn, "t1", 3).SignedBy(phone, space, "ada", "phone");
        var spent = Transaction(CreditKinds.Spend, "t2", 20).SignedBy(laptop, space, "ada", "laptop");

        var (_, first) = await MergeAsync(app, space, earned);
        Assert.Equal((1, 13m, false), (first.GetProperty("merged").GetInt32(), first.GetProperty("balance").GetDecimal(),
            first.GetProperty("overdrawn").GetBoolean()));
        var (_, second) = await MergeAsync(app, space, spent, earned);
        Assert.Equal((1, 1, -7m, true), (second.GetProperty("merged").GetInt32(), second.GetProperty("known").GetInt32(),
            second.GetProperty("balance").GetDecimal(), second.GetProperty("overdrawn").GetBoolean()));

        // The task that was recorded apart is reported online as well: it counts once.
        await app.PostAsync($"spaces/{space}/tasks",
            """[{"kind":"earn","nodeId":"ada","taskId":"t1","amount":3},{"kind":"earn","nodeId":"ada","taskId":"t3"}]""");
        await Eventually.HoldsAsync(async () => await BalanceAsync(app, space, "ada") == -6);

        var (_, export) = await app.GetAsync($"spaces/{space}/credits/ada/export");
        Assert.Equal((3, 10m), (export.GetProperty("transactions").GetArrayLength(), export.GetProperty("base").GetDecimal()));
        var (status, again) = await app.PostAsync($"spaces/{space}/merge", export.GetRawText());
        Assert.Equal((HttpStatusCode.OK, 0, 3), (status, again.GetProperty("merged").GetInt32(), again.GetProperty("known").GetInt32()));
        Assert.Equal(2, (await EventsAsync(app, space)).Count(type => type == CreditEvent.Merged));
    }

    [Fact]
    public async Task What_is_forged_or_contradicts_is_refused_as_a_whole()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("{}");
        using var phone = await RegisterAsync(app, space, "phone");
        var honest = Transaction(CreditKinds.Earn, "t1", 3).SignedBy(phone, space, "ada", "phone");
        var other = Transaction(CreditKinds.Earn, "t2", 3).SignedBy(phone, space, "ada", "phone");

        var (raised, problem) = await MergeAsync(app, space, honest, other with { Amount = CreditAmount.Of(300) });
        Assert.Equal((HttpStatusCode.BadRequest, "$.transactions[1]"),
            (raised, problem.GetProperty("errors")[0].GetProperty("path").GetString()));
        var (unsigned, _) = await MergeAsync(app, space, honest, other with { Mark = null });
        var (stranger, _) = await MergeAsync(app, space, honest, other with { Mark = other.Mark! with { Id = "laptop" } });
        var (moved, _) =
            await MergeAsync(app, space, honest, Transaction(CreditKinds.Earn, "t2", 3).SignedBy(phone, space, "eve", "phone"));
        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest], [unsigned, stranger, moved]);
        Assert.Equal(0, await BalanceAsync(app, space, "ada"));

        await MergeAsync(app, space, honest);
        var (contradicting, _) =
            await MergeAsync(app, space, other, Transaction(CreditKinds.Earn, "t1", 4).SignedBy(phone, space, "ada", "phone"));
        Assert.Equal((HttpStatusCode.Conflict, 13m), (contradicting, await BalanceAsync(app, space, "ada")));

        var old = """{"nodeId":"ada","earned":{"counters":{"ada":1e6}},"spent":{"counters":{}},"transactions":[]}""";
        Assert.Equal(HttpStatusCode.Forbidden, (await app.PostAsync($"spaces/{space}/merge", old)).Status);
        using var strangerKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(HttpStatusCode.Conflict, (await RegisterAsync(app, space, "phone", strangerKey)).Status);
        using var wrongCurve = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Equal(HttpStatusCode.BadRequest, (await RegisterAsync(app, space, "tablet", wrongCurve)).Status);
    }

    [Fact]
    public async Task A_long_history_is_exchanged_in_pages_each_of_which_can_be_merged_by_itself()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync("""{"credits":{"contributions":{"enabled":false}}}""");
        using var phone = await RegisterAsync(app, space, "phone");
        await MergeAsync(app, space,
            [.. Enumerable.Range(0, 7).Select(i => Transaction(CreditKinds.Earn, $"t{i}", 1).SignedBy(phone, space, "ada", "phone"))]);

        var tasks = new List<string?>();
        for (long? after = 0; after is not null;)
        {
            var (_, page) = await app.GetAsync($"spaces/{space}/credits/ada/export?limit=3&after={after}");
            tasks.AddRange(page.GetProperty("transactions").EnumerateArray().Select(each => each.GetProperty("taskId").GetString()));
            var (status, merged) = await app.PostAsync($"spaces/{space}/merge", page.GetRawText());
            Assert.Equal((HttpStatusCode.OK, page.GetProperty("transactions").GetArrayLength()),
                (status, merged.GetProperty("known").GetInt32()));
            after = page.TryGetProperty("next", out var next) ? next.GetInt64() : null;
        }

        Assert.Equal(["t0", "t1", "t2", "t3", "t4", "t5", "t6"], tasks.Order());
        Assert.Equal(17, await BalanceAsync(app, space, "ada"));
    }

    private static async Task<decimal> BalanceAsync(GrainApp app, string space, string node) =>
        (await app.GetAsync($"spaces/{space}/credits/{node}")).Body.GetProperty("balance").GetDecimal();

    private static async Task<IReadOnlyList<string?>> EventsAsync(GrainApp app, string space) =>
        [.. (await app.GetAsync($"spaces/{space}/credits/events?limit=100")).Body.GetProperty("events").EnumerateArray()
            .Select(item => item.GetProperty("type").GetString())];

    private static ReplicaTransaction Transaction(string kind, string task, long amount) =>
        new(kind, task, CreditAmount.Of(amount), new TaskInfo { Type = "compute" }, null);

    private static async Task<ECDsa> RegisterAsync(GrainApp app, string space, string replica)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Equal(HttpStatusCode.Created, (await RegisterAsync(app, space, replica, key)).Status);
        Assert.Equal(HttpStatusCode.OK, (await RegisterAsync(app, space, replica, key)).Status);
        return key;
    }

    private static Task<(HttpStatusCode Status, JsonElement Body)> RegisterAsync(GrainApp app, string space, string replica, ECDsa key) =>
        app.SendAsync(
        HttpMethod.Put, $"spaces/{space}/credits/ada/replicas/{replica}",
        $$"""{"publicKey":"{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}"}""");

    private static Task<(HttpStatusCode Status, JsonElement Body)> MergeAsync(GrainApp app, string space,
        params ReplicaTransaction[] transactions)
    {
        var state =
            new ReplicaExport("grain-credits/1", space, "ada", default, default, [.. transactions.Select(ExportedTransaction.Of)], null);
        return app.PostAsync($"spaces/{space}/merge", JsonSerializer.Serialize(state, CreditAnswersJson.Default.ReplicaExport));
    }
}
