using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Bodies;
using Grain.Functions.Ledgers.Activities.Api;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Limits;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Webhooks.Deliveries;
using Grain.Functions.Webhooks.Intake;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>Large bodies wait for each other only when they are proven, and nothing of them stays behind in a pool.</summary>
public sealed class LargeBodyTests : IDisposable
{
    private readonly SemaphoreSlim turns = new(LargeBodyTurn.AtOnce);

    public void Dispose() => turns.Dispose();

    private static WebhookSender Sender(
        string name, Func<WebhookArrival, SenderProof> prove, Func<WebhookArrival, WebhookEvent>? read = null) =>
        new(name, SecretForm.Text, prove, read ?? (_ => new WebhookEvent("", "", new WebhookOutcome.Ignored("a test")))) { Sign = _ => [] };

    [Theory]
    [InlineData(LargeBodyTurn.LargeBytes, true, false)]
    [InlineData(LargeBodyTurn.LargeBytes + 1, true, true)]
    [InlineData(LargeBodyTurn.LargeBytes + 1, false, false)]
    public async Task Only_a_body_that_is_large_and_proven_has_a_turn(int length, bool isProven, bool hasTurn)
    {
        var storage = await Azurite.NewServiceAsync();
        using var deliveries = new DeliveryLog(storage, TimeProvider.System, NullLogger<DeliveryLog>.Instance);
        using var intake = Intake(storage, deliveries);
        bool? isOwnThread = null;
        var sender = Sender("github", arrival => !arrival.HasBody ? SenderProof.NeedsBody : SenderProof.Unless(!isProven, "no"), arrival =>
        {
            (isOwnThread, _) = (!Thread.CurrentThread.IsThreadPoolThread, Assert.IsType<int>(arrival.Body.Length));
            return new WebhookEvent("", "", new WebhookOutcome.Ignored("a test"));
        });
        var request = new DefaultHttpContext().Request;
        (request.RouteValues["space"], request.Body) = (await SpaceAsync(storage), new MemoryStream(new byte[length]));
        await Task.Run(() => intake.TakeAsync(sender, request, default));
        Assert.Equal(isProven ? hasTurn : null, isOwnThread);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_a_body_that_is_not_proven_before_it_comes_makes_room(bool isProven)
    {
        var storage = await Azurite.NewServiceAsync();
        using var deliveries = new DeliveryLog(storage, TimeProvider.System, NullLogger<DeliveryLog>.Instance);
        using var intake = Intake(storage, deliveries);
        var (budget, body) = (new BodyBudget(40_000, TimeProvider.System), new Pipe());
        var sender = Sender("github", arrival => arrival.HasBody || isProven ? SenderProof.Proven : SenderProof.NeedsBody);
        var request = new DefaultHttpContext().Request;
        request.HttpContext.Features.Set(new BodyDoor(budget, 0));
        (request.RouteValues["space"], request.Body) = (await SpaceAsync(storage), body.Reader.AsStream());
        var receiving = intake.TakeAsync(sender, request, default);
        await Eventually.HoldsAsync(() => budget.Taken > 0);
        var taking = budget.Open("", isProven: false).TakeAsync(30_000, default);
        if (!isProven) await Assert.ThrowsAsync<NoRoomException>(() => receiving.WaitAsync(TimeSpan.FromMinutes(1)));
        await body.Writer.CompleteAsync();
        if (isProven) Assert.Equal(202, Assert.IsAssignableFrom<IStatusCodeHttpResult>(await receiving).StatusCode);
        await taking;
    }

    [Theory]
    [InlineData(LargeBodyTurn.LargeBytes, null)]
    [InlineData(LargeBodyTurn.LargeBytes + 1, 413)]
    public async Task What_is_accepted_without_a_proof_is_never_large(int length, int? refused)
    {
        var storage = await Azurite.NewServiceAsync();
        using var deliveries = new DeliveryLog(storage, TimeProvider.System, NullLogger<DeliveryLog>.Instance);
        using var intake = Intake(storage, deliveries);
        var sender = Sender("discourse", _ => SenderProof.Proven);
        var request = new DefaultHttpContext().Request;
        (request.RouteValues["space"], request.Body) = (await SpaceAsync(storage), new MemoryStream(new byte[length]));
        var fault = await Record.ExceptionAsync(() => intake.TakeAsync(sender, request, default));
        Assert.Equal(refused, (fault as ProblemException)?.Problem.Status);
    }

    [Fact]
    public async Task What_is_accepted_without_a_proof_makes_room()
    {
        var storage = await Azurite.NewServiceAsync();
        using var deliveries = new DeliveryLog(storage, TimeProvider.System, NullLogger<DeliveryLog>.Instance);
        using var intake = Intake(storage, deliveries);
        var (budget, body) = (new BodyBudget(40_000, TimeProvider.System), new Pipe());
        var sender = Sender("discourse", _ => SenderProof.Proven);
        var request = new DefaultHttpContext().Request;
        request.HttpContext.Features.Set(new BodyDoor(budget, 0));
        (request.RouteValues["space"], request.Body) = (await SpaceAsync(storage), body.Reader.AsStream());
        var receiving = intake.TakeAsync(sender, request, default);
        await Eventually.HoldsAsync(() => budget.Taken > 0);
        await budget.Open("", isProven: false).TakeAsync(30_000, default);
        await Assert.ThrowsAsync<NoRoomException>(() => receiving.WaitAsync(TimeSpan.FromMinutes(1)));
        await body.Writer.CompleteAsync();
    }

    [Fact]
    public async Task One_too_many_waits_until_another_is_through()
    {
        var first = new LargeBodyTurn(turns);
        await first.TakeAsync(CancellationToken.None);
        for (var i = 1; i < LargeBodyTurn.AtOnce; i++) await new LargeBodyTurn(turns).TakeAsync(CancellationToken.None);
        using var late = new LargeBodyTurn(turns);
        var waiting = late.TakeAsync(CancellationToken.None);
        Assert.False(waiting.IsCompleted);
        first.Dispose();
        await waiting;
    }

    [Fact]
    public async Task Who_gives_up_waiting_leaves_the_turn_to_others()
    {
        using (var only = new SemaphoreSlim(0))
        using (var cancel = new CancellationTokenSource())
        {
            using (var turn = new LargeBodyTurn(only))
            {
                var waiting = turn.TakeAsync(cancel.Token);
                await cancel.CancelAsync();
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
            }

            Assert.Equal(0, only.CurrentCount);
        }
    }

    [Fact]
    public async Task What_the_reading_of_a_large_body_borrows_goes_with_its_thread()
    {
        using var turn = new LargeBodyTurn(turns);
        await turn.TakeAsync(CancellationToken.None);
        var borrowed = await turn.ReadAsync(() =>
        {
            var array = ArrayPool<byte>.Shared.Rent(16 << 20);
            ArrayPool<byte>.Shared.Return(array);
            return new WeakReference(array);
        });
        await Eventually.HoldsAsync(() =>
        {
            GC.Collect();
            return !borrowed.IsAlive;
        });
    }

    [Fact]
    public async Task A_signed_delivery_comes_in_while_strangers_hold_on_to_large_bodies()
    {
        var app = await GrainApp.SharedAsync();
        var space = await app.NewSpaceAsync();
        var strangers = new List<TcpClient>();
        for (var i = 0; i <= LargeBodyTurn.AtOnce; i++) strangers.Add(await SendAsync(app, space,
            $"X-Hub-Signature-256: sha256={new string('0', 64)}\r\n", new byte[LargeBodyTurn.LargeBytes + 300_000]));
        var body = $$"""{"zen":"{{new string('x', LargeBodyTurn.LargeBytes)}}"}""";
        Assert.Equal(HttpStatusCode.Accepted, (await app.DeliverAsync(space, "ping", body, "d1")).Status);
        foreach (var stranger in strangers) stranger.Dispose();
    }

    [Fact]
    public async Task Who_shows_no_proof_is_answered_before_the_body_comes()
    {
        var app = await GrainApp.SharedAsync();
        using var stranger = await SendAsync(app, await app.NewSpaceAsync(), "", []);
        using var answer = new StreamReader(stranger.GetStream());
        Assert.Equal("HTTP/1.1 401 Unauthorized", await answer.ReadLineAsync());
    }

    private static WebhookIntake Intake(StorageService storage, DeliveryLog deliveries) => new(
        new SpaceDirectory(storage, TimeProvider.System), new SpaceSecrets(), new HomeInstances(storage, new GrantLedger(storage,
            TimeProvider.System), TimeProvider.System), new GrantQueue(storage),
        new TaskCreditQueue(storage, new(storage, TimeProvider.System)),
        new ActivityQueue(storage, new ActivityLedger(storage, TimeProvider.System), TimeProvider.System),
        Claims(storage, new RegisterStore(storage, TimeProvider.System)), deliveries,
        new GrantLedger(storage, TimeProvider.System),
        new UsageBook(storage, TimeProvider.System, Options.Create(new LimitOptions()), NullLogger<UsageBook>.Instance),
        new IntakeFirst(),
        Options.Create(new GrainOptions()), TimeProvider.System, NullLogger<WebhookIntake>.Instance);

    private static ClaimProofs Claims(StorageService storage, RegisterStore registers) =>
        new(registers, new AccountSpelling(storage, registers, new(storage, new SpaceSecrets(), TimeProvider.System)),
            NullLogger<ClaimProofs>.Instance);

    private static async Task<string> SpaceAsync(StorageService storage)
    {
        var config = new SpaceConfig
        {
            Webhooks =
            new() { Github = new() { Secrets = [new("a-secret-of-the-tests")] }, Discourse = new() { AcceptUnsigned = true } }
        };
        return (await new SpaceDirectory(storage, TimeProvider.System)
            .CreateAsync(Azurite.NewName("space-"), 1, config, default)).Space.Name;
    }

    /// <summary>The beginning of a delivery, whose rest never comes.</summary>
    private static async Task<TcpClient> SendAsync(GrainApp app, string space, string headers, byte[] body)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, app.Client.BaseAddress!.Port);
        var head =
            $"POST /api/spaces/{space}/webhooks/github HTTP/1.1\r\nHost: tunnel.example\r\nContent-Length: 20000000\r\n{headers}\r\n";
        await client.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body]);
        return client;
    }
}
