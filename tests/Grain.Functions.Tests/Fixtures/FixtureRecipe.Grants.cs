namespace Grain.Functions.Tests.Fixtures;

internal sealed partial class FixtureRecipe
{
    private void FirstGrants()
    {
        Grant(
            """
            {"grantId":"forum/post/1","contributor":"ada","key":"post","category":"discussion","source":"forum","amount":12.5,"grantedAt":"2026-10-20T08:30:00.1234567Z","note":"the long one",
             "facts":{"contributorName":"Ada","nodes":[{"id":"post/1","type":"post","module":"forum","title":"How it grows","url":"https://forum.example/1","at":"2026-10-20T08:30:00Z"}],
                      "edges":[{"type":"authors","from":"@ada","to":"post/1"}]}}
            """);
        Grant("""{"grantId":"blüte/🌸/~1\\'2%2F#?","contributor":"Žofie/日本 ~'x'","category":"ünïcode","source":"api","amount":0.000001,"grantedAt":"2026-10-20T09:00:00+02:00"}""");
        Grant("""{"grantId":"minus","contributor":"bob","amount":-2.25,"grantedAt":"2026-10-19T23:59:59.999Z"}""");
        Grant($$"""{"grantId":"{{new string('g', 150)}}","contributor":"{{new string('c', 100)}}","amount":1,"grantedAt":"2026-10-20T08:00:00Z"}""");
        Grant($$"""{"grantId":"much","contributor":"bob","amount":20,"grantedAt":"2026-10-20T08:10:00Z","note":"{{string.Concat(Enumerable.Repeat("wörter ", 60))}}"}""");
        foreach (var known in new[] { "github/codertocat", "github/octocat", "gitlab/51", "gitlab/52", "discourse/ada", "discourse/bo",
            "discord/80351110224678912", "lab/ada" })
            Grant($$"""{"grantId":"welcome/{{known}}","contributor":"{{known}}","key":"welcome","category":"community","source":"api","amount":0.5,"grantedAt":"2026-10-20T08:40:00Z"}""");
        Once("grants", """
            [{"grantId":"a1","contributor":"ada","amount":1,"grantedAt":"2026-10-20T08:45:00Z","facts":{"nodes":[{"id":"post/2","type":"post","module":"forum","at":"2026-10-20T08:45:00Z"}],
               "edges":[{"type":"authors","from":"@ada","to":"post/2"},{"type":"replies-to","from":"post/2","to":"post/1"},{"type":"mentors","from":"@ada","to":"@bob"}]}},
             {"grantId":"a2","contributor":"bob","amount":2,"grantedAt":"2026-10-20T08:46:00Z"},
             {"grantId":"a3","contributor":"max","amount":40,"category":"code","source":"git","grantedAt":"2026-10-20T08:47:00Z"},
             {"grantId":"a4","contributor":"eve","amount":8,"category":"code","source":"git","grantedAt":"2026-10-20T08:48:00Z"},
             {"grantId":"a1","contributor":"ada","amount":1.5,"grantedAt":"2026-10-20T08:45:00Z"}]
            """);
        Once("grants", """{"grantId":"a2","contributor":"bob","amount":3,"grantedAt":"2026-10-20T08:46:00Z"}""", status: 409);
    }

    private void Streams()
    {
        var lines = Enumerable.Range(1, 30).Select(i =>
            $$"""{"grantId":"stream/{{i}}","contributor":"{{(i % 3 == 0 ? "ada" : i % 3 == 1 ? "bob" : "cy")}}","key":"review","category":"review","source":"git","amount":{{i}}.{{i % 10}},"grantedAt":"2026-10-{{10 + (i % 10)}}T10:00:00Z"}""");
        steps.Add(Request("grants", string.Join('\n', lines) + "\nno grant\n") with { Media = "application/x-ndjson", CountsOnce = true });
    }

    private void PondGrants()
    {
        foreach (var (who, amount) in new[] { ("ada", "5"), ("bob", "3"), ("cy", "2"), ("chat/ada", "1"), ("dan/d", "7") })
            Grant($$"""{"grantId":"{{who}}-1","contributor":"{{who}}","amount":{{amount}},"grantedAt":"2026-10-20T10:00:00Z"}""");
    }

    private void MillGrants()
    {
        foreach (var (who, amount) in new[] { ("ada", "5"), ("bob", "3"), ("cy", "2"), ("dan", "1"), ("eve", "7"), ("max", "0.5"),
            ("zoe", "4") })
            Grant($$"""{"grantId":"{{who}}-1","contributor":"{{who}}","amount":{{amount}},"grantedAt":"2026-10-20T10:00:00Z"}""");
    }

    private void Corrections()
    {
        Grant("""{"grantId":"forum/post/1/less","contributor":"ada","key":"post","category":"discussion","source":"forum","amount":-2.5,"grantedAt":"2026-10-27T08:00:00Z","corrects":"forum/post/1"}""");
        Grant("""{"grantId":"a3/back","contributor":"max","category":"code","source":"git","amount":-40,"grantedAt":"2026-10-27T08:10:00Z","corrects":"a3","facts":{"retracts":["post/2"]}}""");
        Once("grants",
            """{"grantId":"twice","contributor":"ada","amount":-1,"grantedAt":"2026-10-27T08:20:00Z","corrects":"forum/post/1"}""",
            status: 409);
    }

    private void Scores()
    {
        Post("scores/ada/contribute", """{"key":"content:extension-pulls","points":40}""");
        Post("scores/ada/contribute", """{"key":"content:extension-pulls","points":41.5}""");
        Post("scores/ada/contribute",
            """{"key":"content:feed-post:17","points":3,"category":"content","source":"feed","grantedAt":"2026-10-21T08:00:00Z"}""");
        Post("scores/bob/contribute", """{"key":"award:2026:best@show","points":5}""");
    }
}
