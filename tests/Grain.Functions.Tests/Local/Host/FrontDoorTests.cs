using System.Net;
using System.Text;
using Grain.Local.Host;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Grain.Functions.Tests.Local.Host;

/// <summary>A page in a browser is not obeyed, whatever it has the browser send; senders of webhooks, scripts and tunnels are.</summary>
public sealed class FrontDoorTests
{
    private static readonly string[] Tunnels = ["grain.example"];

    [Theory]
    [InlineData("localhost:7071", 0)]
    [InlineData("LOCALHOST", 0)]
    [InlineData("127.0.0.1:7071", 0)]
    [InlineData("[::1]:7071", 0)]
    [InlineData("grain.example", 0)]
    [InlineData("evil.example:7071", 403)] // a name that its owner has pointed at 127.0.0.1
    [InlineData("localhost.evil.example", 403)]
    [InlineData("", 403)]
    public void Only_own_names_lead_to_what_asks_for_a_key_on_Azure(string host, int status)
    {
        Assert.Equal(status, Status(Request("GET", host)));
        Assert.Equal(0, Status(Request("POST", host, "application/json"), isAnonymous: true));
    }

    [Theory]
    [InlineData("application/json", 0)]
    [InlineData("Application/JSON; charset=utf-8", 0)]
    [InlineData("application/merge-patch+json", 0)]
    [InlineData("application/x-ndjson", 0)]
    [InlineData("application/cloudevents+json", 0)]
    [InlineData("application/cloudevents-batch+json", 0)]
    [InlineData("text/plain", 415)] // what a form or a simple request can send
    [InlineData("text/plain; application/json", 415)]
    [InlineData("application/x-www-form-urlencoded", 415)]
    [InlineData("multipart/form-data; boundary=x", 415)]
    [InlineData(null, 415)]
    public void A_body_is_of_the_API_s_own_types(string? type, int status)
    {
        Assert.Equal(status, Status(Request("POST", "localhost", type)));
        Assert.Equal(0, Status(Request("POST", "localhost", type), isAnonymous: true));
        var chunked = Request("POST", "localhost", type);
        (chunked.ContentLength, chunked.Headers.TransferEncoding) = (null, "chunked");
        Assert.Equal(status, Status(chunked));
        var empty = Request("POST", "localhost", type);
        empty.ContentLength = 0;
        Assert.Equal(0, Status(empty));
    }

    [Theory]
    [InlineData("Origin", "https://evil.example", 403)]
    [InlineData("Origin", "http://localhost:3000", 403)] // another program of this machine, or what it was made to show
    [InlineData("Origin", "null", 403)]
    [InlineData("Origin", "http://localhost:7071", 0)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-origin", 0)]
    [InlineData("Sec-Fetch-Site", "none", 0)]
    public void No_other_site_changes_anything(string header, string value, int status)
    {
        foreach (var isAnonymous in (bool[])[false, true])
            foreach (var (method, expected) in (ReadOnlySpan<(string, int)>)[("POST", status), ("PUT", status), ("DELETE", status),
                ("GET", 0), ("HEAD", 0), ("OPTIONS", 0)])
            {
                var request = Request(method, "localhost:7071", "application/json");
                request.Headers[header] = value;
                Assert.Equal(expected, Status(request, isAnonymous));
            }
    }

    [Fact]
    public async Task Its_own_addresses_are_shut_to_foreign_names_and_the_app_asks_for_its_keys()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync("GET", $"api/spaces/{space}", "evil.example"));
        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync("POST", "admin/functions/EpochsSchedule", "evil.example"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType,
            await SendAsync("POST", "admin/functions/EpochsSchedule", "localhost", "text/plain"));
        Assert.Equal(HttpStatusCode.Unauthorized,
            await SendAsync("POST", $"api/spaces/{space}/webhooks/github", "tunnel.example", "application/json"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync("GET", "api/health/live", "tunnel.example"));

        async Task<HttpStatusCode> SendAsync(string method, string path, string host, string? type = null)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(app.Client.BaseAddress!, path));
            request.Headers.Host = host;
            if (type is not null) request.Content = new StringContent("{}", Encoding.UTF8, type);
            using var http = new HttpClient();
            using var answer = await http.SendAsync(request);
            return answer.StatusCode;
        }
    }

    private static int Status(HttpRequest request, bool isAnonymous = false) =>
        FrontDoor.Refusal(request, isAnonymous, Tunnels)?.Status ?? 0;

    private static HttpRequest Request(string method, string host, string? type = null)
    {
        var request = new DefaultHttpContext().Request;
        (request.Method, request.Host, request.ContentType) = (method, new HostString(host), type);
        request.ContentLength = HttpMethods.IsPost(method) ? 2 : null;
        return request;
    }
}
