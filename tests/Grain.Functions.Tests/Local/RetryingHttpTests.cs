using System.Net;
using System.Net.Sockets;
using System.Text;
using Grain.Local.Api;
using Xunit;

namespace Grain.Functions.Tests.Local;

public class RetryingHttpTests
{
    [Fact]
    public async Task A_lost_connection_and_a_failing_server_are_tried_again()
    {
        using var http = new RetryingHttp(Serve("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
            "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\nConnection: close\r\n\r\nbusy", Ok));
        var answer = await http.SendAsync(Get, CancellationToken.None);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("{}", Encoding.UTF8.GetString(answer.Body));
        Assert.Equal(2, http.Retries);
    }

    [Fact]
    public async Task What_the_client_did_wrong_is_not_tried_again()
    {
        using var http = new RetryingHttp(Serve("HTTP/1.1 401 No\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno!", Ok));
        var answer = await http.SendAsync(Get, CancellationToken.None);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.Status);
        Assert.Equal(0, http.Retries);
        var fault = Assert.Throws<HttpRequestException>(answer.RequireSuccess);
        Assert.Equal("GET thing answered 401: no!", fault.Message);
    }

    [Fact]
    public async Task Whoever_asked_may_give_up()
    {
        using var http = new RetryingHttp(Serve());
        using var cancellation = new CancellationTokenSource();
        var asking = http.SendAsync(Get, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";

    private static HttpRequestMessage Get() => new(HttpMethod.Get, "thing");

    /// <summary>A server with an answer for each connection, in order; then the connection is closed. Afterwards nothing listens.</summary>
    private static Uri Serve(params string[] answers)
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
        _ = AnswerAsync(listener, answers);
        return address;
    }

    private static async Task AnswerAsync(TcpListener listener, string[] answers)
    {
        foreach (var answer in answers)
        {
            using var client = await listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            await stream.ReadAtLeastAsync(new byte[16], 16);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
        }

        listener.Stop();
    }
}
