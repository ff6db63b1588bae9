using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Replicas;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Sealing;

/// <summary>
/// Words are planted in task credits, legacy scores and proposals of a sealed space. What is stored has none of them; answers have them
/// until the person is erased; what is told again counts once, before and after; and the books verify.
/// </summary>
public sealed class SealedLedgersTests : IAsyncLifetime
{
    private GrainApp app = null!;
    private string space = null!;

    public async Task InitializeAsync()
    {
        app = await GrainApp.SharedAsync();
        space = Azurite.NewName("sealed-");
        await SendAsync("PUT", "?form=sealed", """
            {"credits":{"mode":"transfer"},"leaderboard":"recompute",
             "proposals":{"reviewers":{"people":["planted-carol"]}} }
            """);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Credits_keep_no_words_and_what_a_replica_signed_still_proves_it()
    {
        const string tasks = """
            [{"kind":"spend","nodeId":"planted-Node","taskId":"planted-task","amount":4,
              "task":{"type":"planted-type","targetPeer":"planted-peer"}},
             {"kind":"earn","nodeId":"planted-worker","taskId":"planted-task","amount":3,
              "task":{"type":"planted-dance","priority":"planted-soon","submitter":"planted-Node","durationMs":250} }]
            """;
        await SendAsync("POST", "tasks", tasks);
        await Eventually.HoldsAsync(async () => Balance(await ReadAsync("credits?id=planted-Node")) == 7
            && Balance(await ReadAsync("credits?id=planted-worker")) == 13);
        Assert.True((await ReadAsync("credits/sufficient?id=planted-worker&amount=13")).GetProperty("sufficient").GetBoolean());

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var register = $$"""{"publicKey":"{{Convert.ToBase64String(key.ExportSubjectPublicKeyInfo())}}"}""";
        await SendAsync("PUT", "credits/replicas?id=planted-worker&replica=planted-phone", register);
        await SendAsync("PUT", "credits/replicas?id=planted-worker&replica=planted-phone", register);
        var task = new TaskInfo { Type = "planted-song", Submitter = "GitHub/Planted-Sub" }; // signed as it is spelled there
        var signed = new ReplicaTransaction(CreditKinds.Spend, "planted-apart", CreditAmount.Rounded(2), task, null)
            .SignedBy(key, space, "planted-worker", "planted-phone");
        var merge = $$"""
            {"format":"grain-credits/1","space":"{{space}}","node":"planted-worker",
             "transactions":[{"kind":"spend","taskId":"planted-apart",
             "amount":2,"task":{"type":"planted-song","submitter":"GitHub/Planted-Sub"},"replica":"planted-phone",
             "signature":"{{signed.Mark!.Signature}}"}]}
            """;
        Assert.Equal(HttpStatusCode.BadRequest, (await app.PostAsync($"spaces/{space}/merge",
            merge.Replace("planted-apart", "planted-forged", StringComparison.Ordinal))).Status);
        Assert.Equal(1, (await app.PostAsync($"spaces/{space}/merge", merge)).Body.GetProperty("merged").GetInt32());
        var (_, again) = await app.PostAsync($"spaces/{space}/merge", merge);
        Assert.Equal((0, 1, "planted-worker"), (again.GetProperty("merged").GetInt32(), again.GetProperty("known").GetInt32(),
            again.GetProperty("node").GetString()));
        Assert.Equal("planted-phone", (await ReadAsync("credits/replicas?id=planted-worker")).GetProperty("replicas")[0]
            .GetProperty("replica").GetString());
        var export = await ReadAsync("credits/export?id=planted-worker");
        var told = export.GetProperty("transactions").EnumerateArray().Single(each => each.TryGetProperty("signature", out _));
        var shown = new ReplicaTransaction(CreditKinds.Spend, Text(told, "taskId"), CreditAmount.Rounded(2), new TaskInfo
        {
            Type = Text(told.GetProperty("task"), "type"),
            Submitter = Text(told.GetProperty("task"), "submitter"),
        }, null).SignedText(space, Text(export, "node"), Text(told, "replica"));
        Assert.True(key.VerifyData(
            Encoding.UTF8.GetBytes(shown), Convert.FromBase64String(Text(told, "signature")), HashAlgorithmName.SHA256));

        await Eventually.HoldsAsync(async () =>
            (await app.GetAsync($"spaces/{space}/grants?contributor=planted-worker")).Body.GetProperty("grants").GetArrayLength() == 1);
        foreach (var path in (string[])["credits/history?id=planted-worker", "credits/events?limit=100", "credits/export?id=planted-worker",
            "people/export?id=planted-worker", "grants?contributor=planted-worker"])
        {
            var answer = (await ReadAsync(path)).GetRawText();
            Assert.Contains("planted-task", answer, StringComparison.Ordinal);
            Assert.DoesNotMatch("s_[a-z2-7]{26}", answer);
        }

        var row = (await ReadAsync("credits/history?id=planted-worker")).GetProperty("transactions")[1];
        Assert.Equal(("planted-task", "planted-dance", "planted-Node"),
            (Text(row, "taskId"), Text(row, "taskType"), Text(row.GetProperty("entry").GetProperty("task"), "submitter")));
        Assert.Equal(["type planted-dance", "priority planted-soon"],
            row.GetProperty("entry").GetProperty("unknown").EnumerateArray().Select(word => word.GetString()!));
        await SendAsync("POST", "tasks", tasks); // known: what comes after it is counted after it
        await SendAsync("POST", "tasks", """{"kind":"spend","nodeId":"planted-last","taskId":"planted-end","amount":1}""");
        await Eventually.HoldsAsync(async () => Balance(await ReadAsync("credits?id=planted-last")) == 9);
        Assert.Empty(await StoredText.FindAsync(app.ConnectionString, space, ["planted"], isQuick: true));
        await app.VerifyAsync(space);

        var worker = await EraseAsync("planted-worker");
        foreach (var path in (string[])["credits/history?id=planted-Node", "credits/events?limit=100", $"credits/history?id={worker}",
            $"credits/export?id={worker}", $"credits/replicas?id={worker}", $"grants?contributor={worker}"])
            Assert.DoesNotMatch("planted-(worker|dance|soon|phone|song|apart)", (await ReadAsync(path)).GetRawText());
        Assert.Equal(11, Balance(await ReadAsync($"credits?id={worker}")));
        Assert.Equal(HttpStatusCode.Conflict,
            (await app.PostAsync($"spaces/{space}/tasks", $$"""{"kind":"earn","nodeId":"{{worker}}","taskId":"t"}""")).Status);
        await app.VerifyAsync(space);
    }

    [Fact]
    public async Task Scores_keep_no_words_and_an_award_counts_once()
    {
        const string award = """{"key":"award:planted:planted-best","points":3,"grantedAt":"2026-01-02T08:00:00Z"}""";
        await SendAsync("POST", "scores/contribute?id=planted-ada", """{"key":"planted-key","points":4}""");
        var (_, first) = await app.PostAsync($"spaces/{space}/scores/contribute?id=planted-ada", award);
        var (_, second) = await app.PostAsync($"spaces/{space}/scores/contribute?id=planted-ada", award);
        Assert.Equal(("appended", "award:planted:planted-best@planted-ada"),
            (Text(first.GetProperty("grant"), "outcome"), Text(first.GetProperty("grant"), "grantId")));
        Assert.Equal(("planted-ada", "already-appended", 7m),
            (Text(second, "contributor"), Text(second.GetProperty("grant"), "outcome"), second.GetProperty("after").GetDecimal()));
        Assert.Contains("planted-key", (await ReadAsync("people/export?id=planted-ada")).GetRawText(), StringComparison.Ordinal);
        Assert.Equal("planted-ada", Text((await ReadAsync("drift")).GetProperty("differences")[0], "contributor"));
        Assert.DoesNotContain(await StoredText.FindAsync(app.ConnectionString, space, ["planted-best", "planted-key", "planted-ada"],
            isQuick: true), _ => true);

        await EraseAsync("planted-ada");
        Assert.DoesNotContain("planted-ada", (await ReadAsync("drift")).GetRawText(), StringComparison.Ordinal);
        var (_, third) = await app.PostAsync($"spaces/{space}/scores/contribute?id=planted-ada", award);
        Assert.Equal("conflicts-with-earlier", Text(third.GetProperty("grant"), "outcome"));
        await app.VerifyAsync(space);
    }

    [Fact]
    public async Task Proposals_keep_no_words_and_become_grants_that_verify_without_a_key()
    {
        const string proposal = """
            {"id":"planted-p1","giver":"planted-giver","receiver":"planted-getter","points":2,"reason":"planted-reason"}
            """;
        await SendAsync("POST", "proposals", proposal);
        Assert.Equal(HttpStatusCode.OK, (await app.PostAsync($"spaces/{space}/proposals", proposal)).Status);
        await SendAsync("POST", "proposals",
            """{"id":"planted-p2","giver":"planted-giver","receiver":"planted-getter","points":3,"reason":"planted-other"}""");
        var (_, key) = await app.PostAsync($"spaces/{space}/keys", """{"role":"steward"}""");
        var other = ("Authorization", $"Bearer {Text(key, "secret")}"); // who proposed does not decide
        Assert.Equal(HttpStatusCode.Forbidden, (await app.SendAsync(HttpMethod.Post, $"spaces/{space}/proposals/planted-p1/approve",
            """{"reviewer":"planted-stranger"}""", other)).Status); // not among the people of the configuration
        var (_, approved) = await app.SendAsync(HttpMethod.Post, $"spaces/{space}/proposals/planted-p1/approve",
            """{"reviewer":"planted-carol","remark":"planted-remark"}""", other);
        Assert.Equal(("planted-p1", "planted-carol", "planted-reason", "proposal/planted-p1"),
            (Text(approved, "id"), Text(approved, "reviewer"), Text(approved, "reason"), Text(approved, "grantId")));
        var (_, waiting) = await app.GetAsync($"spaces/{space}/proposals");
        Assert.Equal("planted-p2", Text(waiting.GetProperty("proposals")[0], "id"));
        var explained = (await ReadAsync("contributors/explain?id=planted-getter")).GetRawText();
        Assert.Contains("\"giver\":\"planted-giver\",\"reviewer\":\"planted-carol\"", explained, StringComparison.Ordinal);
        Assert.Empty(await StoredText.FindAsync(app.ConnectionString, space, ["planted"], isQuick: true));
        await app.VerifyAsync(space);

        var giver = await EraseAsync("planted-giver");
        var read = await ReadAsync("proposals/planted-p1");
        Assert.Equal((giver, "[erased]", "planted-getter"), (Text(read, "giver"), Text(read, "reason"), Text(read, "receiver")));
        Assert.DoesNotContain("planted-reason", (await ReadAsync("grants?contributor=planted-getter")).GetRawText(),
            StringComparison.Ordinal);
        await EraseAsync("planted-getter");
        var (status, _) = await app.SendAsync(
            HttpMethod.Post, $"spaces/{space}/proposals/planted-p2/approve", """{"reviewer":"planted-carol"}""", other);
        Assert.Equal(HttpStatusCode.Conflict, status);
        await app.VerifyAsync(space);
    }

    private async Task<string> EraseAsync(string who)
    {
        var (_, erased) = await app.SendAsync(HttpMethod.Delete, $"spaces/{space}/people?id={who}&confirm={who}");
        Assert.Equal(1, erased.GetProperty("erased").GetInt32());
        return erased.GetProperty("people")[0].GetString()!;
    }

    private async Task<JsonElement> ReadAsync(string path)
    {
        var (status, answer) = await app.GetAsync($"spaces/{space}/{path}");
        Assert.True(status == HttpStatusCode.OK, $"{path}: {status} {(answer.ValueKind == JsonValueKind.Undefined ? "" : answer)}");
        return answer;
    }

    private async Task SendAsync(string method, string path, string body)
    {
        var (status, answer) = await app.SendAsync(
            new HttpMethod(method), $"spaces/{space}{(path.StartsWith('?') ? "" : "/")}{path}", body);
        Assert.True((int)status is >= 200 and < 300, $"{path}: {status} {(answer.ValueKind == JsonValueKind.Undefined ? "" : answer)}");
    }

    private static decimal Balance(JsonElement credits) => credits.GetProperty("balance").GetDecimal();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
