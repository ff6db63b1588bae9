using Azure.Core;
using Azure.Core.Pipeline;
using Grain.Functions.Storage;

namespace Grain.Functions.Tests.Storage;

/// <summary>What can happen to a request.</summary>
public enum Fault
{
    /// <summary>It goes through.</summary>
    None,

    /// <summary>The connection breaks before the request leaves: nothing happens at the service.</summary>
    NotSent,

    /// <summary>The service carries the request out, and its answer is lost.</summary>
    AnswerLost,

    /// <summary>The service answers 503 without doing anything.</summary>
    Busy,

    /// <summary>The service carries the request out, and yet the answer is 500.</summary>
    ErrorAfterEffect,

    /// <summary>The process dies before the request leaves: it and every later one throws <see cref="ProcessDiedException"/>.</summary>
    DiesBefore,

    /// <summary>The process dies when the request has been carried out, before it sees the answer.</summary>
    DiesAfter,
}

/// <summary>The simulated end of the process; no code of the product may survive it.</summary>
public sealed class ProcessDiedException() : Exception("The process has died (simulated).");

/// <summary>
/// Makes requests to storage fail, by their number or by a seed, and counts them. Requests are numbered from 1 in the order in which they
/// come here, inside the retries (<see cref="StorageSettings.EachTry"/>): each try has its own number, and a fault is met by the client's
/// retries, as in real life. With retries off each operation is one try.
/// </summary>
public sealed class FaultInjector : HttpPipelinePolicy
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, Fault> planned = [];
    private readonly List<string> log = [];
    private readonly Random? random;
    private readonly double rate;
    private readonly Fault[] choices;
    private long count;
    private volatile bool isDead;

    /// <summary>Lets all through until told otherwise.</summary>
    public FaultInjector()
        : this(0, 0)
    {
    }

    /// <summary>Lets requests fail at random, the same for the same seed and order.</summary>
    /// <param name="seed">Start of the random numbers.</param>
    /// <param name="rate">Share of requests that fail, 0 to 1.</param>
    /// <param name="choices">Which faults; without any: not sent, answer lost, busy, error after effect.</param>
    public FaultInjector(int seed, double rate, params Fault[] choices)
    {
        this.rate = rate;
        this.choices = choices.Length > 0 ? choices : [Fault.NotSent, Fault.AnswerLost, Fault.Busy, Fault.ErrorAfterEffect];
        random = rate > 0 ? new Random(seed) : null;
    }

    /// <summary>Requests seen so far.</summary>
    public long Operations => Interlocked.Read(ref count);

    /// <summary>Faults made so far.</summary>
    public int Faults { get; private set; }

    /// <summary>Whether the simulated process is dead.</summary>
    public bool IsDead => isDead;

    /// <summary>The requests so far: number, method, path, fault.</summary>
    public IReadOnlyList<string> Log
    {
        get
        {
            lock (gate) return [.. log];
        }
    }

    /// <summary>How long each request waits before it is sent.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Which requests are numbered and may fail; the rest goes through uncounted. By default all.</summary>
    public Func<Request, bool> Concerns { get; set; } = _ => true;

    /// <summary>Called with each numbered request before it is sent, for a test that does something just then.</summary>
    public Func<long, Request, Task>? BeforeSend { get; set; }

    /// <summary>Lets a request fail.</summary>
    /// <param name="operation">Its number, from 1.</param>
    /// <param name="fault">How.</param>
    public FaultInjector FailAt(long operation, Fault fault)
    {
        lock (gate) planned[operation] = fault;
        return this;
    }

    /// <summary>Lets the next request fail.</summary>
    public FaultInjector FailNext(Fault fault) => FailAt(Operations + 1, fault);

    /// <summary>Starts a new life: numbers start again, nothing is planned, and a dead process is alive.</summary>
    public void Reset()
    {
        lock (gate)
        {
            planned.Clear();
            log.Clear();
            count = 0;
            Faults = 0;
            isDead = false;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        if (!Concerns(message.Request))
        {
            await ProcessNextAsync(message, pipeline);
            return;
        }

        var (number, fault) = Next(message.Request);
        if (BeforeSend is { } hook) await hook(number, message.Request);
        if (Delay > TimeSpan.Zero) await Task.Delay(Delay, TimeProvider.System, message.CancellationToken);
        switch (fault)
        {
            case Fault.DiesBefore:
                throw new ProcessDiedException();
            case Fault.NotSent:
                throw new IOException("The connection broke before the request was sent (injected).");
            case Fault.Busy:
                message.Response = new InjectedError(503, "ServerBusy");
                return;
        }

        await ProcessNextAsync(message, pipeline);
        switch (fault)
        {
            case Fault.AnswerLost:
                message.Response.Dispose();
                throw new IOException("The connection broke before the answer came (injected).");
            case Fault.ErrorAfterEffect:
                message.Response.Dispose();
                message.Response = new InjectedError(500, "InternalError");
                break;
            case Fault.DiesAfter:
                message.Response.Dispose();
                throw new ProcessDiedException();
        }
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Storage is only reached asynchronously.");

    private (long Number, Fault Fault) Next(Request request)
    {
        lock (gate)
        {
            if (isDead) throw new ProcessDiedException();
            var number = ++count;
            var fault = planned.GetValueOrDefault(number);
            if (fault == Fault.None && random is not null && random.NextDouble() < rate) fault = choices[random.Next(choices.Length)];
            if (fault != Fault.None) Faults++;
            if (fault is Fault.DiesBefore or Fault.DiesAfter) isDead = true;
            log.Add($"{number} {request.Method} {request.Uri.ToUri().PathAndQuery}{(fault == Fault.None ? "" : $" {fault}")}");
            return (number, fault);
        }
    }
}
