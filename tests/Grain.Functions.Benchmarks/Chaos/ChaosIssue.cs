using System.Text;
using Grain.Functions.Webhooks.Proof;

namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>An issue that somebody opens, as GitHub tells it and signs it.</summary>
internal static class ChaosIssue
{
    /// <summary>What communities share with GitHub.</summary>
    public const string Secret = "a-secret-of-the-chaos-0123456789";

    /// <summary>The body.</summary>
    /// <param name="id">Its number.</param>
    /// <param name="login">Who opens it: <c>user-</c> and a number.</param>
    /// <param name="at">When.</param>
    public static byte[] Opened(string id, string login, string at) => Encoding.UTF8.GetBytes(
        $$$"""
        {"action":"opened","issue":{"id":{{{id}}},"number":{{{id}}},"title":"It grows","body":null,"created_at":"{{{at}}}",
         "user":{"login":"{{{login}}}","id":1{{{login[5..]}}},"type":"User"},"html_url":"https://github.com/octo/field/issues/{{{id}}}"},
         "repository":{"id":1,"full_name":"octo/field","html_url":"https://github.com/octo/field","default_branch":"main"},
         "sender":{"login":"{{{login}}}","id":1{{{login[5..]}}},"type":"User"}}
        """);

    /// <summary>The request.</summary>
    public static HttpRequestMessage Delivery(Uri address, string id, byte[] body) => new(HttpMethod.Post, address)
    {
        Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        Headers =
        {
            { "X-GitHub-Event", "issues" },
            { "X-GitHub-Delivery", id },
            { WebhookSignature.Header, WebhookSignature.Sign(body, Encoding.UTF8.GetBytes(Secret)) },
        },
    };
}
