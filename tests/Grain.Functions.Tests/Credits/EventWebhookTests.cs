using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Grain.Functions.Tests.Credits;

public sealed class EventWebhookTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    [Fact]
    public void The_signature_is_that_of_the_specifications_example() => Assert.Equal(
        "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        EventSignature.Sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330),
            Encoding.UTF8.GetBytes("""{"test": 2432232314}"""), [Secret]));

    [Fact]
    public void While_a_secret_is_replaced_both_sign() => Assert.Equal(
        2, EventSignature.Sign("id", DateTimeOffset.UnixEpoch, "{}"u8, [Secret, "whsec_" + Convert.ToBase64String(new byte[24])])
            .Split(' ').Length);

    [Fact]
    public async Task An_event_is_posted_signed_and_a_failed_try_is_repeated_under_the_same_id()
    {
        await using var receiver = await Receiver.StartAsync(HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync(
            $$$"""{"credits":{"contributions":{"enabled":false},"webhook":{"url":"{{{receiver.Url}}}","secrets":["{{{Secret}}}"] } } }""");
        await app.PostAsync($"spaces/{space}/tasks", """{"kind":"earn","nodeId":"ada","taskId":"t"}""");

        // Of two events, the one that came first is repeated.
        await Eventually.HoldsAsync(() => receiver.Requests.Count == 3);
        var requests = receiver.Requests.ToArray();
        Assert.Single(requests, request => request.Id == requests[0].Id && request != requests[0]);
        foreach (var request in requests)
            Assert.Equal(EventSignature.Sign(request.Id, DateTimeOffset.FromUnixTimeSeconds(request.Timestamp), request.Body, [Secret]),
                request.Signature);
        Assert.Equal([("credits-earned", 11m), ("initialized", 10m)], requests.Select(request => JsonElement.Parse(request.Body))
            .Select(body => (body.GetProperty("type").GetString()!, body.GetProperty("balance").GetDecimal())).Distinct().Order());
    }

    [Fact]
    public async Task After_the_last_try_the_message_fails_and_410_ends_the_tries()
    {
        await using var receiver = await Receiver.StartAsync(HttpStatusCode.InternalServerError, HttpStatusCode.Gone);
        var storage = await Azurite.NewServiceAsync();
        var spaces = new SpaceDirectory(storage, TimeProvider.System);
        var webhook = new CreditWebhook { Url = receiver.Url, Secrets = [Secret] };
        var (space, _) = await spaces.CreateAsync(Azurite.NewName("space-"), 1,
            new SpaceConfig { Credits = new CreditsConfig { Webhook = webhook } }, default);
        using var sender = new EventSender(new WebhookTarget(allowsPrivate: true));
        var function =
            new SendCreditEvent(spaces, new EventQueue(storage), sender,
                new(storage, new SpaceSecrets(), TimeProvider.System), TimeProvider.System, NullLogger<SendCreditEvent>.Instance);
        var last = new EventMessage(space.Name, SendCreditEvent.Pauses.Count + 1,
            new CreditEvent("evt_1", CreditEvent.Merged, DateTimeOffset.UnixEpoch, "ada"));
        var invocation = JsonSerializer.Serialize(last, CreditEventJson.Default.EventMessage);

        await Assert.ThrowsAsync<HttpRequestException>(() => function.RunAsync(invocation, default));
        await function.RunAsync(invocation, default);
        Assert.Equal(2, receiver.Requests.Count);
    }

    private sealed record Request(string Id, long Timestamp, string Signature, byte[] Body);

    /// <summary>Answers with the given statuses in turn, and with the last one from then on.</summary>
    private sealed class Receiver(WebApplication app) : IAsyncDisposable
    {
        public ConcurrentQueue<Request> Requests { get; } = new();

        public string Url => app.Urls.First() + "/hook";

        public static async Task<Receiver> StartAsync(params HttpStatusCode[] answers)
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var receiver = new Receiver(builder.Build());
            receiver.Take(answers);
            await receiver.RunAsync();
            return receiver;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task RunAsync() => app.StartAsync();

        private void Take(HttpStatusCode[] answers) => app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            var headers = context.Request.Headers;
            context.Response.StatusCode = (int)answers[Math.Min(Requests.Count, answers.Length - 1)];
            Requests.Enqueue(new Request(
                headers["webhook-id"].ToString(),
                long.Parse(headers["webhook-timestamp"].ToString(), System.Globalization.CultureInfo.InvariantCulture),
                headers["webhook-signature"].ToString(), body.ToArray()));
        });
    }
}
