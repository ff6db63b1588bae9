using Grain.Functions.Hosting.Bodies;
using Grain.Functions.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Grain.Functions.Tests.Bodies;

/// <summary>The budget stands before every address, as the settings say.</summary>
public sealed class BodyDoorTests
{
    [Theory]
    [InlineData("268435456", "2", 268_435_456, "203.0.113.7")]
    [InlineData("1048576", "1", (2 * 26_214_400) + 1_048_576, "198.51.100.2")] // the largest webhook finds room when it is alone
    public void The_settings_say_how_much_and_whom_to_believe(string bytes, string hops, long most, string client)
    {
        using var app = GrainWorker.Build(
        [
            "--AzureWebJobsStorage=UseDevelopmentStorage=true", $"--Grain:BodyMemoryBytes={bytes}", $"--Grain:TrustedHops={hops}",
            "--Functions:Worker:HostEndpoint=http://127.0.0.1:1", "--Functions:Worker:WorkerId=w", "--Functions:Worker:RequestId=r",
            "--Functions:Worker:GrpcMaxMessageLength=1",
        ]);
        var door = app.Services.GetRequiredService<BodyDoor>();
        var request = new DefaultHttpContext().Request;
        request.Headers["X-Forwarded-For"] = "203.0.113.7, 198.51.100.2";
        Assert.Equal((most, client), (door.Budget.Most, door.ClientOf(request)));
        // what no budget counts
        Assert.Equal(64 * 1024, app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MaxRequestBufferSize);
    }

    [Fact]
    public async Task A_body_that_finds_no_room_is_503_at_every_address()
    {
        var http = new DefaultHttpContext { RequestServices = new ServiceCollection().AddLogging().BuildServiceProvider() };
        (http.Request.Body, http.Response.Body) = (new MemoryStream(new byte[100_000]), new MemoryStream());
        var middleware = new ProblemsMiddleware(Options.Create(new GrainOptions()),
            new BodyDoor(new BodyBudget(50_000, TimeProvider.System), 0), new AnswerHeaders(Options.Create(new GrainOptions())),
            NullLogger<ProblemsMiddleware>.Instance);
        await middleware.AnswerAsync(http, async () => await JsonBody.ReadBytesAsync(http.Request, default), default);
        Assert.Equal(503, http.Response.StatusCode);
    }
}
