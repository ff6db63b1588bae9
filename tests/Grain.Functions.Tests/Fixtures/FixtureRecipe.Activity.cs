namespace Grain.Functions.Tests.Fixtures;

internal sealed partial class FixtureRecipe
{
    private void FirstActivity()
    {
        Once("activity",
            """{"requestId":"r1","caller":"ada","at":"2026-10-20T08:59:00Z","model":"small","status":"ok","tokensIn":812,"tokensOut":97,"costUsd":0.00182,"latencyMs":420}""", status: 201);
        Once("activity",
            """
            [{"id":"r2","caller":"ada","at":"2026-10-20T08:59:30Z","model":"large","cacheHit":true,"tokensSaved":1200,"costSaved":0.000000001},
             {"kind":"tool-call","id":"c1","caller":"Žofie/日本 ~'x'","at":"2026-10-20T08:59:31Z","name":"search","status":"ok","latencyMs":80},
             {"kind":"race","id":"x1","caller":"bob","at":"2026-10-20T08:59:32Z","name":"two models"},
             {"kind":"fact","id":"f1","caller":"bob","at":"2026-10-20T08:59:33Z","name":"water"},
             {"kind":"subscription","id":"s1","caller":"bob","at":"2026-10-20T08:59:34Z","name":"weekly"},
             {"id":"r1","caller":"ada","at":"2026-10-20T08:59:00Z","model":"other"}]
            """);
        var lines = Enumerable.Range(0, 120).Select(i =>
            $$"""{"id":"n{{i}}","caller":"{{(i % 2 == 0 ? "cy" : "dan")}}","at":"2026-10-{{10 + (i % 10)}}T0{{i % 7}}:30:00Z","model":"m{{i % 5}}","tokensIn":{{i}},"costUsd":0.{{i + 100}}}""");
        steps.Add(Request("activity", string.Join('\n', lines) + "\n") with { Media = "application/x-ndjson", CountsOnce = true });
        steps.Add(Request("activity", """{"id":"later","caller":"eve","at":"2026-10-20T08:00:00Z","model":"small"}""") with
        {
            RespondAsync =
            true,
            Status = 202,
            CountsOnce = true
        });
        Put("activity/people/dan", """{"timeZone":"Europe/Vienna","privacy":"open","species":"harvest-mouse"}""");
        Put("activity/people/secret", """{"privacy":"private"}""");
        Put("activity/people/gone", """{"privacy":"opted-out"}""");
        Once("activity",
            """[{"id":"p1","caller":"secret","at":"2026-10-20T08:10:00Z","model":"small"},{"id":"g1","caller":"gone","at":"2026-10-20T08:10:00Z","model":"small"}]""");
    }

    /// <summary>A day missed between two active ones.</summary>
    private void Repair()
    {
        Once("activity", """{"id":"again","caller":"eve","at":"2026-10-22T08:00:00Z","model":"small"}""", status: 201);
        Post("activity/people/eve/repairs", """{"date":"2026-10-21"}""");
    }

    /// <summary>
    /// Whoever reads a person's activity has it brought up to date from the ledgers. One after the other, since the timer does so with
    /// several at once, and the log has no certain order then.
    /// </summary>
    private void FollowLedgers()
    {
        Follow("garden", [
            "ada", "bob", new string('c', 100), "cy", "discord/80351110224678912", "discourse/ada", "discourse/bo", "eve",
            "github/codertocat", "github/friend", "github/octocat",
            "gitlab/51", "gitlab/52", "lab/ada", "max", "node-1", "node-3", "node-7", "node/ü 8", "old", "one", "poor", "three", "two",
            "Žofie/日本 ~'x'"]);
        Follow("hedge", ["ada", "bob", "github/hedgehog", "s1", "s2", "s3", "w1", "w2"]);
        Follow("pond", ["ada", "bob", "chat/ada", "cy", "dan/d"]);
        Follow("mill", ["ada", "bob", "cy", "dan", "eve", "max", "zoe"]);
    }

    private void Follow(string name, string[] callers)
    {
        space = name;
        foreach (var caller in callers) Get($"activity/stats?caller={Uri.EscapeDataString(caller)}");
    }

    private void LaterActivity()
    {
        Once("activity", """{"id":"late","caller":"ada","at":"2026-09-01T08:00:00Z","model":"small"}""", status: 201); // counted on no day
        Get("activity/stats?caller=ada");
    }
}
