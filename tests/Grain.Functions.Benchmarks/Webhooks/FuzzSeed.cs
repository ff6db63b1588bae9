using System.Text;

namespace Grain.Functions.Benchmarks.Webhooks;

/// <summary>A delivery that is in order, for the fuzzer to spoil.</summary>
/// <param name="Source">The sender.</param>
/// <param name="Event">The event, where a header names it.</param>
/// <param name="Body">The payload.</param>
internal sealed record FuzzSeed(string Source, string Event, byte[] Body)
{
    /// <summary>One or two of each sender but GitHub, whose real payloads come from its own package.</summary>
    public static IReadOnlyList<FuzzSeed> OfOtherSenders { get; } =
    [
        Of("gitlab", "Push Hook",
            """
            {"object_kind":"push","ref":"refs/heads/main","project":{"id":1,"name":"field","path_with_namespace":"octo/field",
             "web_url":"https://gitlab.example/octo/field","default_branch":"main"},
             "commits":[{"id":"da1560886d4f094c3e6c9ef40349f7d38b5d27d7","message":"Sow","timestamp":"2026-01-03T23:36:29+02:00",
              "url":"https://gitlab.example/c","author":{"name":"Ada","email":"ada@example.org"}}]}
            """),
        Of("gitlab", "Issue Hook",
            """
            {"object_kind":"issue","user":{"id":1,"name":"Ada","username":"ada"},
             "project":{"id":1,"path_with_namespace":"octo/field","web_url":"https://gitlab.example/octo/field"},
             "object_attributes":{"id":301,"iid":23,"title":"It grows","action":"open","author_id":1,"created_at":"2026-01-03T17:15:17Z",
              "url":"https://gitlab.example/i/23"}}
            """),
        Of("gitea", "issues",
            """
            {"action":"opened","number":7,"issue":{"id":301,"number":7,"user":{"id":1,"login":"ada"},"title":"It grows","body":"see #8",
              "html_url":"https://git.example/octo/field/issues/7","created_at":"2026-01-03T17:15:17Z","pull_request":null},
             "repository":{"id":3,"full_name":"octo/field","html_url":"https://git.example/octo/field","default_branch":"main"},
              "sender":{"id":1,"login":"ada"}}
            """),
        Of("discourse", "post_created",
            """
            {"post":{"id":5,"name":"Ada","username":"ada","user_id":1,"created_at":"2026-01-03T17:15:17Z","post_number":2,"topic_id":7,
             "topic_slug":"corn","topic_title":"Corn","raw":"see t/9","cooked":"<p>x</p>","post_type":1}}
            """),
        Of("standard", "",
            """
            {"type":"grain.grant","timestamp":"2026-01-03T17:15:17Z","data":{"grantId":"x:1","contributor":"api/ada","amount":2.5,
             "grantedAt":"2026-01-03T17:15:17Z"}}
            """),
        Of("cloudevents", "",
            """
            {"specversion":"1.0","id":"1","source":"/field","type":"grain.grant","data":{"grantId":"x:2","contributor":"api/ada",
             "amount":1,"grantedAt":"2026-01-03T17:15:17Z"}}
            """),
        Of("chat", "",
            """
            {"type":"chat.reaction.added","data":{"platform":"discord","workspace":{"id":"w1"},"channel":{"id":"c1","name":"field"},
             "reaction":"+1","by":{"id":"u2","name":"Bob"},
             "message":{"id":"m1","at":"2026-01-03T17:15:17Z","author":{"id":"u1","name":"Ada"}}}}
            """),
    ];

    private static FuzzSeed Of(string source, string eventName, string body) => new(source, eventName, Encoding.UTF8.GetBytes(body.Trim()));
}
