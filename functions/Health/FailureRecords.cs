using System.Net;
using Azure;
using Azure.Data.Tables;
using Grain.Functions.Hosting.Telemetry;

namespace Grain.Functions.Health;

/// <summary>Why a message failed last, and how often it has.</summary>
/// <param name="Reason">What its function said.</param>
/// <param name="At">When.</param>
/// <param name="Try">The number of that try.</param>
public sealed record FailureRecord(string Reason, DateTimeOffset At, long Try);

/// <summary>
/// Keeps why messages failed, findable by their text: a poison queue holds copies with ids of their own, whoever puts them
/// there, so the text is all that a copy and its failure have in common.
/// </summary>
/// <remarks>Table <c>failures</c>: partition the queue's name, row SHA-256 of the message's text.</remarks>
public sealed class FailureRecords(StorageService storage, TimeProvider time, ILogger<FailureRecords> log)
{
    private const int ReasonLengthMax = 2000;

    /// <summary>The Functions host lets a message that was put aside lie for seven days.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(8);

    private readonly Table table = storage.For("failures").Table("failures");

    /// <summary>Why a message with this text failed, or <see langword="null"/> when nothing is known of it.</summary>
    public async Task<FailureRecord?> FindAsync(string queue, string text, CancellationToken cancellation) =>
        await table.FindAsync(queue, Row(text), cancellation) is { } row
            ? new FailureRecord(row.Required<string>("Reason"), row.Required<DateTimeOffset>("At"), row.Required<long>("Try"))
            : null;

    /// <summary>Forgets why a message failed, since it gets another chance.</summary>
    public Task ForgetAsync(string queue, string text, CancellationToken cancellation) =>
        table.DeleteAsync(queue, Row(text), ETag.All, cancellation);

    /// <summary>Forgets why messages failed of which nothing is left: put aside, they are deleted after seven days.</summary>
    public async Task SweepAsync(CancellationToken cancellation)
    {
        await foreach (var row in table.QueryAsync(null, ["At"], cancellation: cancellation))
        {
            if (time.GetUtcNow() - row.Required<DateTimeOffset>("At") <= Kept) continue;
            try
            {
                await table.DeleteAsync(row.PartitionKey, row.RowKey, row.ETag, cancellation);
            }
            catch (RequestFailedException fault) when (fault.Status == (int)HttpStatusCode.PreconditionFailed)
            {
                continue; // the like of it has failed again just now
            }
        }
    }

    /// <summary>Keeps why a message failed. Storage that fails at it is only told to the log.</summary>
    /// <param name="queue">The queue's name.</param>
    /// <param name="text">The message.</param>
    /// <param name="tries">How often it was tried, this time included.</param>
    /// <param name="fault">What its function threw.</param>
    internal async Task RecordAsync(string queue, string text, long tries, Exception fault)
    {
        var reason = Redaction.Apply($"{fault.GetType().Name}: {fault.Message}");
        var row = new TableEntity(queue, Row(text))
        {
            ["Reason"] = reason.Length > ReasonLengthMax ? reason[..ReasonLengthMax] : reason,
            ["At"] = time.GetUtcNow(),
            ["Try"] = tries,
        };
        try
        {
            await table.UpsertAsync(row, CancellationToken.None);
        }
        catch (RequestFailedException storageFault)
        {
            // The message's own failure is what matters, and it is on its way to the log.
            log.LogWarning(LogEvents.FailureNotKept,
                "Why a message of {Queue} failed could not be kept: {Reason}", queue, storageFault.Message);
        }
    }

    private static string Row(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
