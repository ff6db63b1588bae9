using System.Buffers;
using Azure;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Limits;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Grain.Functions.Ledgers.Grants.Api;

/// <summary>
/// Answers a stream of grants, one line for each line, in order, while it is still coming in. A line that is no grant is answered
/// <c>invalid</c> and does not stop the rest. When storage fails, the lines concerned are answered <c>failed</c>, and the
/// stream ends with <c>stopped</c>: everything from there on is to be sent again.
/// </summary>
internal sealed class GrantStream(Space space, GrantLedger ledger, TimeProvider time, ILogger log, CancellationToken hostStops) : IResult
{
    public const string MediaType = "application/x-ndjson";

    /// <summary>Lines that are told what is wrong with them; of the rest each is still told that it is none.</summary>
    public const int FaultyLinesMax = 1000;

    private readonly ArrayBufferWriter<byte> answers = new(64 * 1024);
    private readonly Tally? tally = UsageBook.Current;
    private int faultyLines;

    /// <summary>Whether a request brings a stream of lines.</summary>
    public static bool IsStream(HttpRequest request) =>
        request.ContentType is { } type && type.AsSpan(0, type.IndexOf(';') is var end && end < 0 ? type.Length : end).Trim()
            .Equals(MediaType, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        UsageBook.Enter(tally); // an answer is written outside of what its function was called in
        LiftLimits(httpContext);
        httpContext.Response.ContentType = MediaType;
        await httpContext.Response.StartAsync(httpContext.RequestAborted);
        using var spool = new AnswerSpool();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, hostStops);
        var answering = StopOnFaultAsync(spool.CopyToAsync(httpContext.Response.Body, stop.Token), stop);
        await StopOnFaultAsync(AppendAllAsync(new GrantLines(httpContext.Request.BodyReader, time), spool, stop.Token), stop);
        spool.Complete();
        await answering;
    }

    /// <summary>A stream may be of any length and come at any pace; its lines and batches are bounded instead.</summary>
    private static void LiftLimits(HttpContext context)
    {
        context.Request.LimitBody(long.MaxValue);
        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } requestRate) requestRate.MinDataRate = null;
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } responseRate) responseRate.MinDataRate = null;
    }

    private static async Task StopOnFaultAsync(Task work, CancellationTokenSource stop)
    {
        try
        {
            await work;
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private async Task AppendAllAsync(GrantLines lines, AnswerSpool spool, CancellationToken cancellation)
    {
        await foreach (var batch in lines.ReadBatchesAsync(cancellation))
        {
            var goesOn = await AppendAsync(batch, cancellation);
            await spool.WriteAsync(answers.WrittenMemory, cancellation);
            answers.ResetWrittenCount();
            if (!goesOn) return;
        }
    }

    private async Task<bool> AppendAsync(IReadOnlyList<GrantLine> batch, CancellationToken cancellation)
    {
        var valid = batch.Where(line => line.Grant is not null).ToArray();
        await (tally?.WaitForGrantsAsync(valid.Length, cancellation) ?? Task.CompletedTask);
        IReadOnlyList<GrantOutcome>? outcomes = null;
        try
        {
            outcomes = await ledger.AppendSentAsync(space.Journal, [.. valid.Select(line => line.Grant!)], cancellation);
        }
        catch (RequestFailedException fault)
        {
            log.LogError(LogEvents.GrantStreamStopped, fault,
                "{Space}: a stream of grants stops at line {Line}", space.Name, batch[^1].Number);
        }

        var next = 0;
        foreach (var line in batch)
            Write(line.Grant is not { } grant ? GrantLineAnswer.Invalid(line, ++faultyLines <= FaultyLinesMax)
                : outcomes is null ? GrantLineAnswer.Failed(line.Number, grant.GrantId)
                : GrantLineAnswer.Of(line.Number, GrantAnswer.Of(grant, outcomes[next++], space.Config.Tiers)));
        if (outcomes is null)
            Write(new GrantLineAnswer(batch[^1].Number, "stopped", Reason: "lines after this one were not read; send them again"));
        return outcomes is not null;
    }

    private void Write(GrantLineAnswer answer)
    {
        using (var json = new Utf8JsonWriter(answers)) JsonSerializer.Serialize(json, answer, GrantAnswersJson.Default.GrantLineAnswer);
        answers.Write("\n"u8);
    }
}

/// <summary>What a line of a stream is answered: as <see cref="GrantAnswer"/>, with its number.</summary>
internal sealed record GrantLineAnswer(
    long Line, string Outcome, string? GrantId = null, long? Seq = null, Points? Before = null, Points? After = null,
    TierChange? Tier = null,
    string? Reason = null, IReadOnlyList<Fault>? Errors = null)
{
    public static GrantLineAnswer Of(long line, GrantAnswer answer) =>
        new(line, answer.Outcome, answer.GrantId, answer.Seq, answer.Before, answer.After, answer.Tier, answer.Reason);

    public static GrantLineAnswer Invalid(GrantLine line, bool isTold) =>
        new(line.Number, "invalid", Reason: "the line is not a grant", Errors: isTold ? line.Faults : null);

    public static GrantLineAnswer Failed(long line, string grantId) =>
        new(line, "failed", grantId, Reason: "the storage did not answer as it should; it may be counted or not: send it again");
}
