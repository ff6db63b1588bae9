using System.Net;
using System.Net.Http.Headers;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Events;

namespace Grain.Functions.Ledgers.Checkpoints;

/// <summary>A checkpoint on its way.</summary>
/// <param name="Space">Whose.</param>
/// <param name="Epoch">The epoch's id.</param>
/// <param name="Try">The number of this try, from 1.</param>
internal sealed record CheckpointMessage(string Space, string Epoch, int Try);

/// <summary>The queue <c>checkpoints</c>, from which <see cref="PublishCheckpoint"/> takes.</summary>
internal sealed class CheckpointQueue(StorageService storage)
{
    private readonly MessageQueue queue = storage.For("epochs").Queue("checkpoints");

    /// <summary>Puts a message into the queue, to be taken after a while.</summary>
    public Task SendAsync(CheckpointMessage message, TimeSpan after, CancellationToken cancellation) => queue.SendAsync(
        JsonSerializer.Serialize(message, CheckpointsJson.Default.CheckpointMessage), after > TimeSpan.Zero ? after : null, cancellation);
}

/// <summary>
/// The queue function <c>CheckpointsPublish</c>: posts a checkpoint to where the space publishes them, once at least and under one id. Who
/// does not answer 2xx is tried again with growing pauses, as events of credits are.
/// </summary>
internal sealed class PublishCheckpoint(
    SpaceDirectory spaces, CheckpointBook book, SigningKeys keys, CheckpointQueue queue, EventSender sender, SpaceSecrets secrets,
    TimeProvider time, ILogger<PublishCheckpoint> log)
{
    /// <summary>Makes one try.</summary>
    /// <exception cref="HttpRequestException">It was the last one and failed.</exception>
    [Function("CheckpointsPublish")]
    public async Task RunAsync([QueueTrigger("checkpoints")] string text, CancellationToken cancellation)
    {
        if (JsonSerializer.Deserialize(text, CheckpointsJson.Default.CheckpointMessage) is not { Epoch: not null, Try: >= 1 } message)
            throw new InvalidDataException("The message names no epoch, or no number of its try.");
        if (await spaces.OfMessageAsync(message.Space, $"whose checkpoint of {message.Epoch} is to be published", log, cancellation)
            is not { } space) return;
        if (space.Config.Proofs?.Publish is not { } publish
            || await book.FindAsync(space.Name, message.Epoch, cancellation) is not { } signed) return;
        using var request = RequestOf(publish, signed, await keys.ListAsync(space.Name, cancellation));
        if (await sender.SendAsync(request, $"checkpoint {message.Epoch}", cancellation) is not { } failure) return;
        if (failure.StatusCode == HttpStatusCode.Gone)
        {
            log.LogWarning(LogEvents.CheckpointUnwanted,
                "{Space}: the checkpoint of {Epoch} is dropped: the receiver answered 410", space.Name, message.Epoch);
            return;
        }

        if (message.Try > SendCreditEvent.Pauses.Count) throw failure;
        log.LogWarning(LogEvents.CheckpointFailed,
            "{Space}: the checkpoint of {Epoch}, try {Try}: {Reason}", space.Name, message.Epoch, message.Try, failure.Message);
        await queue.SendAsync(message with { Try = message.Try + 1 }, SendCreditEvent.Pauses[message.Try - 1], cancellation);
    }

    private HttpRequestMessage RequestOf(PublishConfig publish, SignedCheckpoint signed, IReadOnlyList<SignedKey> chain)
    {
        var proof = ProofOf(signed, chain);
        var isDispatch = publish.Form == PublishForm.Dispatch;
        var body = Encoding.UTF8.GetBytes(isDispatch ? $$"""{"event_type":"grain-checkpoint","client_payload":{{proof}}}""" : proof);
        var request = new HttpRequestMessage(HttpMethod.Post, publish.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("grain", null));
        var (id, now) = ($"checkpoint_{Signed.HashOf(signed.Text)[..32]}", time.GetUtcNow());
        if (isDispatch)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secrets.Resolve(publish.Secrets[0]));
            return request;
        }

        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        if (publish.Secrets.Count > 0) request.Headers.Add("webhook-signature", EventSignature.Sign(id, now, body, publish.Secrets));
        return request;
    }

    /// <summary>The checkpoint as a proof that a stranger checks. What is signed goes as it is.</summary>
    internal static string ProofOf(SignedCheckpoint signed, IReadOnlyList<SignedKey> chain)
    {
        var keys = chain.Select(key => $$"""{"record":{{key.Text}},"signature":"{{key.Signature}}"}""");
        return $$"""{"format":"grain-proof/1","kind":"checkpoint","checkpoint":{{signed.Text}},"signature":"{{signed.Signature}}","""
            + $"\"keys\":[{string.Join(',', keys)}]}}";
    }
}
