using System.Buffers;
using Azure;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Ledgers.Grants.Api;

namespace Grain.Functions.Ledgers.Activities.Api;

/// <summary>
/// Answers NDJSON, one line for each line, in order. A line that is no fact is answered <c>invalid</c> and does not stop the rest. When
/// storage fails, the lines concerned and all after them are answered <c>failed</c>: send them again.
/// </summary>
internal sealed class FactStream(Space space, ActivityLedger ledger, TimeProvider time, ILogger log) : IResult
{
    /// <summary>Lines counted together: some six transactions.</summary>
    private const int BatchMax = 500;

    private int faultyLines;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var lines = Lines(await JsonBody.ReadBytesAsync(httpContext.Request, httpContext.RequestAborted));
        httpContext.Response.ContentType = GrantStream.MediaType;
        var failed = false;
        foreach (var batch in lines.Chunk(BatchMax))
        {
            var answers =
                failed ? [.. batch.Select(line => Failed(line.Number, null))] : await AnswerAsync(batch, httpContext.RequestAborted);
            failed |= answers.Any(answer => answer.Outcome == "failed");
            foreach (var answer in answers)
                await httpContext.Response.WriteAsync(JsonSerializer.Serialize(answer, ActivityAnswersJson.Answers.FactAnswer) + "\n",
                    httpContext.RequestAborted);
        }
    }

    private async Task<FactAnswer[]> AnswerAsync((int Number, ReadOnlyMemory<byte> Bytes)[] batch, CancellationToken cancellation)
    {
        var read = batch.Select(line => (line.Number,
            Line: SentJson.ReadLine(new ReadOnlySequence<byte>(line.Bytes), sent => FactReader.ReadOne(sent, time.GetUtcNow())))).ToArray();
        ActivityFact[] facts = [.. read.Where(each => each.Line.Read is not null).Select(each => each.Line.Read!)];
        IReadOnlyList<ActivityOutcome>? outcomes = null;
        try
        {
            outcomes = await ledger.AppendAsync(space, facts, maybeSeen: false, cancellation);
        }
        catch (RequestFailedException fault)
        {
            log.LogError(LogEvents.FactStreamStopped, fault,
                "{Space}: a stream of facts stops at line {Line}", space.Name, batch[0].Number);
        }

        var next = 0;
        return [.. read.Select(each => each.Line.Read is not { } fact ? Invalid(each.Number, each.Line.Faults)
            : outcomes is null ? Failed(each.Number, fact.Id)
            : new FactAnswer(fact.Id, FactAnswer.Word(outcomes[next++]), each.Number))];
    }

    private FactAnswer Invalid(int line, IReadOnlyList<Fault> faults) =>
        new(null, "invalid", line, ++faultyLines <= GrantStream.FaultyLinesMax ? faults : null);

    private static FactAnswer Failed(int line, string? id) => new(id, "failed", line);

    /// <summary>One by one: a body of many short lines would take many times its size as a list.</summary>
    private static IEnumerable<(int Number, ReadOnlyMemory<byte> Bytes)> Lines(byte[] body)
    {
        for (int start = 0, number = 1; start < body.Length; number++)
        {
            var end = Array.IndexOf(body, (byte)'\n', start) is var found and >= 0 ? found : body.Length;
            if (body.AsSpan(start, end - start).ContainsAnyExcept(" \t\r"u8)) yield return (number, body.AsMemory(start, end - start));
            start = end + 1;
        }
    }
}
