using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Grain.Functions.Ledgers.Checkpoints;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Epochs;
using Grain.Local.Proofs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Grain.Functions.Tests.Proofs;

/// <summary>Checkpoints are posted where a space says so: each at least once, and as something that a stranger checks.</summary>
public sealed class PublishTests : IAsyncLifetime
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private readonly ConcurrentQueue<(IHeaderDictionary Headers, string Body)> received = new();
    private readonly ConcurrentQueue<int> answers = new();
    private readonly EpochFixture fixture = new();
    private readonly EventSender sender = new(new WebhookTarget(allowsPrivate: true));
    private WebApplication receiver = null!;
    private StorageService storage = null!;

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        receiver = builder.Build();
        receiver.Run(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            // They are taken back when the request is over.
            received.Enqueue((new HeaderDictionary(context.Request.Headers.ToDictionary()), await reader.ReadToEndAsync()));
            context.Response.StatusCode = answers.TryDequeue(out var answer) ? answer : 204;
        });
        await receiver.StartAsync();
        storage = await fixture.NewStorageAsync();
        await fixture.CreateAsync(epochsDue: 2);
        await fixture.GrantAsync("g1", "ada", 5, 0);
        Assert.Equal(2, await fixture.RunAllAsync());
    }

    public async Task DisposeAsync()
    {
        sender.Dispose();
        await receiver.DisposeAsync();
    }

    [Fact]
    public async Task What_is_signed_is_told_once_signed_and_a_stranger_checks_it()
    {
        await PublishAsync(new PublishConfig { Url = receiver.Urls.First(), Secrets = [Secret] });
        await TickAsync();
        await TickAsync();
        var message = Assert.Single(await MessagesAsync());
        Assert.Contains("2024-01-14", message, StringComparison.Ordinal); // who has only begun to publish begins with the latest
        await FunctionAsync(message);
        var (headers, body) = Assert.Single(received);
        Assert.StartsWith("proven: the checkpoint is signed",
            ProofCheck.Run(JsonDocument.Parse(body).RootElement, new KnownElsewhere())[0], StringComparison.Ordinal);
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(headers["webhook-timestamp"].ToString(), CultureInfo.InvariantCulture));
        Assert.Equal(EventSignature.Sign(headers["webhook-id"].ToString(), at, System.Text.Encoding.UTF8.GetBytes(body), [Secret]),
            headers["webhook-signature"].ToString());
    }

    [Fact]
    public async Task As_a_dispatch_it_starts_a_workflow_of_GitHub()
    {
        await PublishAsync(new PublishConfig { Url = receiver.Urls.First(), Form = PublishForm.Dispatch, Secrets = ["a-token"] });
        await TickAsync();
        await FunctionAsync(Assert.Single(await MessagesAsync()));
        var (headers, body) = Assert.Single(received);
        var dispatch = JsonDocument.Parse(body).RootElement;
        Assert.Equal(("Bearer a-token", "grain-checkpoint"),
            (headers.Authorization.ToString(), dispatch.GetProperty("event_type").GetString()));
        Assert.Equal(3, ProofCheck.Run(dispatch.GetProperty("client_payload"), new KnownElsewhere()).Count);
    }

    [Fact]
    public async Task A_receiver_that_fails_is_tried_again_later_and_one_that_is_gone_is_left_alone()
    {
        await PublishAsync(new PublishConfig { Url = receiver.Urls.First() });
        await TickAsync();
        var message = Assert.Single(await MessagesAsync());
        answers.Enqueue(500);
        await FunctionAsync(message);
        answers.Enqueue(410);
        await FunctionAsync(message.Replace("\"try\":1", $"\"try\":{SendCreditEvent.Pauses.Count + 1}", StringComparison.Ordinal));
        answers.Enqueue(500);
        await Assert.ThrowsAsync<HttpRequestException>(() => FunctionAsync(
            message.Replace("\"try\":1", $"\"try\":{SendCreditEvent.Pauses.Count + 1}", StringComparison.Ordinal)));
        Assert.False(received.First().Headers.ContainsKey("webhook-signature"));
    }

    [Theory]
    [InlineData("http://127.0.0.1/x", PublishForm.Proof, "", "$.proofs.publish.url")]
    [InlineData("https://octo.example/x", PublishForm.Proof, "short", "$.proofs.publish.secrets[0]")]
    [InlineData("https://octo.example/x", PublishForm.Dispatch, "", "$.proofs.publish.secrets")]
    [InlineData("https://octo.example/x", PublishForm.Dispatch, "a b", "$.proofs.publish.secrets[0]")]
    public void What_cannot_be_is_refused_with_its_place(string url, PublishForm form, string secret, string path)
    {
        var publish = new PublishConfig { Url = url, Form = form, Secrets = secret.Length == 0 ? [] : [secret] };
        Assert.Equal(path, Assert.Single(publish.Check("$.proofs.publish", privateWebhooks: false, null)).Path);
    }

    private async Task PublishAsync(PublishConfig publish) => Assert.NotNull(await Spaces.ConfigureAsync(
        fixture.Space, fixture.Space.Config with { Proofs = new ProofsConfig { Publish = publish } }, default));

    private CheckpointBook Book => new(storage, Keys, new EpochStore(storage));

    private SigningKeys Keys => new(storage, new SpaceSecrets(), fixture.Time);

    private SpaceDirectory Spaces => new(storage, fixture.Time);

    private Task TickAsync() =>
        new SignCheckpoints(Spaces, Book, new CheckpointQueue(storage), NullLogger<SignCheckpoints>.Instance).RunAsync(null!, default);

    private Task FunctionAsync(string message) => new PublishCheckpoint(Spaces, Book, Keys, new CheckpointQueue(storage), sender,
        new SpaceSecrets(), fixture.Time, NullLogger<PublishCheckpoint>.Instance).RunAsync(message, default);

    private async Task<IReadOnlyList<string>> MessagesAsync() =>
        [.. (await storage.Queue("checkpoints").PeekAsync(32)).Select(message => MessageQueue.TextOf(message.Body.ToString())!)];
}
