using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Activities.Api;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Limits;
using Grain.Functions.Webhooks.Deliveries;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Settings;
using Microsoft.Extensions.Options;

namespace Grain.Functions.Webhooks.Intake;

/// <summary>
/// The one way in for every sender: raw bytes, proof, reading, queues, answer. Nothing is stored of a delivery that is not proven,
/// and a sender is told that its delivery was accepted only when it is durable.
/// </summary>
internal sealed class WebhookIntake(
    SpaceDirectory spaces, SpaceSecrets secrets, HomeInstances homes, GrantQueue grants, TaskCreditQueue tasks, ActivityQueue activity,
    ClaimProofs claims, DeliveryLog deliveries, GrantLedger ledger, UsageBook usage, IntakeFirst intake, IOptions<GrainOptions> options,
    TimeProvider time, ILogger<WebhookIntake> log)
    : IDisposable
{
    private const int ContentKeyBytes = 16;
    private const int LeftOutMax = 20;
    private readonly SemaphoreSlim largeBodies = new(LargeBodyTurn.AtOnce);

    /// <summary>Takes a delivery, of a bounded size and in bounded time.</summary>
    public Task<IResult> ReceiveAsync(WebhookSender sender, HttpRequest request, CancellationToken cancellation)
    {
        var most = options.Value.MaxWebhookBodyBytes;
        if (request.ContentLength > most)
            return Task.FromResult<IResult>(Problem.TooLarge(BodyBound.Tell(most, BodyBound.Webhook)));
        request.LimitBody(most, BodyBound.Webhook);
        return AnswerLimit.WithinAsync(time, token => TakeAsync(sender, request, token), cancellation);
    }

    /// <summary>Takes a delivery. Of its body nothing is read when its headers alone refuse it.</summary>
    /// <exception cref="Azure.RequestFailedException">Storage failed: the sender is told 503 and will send it again.</exception>
    internal async Task<IResult> TakeAsync(WebhookSender sender, HttpRequest request, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        using var turn = new LargeBodyTurn(largeBodies);
        var space = await spaces.OfRequestAsync(request, cancellation);
        var arrival =
            Proving(sender, new WebhookArrival { Space = space, Headers = request.Headers, HasBody = false, At = time.GetUtcNow() });
        var (refusal, needsBody) = Refusal(sender, arrival);
        var isUnsigned = refusal is null && !needsBody && arrival.Source.AcceptUnsigned;
        var isProven = refusal is null && !needsBody && !isUnsigned;
        // The turns of large bodies are for those who prove themselves.
        if (isUnsigned) request.LowerBodyLimit(LargeBodyTurn.LargeBytes, BodyBound.Unsigned);
        if (refusal is null)
        {
            arrival = arrival with { Body = sender.Unwrap(await JsonBody.ReadBytesAsync(request, cancellation, isProven)), HasBody = true };
            if (!isProven) refusal = Refusal(sender, arrival).Refusal;
        }

        if (refusal is null && arrival.Body.Length > LargeBodyTurn.LargeBytes) await turn.TakeAsync(cancellation);
        var receipt = refusal is null
            ? await turn.ReadAsync(() => Read(sender, arrival))
            : new DeliveryReading(space.Name, sender.Name, "", "", "", refusal);
        return await AnswerAsync(arrival, receipt, home => turn.ReadAsync(() => Read(sender, arrival with { Home = home })), start,
            cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => largeBodies.Dispose();

    private async Task<IResult> AnswerAsync(
        WebhookArrival arrival, DeliveryReading receipt, Func<HomeInstance, Task<DeliveryReading>> readAgain, long start,
        CancellationToken cancellation)
    {
        using var first = receipt.Outcome is WebhookOutcome.Normalised ? intake.Deliver() : null;
        try
        {
            // What is proven costs the space, and is taken whatever it costs: the queue waits where there is nothing left.
            if (receipt.Outcome is WebhookOutcome.Normalised) UsageBook.Enter(await usage.OfAsync(receipt.Space, cancellation));
            if (await IsElsewhereAsync(arrival, receipt, cancellation) is { } home) receipt = await readAgain(home);
            await claims.SettleAsync(arrival, receipt, cancellation);
            var taskIds = await SendAsync(arrival.Space, receipt, cancellation);
            var waits = await WhyWaitsAsync(arrival.Space, receipt, cancellation);
            deliveries.Note(arrival, receipt, time.GetElapsedTime(start), waits: waits);
            return Answer(receipt, taskIds, waits);
        }
        catch (Azure.RequestFailedException)
        {
            deliveries.Note(arrival, receipt, time.GetElapsedTime(start),
                failure: "the storage did not answer as it should; the sender was told to send it again");
            throw;
        }
    }

    /// <summary>What is of somebody for whom the space has no room waits in the queue.</summary>
    private async Task<string?> WhyWaitsAsync(Space space, DeliveryReading receipt, CancellationToken cancellation) =>
        receipt.Outcome is WebhookOutcome.Normalised told
        && (await ledger.FindTooManyAsync(space.Journal, told.Grants, cancellation)).Refusal is { } refusal
            ? $"What is of somebody new waits: {refusal.Reason}" : null;

    /// <summary>The home instance, if that was not known yet and is not the one that the delivery was taken to be from.</summary>
    private async Task<HomeInstance?> IsElsewhereAsync(WebhookArrival arrival, DeliveryReading receipt, CancellationToken cancellation)
    {
        if (arrival.Home is not null || receipt.Outcome is not WebhookOutcome.Normalised { Host: { } host }) return null;
        var home = await homes.OfAsync(arrival.Space, receipt.Source, host, cancellation);
        return home.Host == host ? null : home;
    }

    private async Task<IReadOnlyList<string>?> SendAsync(Space space, DeliveryReading receipt, CancellationToken cancellation)
    {
        if (receipt.Outcome is not WebhookOutcome.Normalised told) return null;
        // A sealed space has no past under ids of earlier versions.
        await grants.SendAsync(receipt.Space, space.IsSealed && !Guid.TryParse(receipt.Delivery, out _) ? "" : receipt.Delivery,
            await ledger.Arriving.SealToldAsync(space.Journal, told.Grants, cancellation),
            space.IsSealed ? GrantMessage.NoFormer : told.Former, cancellation);
        await activity.SendAsync(space, told.Facts, cancellation);
        return told.Tasks.Count == 0 ? null : await tasks.SendAsync(space.Journal, told.Tasks, cancellation);
    }

    /// <summary>With what the space knows of the sender.</summary>
    private WebhookArrival Proving(WebhookSender sender, WebhookArrival arrival)
    {
        var source = arrival.Space.Config.Webhooks.SourceOf(sender.Name);
        return arrival with
        {
            Home = homes.Known(arrival.Space.Name, sender.Name),
            Source = source with { Secrets = [.. source.Secrets.Where(secret => secret.IsLive(arrival.At))] },
            Secrets = [.. source.Secrets.Where(secret => secret.IsLive(arrival.At)).Select(secret => secrets.Resolve(secret.Text))
                .OfType<string>()],
        };
    }

    private static DeliveryReading Read(WebhookSender sender, WebhookArrival arrival)
    {
        var config = arrival.Space.Config.Webhooks;
        var told = sender.Read(arrival with
        {
            Weights = config.Points.Count == 0 ? EventWeights.Default : EventWeights.Default.With(config.Points),
            Counting = config.Counting(arrival.At) with
            {
                Home = arrival.Home?.Host,
                HomeSince = arrival.Home?.Since,
                Hosts = arrival.Source.Hosts ?? [],
            },
        });
        return new DeliveryReading(
            arrival.Space.Name, sender.Name, BoundedText.Line(told.Name, 100), BoundedText.Line(told.Delivery, 100),
            ContentKey(told.Name, arrival.Body.Span), told.Outcome);
    }

    private (WebhookOutcome? Refusal, bool NeedsBody) Refusal(WebhookSender sender, WebhookArrival arrival)
    {
        var proof = arrival.Secrets.Count == 0 && !arrival.Source.AcceptUnsigned
            ? new SenderProof.Refused($"The space '{arrival.Space.Name}' has no secret for {sender.Name} that is good now; set "
                + $"webhooks.{sender.Name}.secrets in its configuration.")
            : sender.Prove(arrival);
        if (proof is SenderProof.Given) return (null, false);
        if (proof is not SenderProof.Refused { Reason: var reason })
            return !arrival.HasBody ? (null, true) : throw new InvalidOperationException($"{sender.Name} awaits a body that is here.");
        if (arrival.Secrets.Count == arrival.Source.Secrets.Count) return (new WebhookOutcome.Refused(reason), false);
        log.LogWarning(LogEvents.SecretUnread,
            "{Space}: a secret of {Sender} cannot be read: its setting is missing, or no key of the app opens it",
            arrival.Space.Name, sender.Name);
        return (new WebhookOutcome.Unready("A secret of the space cannot be read now."), false);
    }

    private static IResult Answer(DeliveryReading receipt, IReadOnlyList<string>? taskIds, string? waits) => receipt.Outcome switch
    {
        WebhookOutcome.Normalised told => Accepted(new(
            "accepted", receipt.Event, receipt.Delivery, [.. told.Grants.Select(grant => grant.GrantId)], taskIds, waits,
            LeftOut: told.LeftOut.Count == 0 ? null : [.. told.LeftOut.Take(LeftOutMax)])),
        WebhookOutcome.Ignored ignored => Accepted(new("ignored", receipt.Event, receipt.Delivery, [], Reason: ignored.Reason)),
        WebhookOutcome.Malformed { Faults.Count: > 0 } malformed => Problem.BadRequest(malformed.Faults),
        WebhookOutcome.Malformed malformed => Problem.BadRequest("$", malformed.Fault),
        WebhookOutcome.Refused refused => Problem.Unauthorized(refused.Reason),
        WebhookOutcome.Unready unready => Problem.Unavailable(unready.Reason),
        _ => throw new InvalidOperationException($"Unknown outcome {receipt.Outcome.GetType().Name}."),
    };

    private static IResult Accepted(WebhookAnswer answer) =>
        Results.Json(answer, WebhookJson.Default.WebhookAnswer, statusCode: StatusCodes.Status202Accepted);

    private static string ContentKey(string eventName, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(eventName));
        hash.AppendData([0]);
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, ContentKeyBytes));
    }
}
