using System.Threading.Channels;
using Azure;
using Azure.Data.Tables;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Webhooks.Proof;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Deliveries;

/// <summary>
/// The log of what webhooks brought, for people who look for a delivery. It is written behind the answers, up to a hundred rows in a
/// transaction: an answer never waits for it and never fails for it. What is not written when a process is killed, or when storage fails
/// for longer than the memory lasts, is missing from the log and nowhere else: what counts is in the ledger.
/// </summary>
/// <remarks>Table <c>deliveries</c>, a partition for each space and day, the newest row first.</remarks>
internal sealed class DeliveryLog : BackgroundService
{
    /// <summary>Records waiting to be written; at 500 deliveries a second that is the patience for eight seconds.</summary>
    private const int WaitingMax = 4096;

    /// <summary>A larger payload is not kept. GitHub's usual ones have 10 to 30 KB; a row holds 1 MiB.</summary>
    private const int PayloadBytesMax = 256 * 1024;

    /// <summary>Payloads in memory that wait to be written; beyond it records go without.</summary>
    private const long WaitingPayloadBytesMax = 16 << 20;

    /// <summary>
    /// A transaction holds 4 MiB; rows are sent as JSON in which quotes and line breaks are escaped, so this stays well below.
    /// </summary>
    private const int TransactionBytesMax = 1 << 20;

    private static readonly TimeSpan RefusalsEvery = TimeSpan.FromSeconds(10);

    private readonly Channel<Waiting> waiting =
        Channel.CreateBounded<Waiting>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });
    private readonly RefusedDeliveries refused;
    private readonly Table table;
    private readonly TimeProvider time;
    private readonly ILogger<DeliveryLog> log;
    private long waitingPayloadBytes;
    private long dropped;

    /// <summary>Opens the log. Nothing is read or written.</summary>
    public DeliveryLog(StorageService storage, TimeProvider time, ILogger<DeliveryLog> log)
    {
        (this.time, this.log) = (time, log);
        table = storage.For("deliveries").Table("deliveries");
        refused = new RefusedDeliveries(table, time);
    }

    /// <summary>Notes what became of a delivery. Returns at once, and never fails.</summary>
    /// <param name="arrival">As it came.</param>
    /// <param name="receipt">What it was. If it does not prove who sent it, it is only counted, and nothing of it is kept.</param>
    /// <param name="took">From its arrival to its answer.</param>
    /// <param name="failure">Why Grain could not take it, if so.</param>
    /// <param name="waits">Why a part of it waits; it names nobody.</param>
    public void Note(WebhookArrival arrival, DeliveryReading receipt, TimeSpan took, string? failure = null, string? waits = null)
    {
        if (DeliveryNote.RefusalOf(receipt) is { } refusal)
        {
            Measure(receipt.Source, receipt.Outcome is WebhookOutcome.Unready ? "unready" : "refused");
            refused.Add(receipt.Space, receipt.Source, refusal);
            return;
        }

        var record = DeliveryNote.RecordOf(arrival, receipt, took, failure, waits);
        Measure(receipt.Source, record.Outcome);
        Write(receipt.Space, record, DeliveryNote.KeepsPayload(arrival, receipt) ? arrival.Body.Span : []);
    }

    private static void Measure(string sender, string outcome)
    {
        Traces.Tag("grain.sender", sender);
        Traces.Tag("grain.outcome", outcome);
        Measures.Deliveries.Add(1, new("sender", sender), new("outcome", outcome));
    }

    /// <summary>Notes what is done about a delivery that did not come. Returns at once, and never fails.</summary>
    public void Note(Space space, DeliveryRecord record) =>
        Write(space.Name, record with { Delivery = DeliveryNote.IdOf(space, record.Delivery) }, []);

    /// <summary>What was refused on a day.</summary>
    public Task<IReadOnlyList<RefusalCount>> ReadRefusedAsync(string space, string day, CancellationToken cancellation) =>
        refused.ReadAsync(space, day, cancellation);

    /// <summary>
    /// Waits until everything that this process noted of a space before is written, so that who looks right after sending finds it.
    /// </summary>
    public async Task FlushAsync(string space, CancellationToken cancellation)
    {
        await refused.FlushAsync(space, cancellation);
        if (ExecuteTask is null or { IsCompleted: true }) return;
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await waiting.Writer.WriteAsync(new Waiting("", null, written), cancellation);
        await Task.WhenAny(written.Task, ExecuteTask).WaitAsync(cancellation);
    }

    /// <summary>Writes what is left.</summary>
    public override async Task StopAsync(CancellationToken cancellation)
    {
        waiting.Writer.TryComplete();
        if (ExecuteTask is { } writing) await writing.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellation);
        await TryAsync(() => refused.FlushAsync(null, cancellation));
    }

    private void Write(string space, DeliveryRecord record, ReadOnlySpan<byte> payload)
    {
        Span<byte> random = stackalloc byte[4];
        RandomSecret.Fill(random);
        record = record with { Id = DeliveryId.Of(record.At, random), PayloadBytes = payload.IsEmpty ? null : payload.Length };
        if (payload.Length is > 0 and <= PayloadBytesMax && Interlocked.Read(ref waitingPayloadBytes) < WaitingPayloadBytesMax)
        {
            Interlocked.Add(ref waitingPayloadBytes, payload.Length);
            record = record with { Payload = Encoding.UTF8.GetString(payload) }; // a byte that is no text becomes U+FFFD
        }

        if (waiting.Writer.TryWrite(new Waiting(space, record, null))) return;
        if (record.Payload is not null) Interlocked.Add(ref waitingPayloadBytes, -payload.Length);
        var count = Interlocked.Increment(ref dropped);
        if (count % WaitingMax == 1)
            log.LogWarning(LogEvents.DeliveriesMissing,
                "Deliveries come faster than their log can be written: {Count} are missing from it so far", count);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(RefusalsEvery, time);
        var refusals = WriteRefusalsAsync(timer);
        var batch = new List<Waiting>();
        while (await waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            while (batch.Count < StorageLimits.TransactionOperations && waiting.Reader.TryRead(out var next)) batch.Add(next);
            await WriteAsync(batch);
            batch.Clear();
        }

        timer.Dispose();
        await refusals;
    }

    private async Task WriteRefusalsAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync()) await TryAsync(() => refused.FlushAsync(null, CancellationToken.None));
    }

    private async Task WriteAsync(List<Waiting> batch)
    {
        var partitions = batch.Where(each => each.Record is not null).GroupBy(each => each.Record!.Id.PartitionOf(each.Space)).ToArray();
        foreach (var partition in partitions)
            await TryAsync(async () =>
            {
                foreach (var rows in Transactions(partition.Select(each => each.Record!.ToRow(each.Space))))
                    await table.TransactAsync(
                        [.. rows.Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row))]);
            });
        foreach (var each in batch)
        {
            if (each.Record is { Payload: not null } kept) Interlocked.Add(ref waitingPayloadBytes, -kept.PayloadBytes!.Value);
            each.Written?.SetResult();
        }
    }

    private static IEnumerable<List<TableEntity>> Transactions(IEnumerable<TableEntity> rows)
    {
        var (part, bytes) = (new List<TableEntity>(), 0);
        foreach (var row in rows)
        {
            if (part.Count > 0 && bytes + row.StoredSize() > TransactionBytesMax)
            {
                yield return part;
                (part, bytes) = ([], 0);
            }

            part.Add(row);
            bytes += row.StoredSize();
        }

        if (part.Count > 0) yield return part;
    }

    private async Task TryAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception fault) when (fault is RequestFailedException or OperationCanceledException or ArgumentException)
        {
            log.LogWarning(LogEvents.DeliveriesNotWritten, "A part of the log of deliveries could not be written: {Reason}", fault.Message);
        }
    }

    /// <summary>A record to write, or somebody who waits until those before are written.</summary>
    private sealed record Waiting(string Space, DeliveryRecord? Record, TaskCompletionSource? Written);
}
