using System.Collections.Concurrent;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Grain.Functions.Storage;

namespace Grain.Functions.Tests.Storage.Memory;

/// <summary>
/// A storage account in this process: the transport below the SDK's clients, which takes their requests and answers as the service does.
/// What it is asked for is what the house sends; the contracts hold it to what the emulator and the service do. A request costs a hundredth
/// of what it costs the emulator: it is for proofs that cut the same work at each of its hundreds of calls.
/// </summary>
internal sealed class MemoryAccount : HttpPipelineTransport
{
    private const string Endpoints =
        "DefaultEndpointsProtocol=http;AccountName=memory;AccountKey=bWVtb3J5;TableEndpoint=http://table.memory;"
        + "QueueEndpoint=http://queue.memory;BlobEndpoint=http://blob.memory";

    /// <summary>Of so many repetitions of a proof one runs against an emulator.</summary>
    private const int EmulatedEvery = 60;

    /// <summary>The services of an account, as connection strings name them.</summary>
    public static readonly string[] Services = ["Blob", "Queue", "Table"];

    private static readonly ConcurrentDictionary<string, MemoryAccount> All = new();
    private static readonly HttpClientTransport Requests = new();

    private readonly Lock gate = new();
    private readonly MemoryTables tables;
    private readonly MemoryQueues queues;
    private readonly MemoryBlobs blobs;

    private MemoryAccount(MemoryTables tables, MemoryQueues queues, MemoryBlobs blobs) =>
        (this.tables, this.queues, this.blobs) = (tables, queues, blobs);

    /// <summary>What was ever written to it, by its kinds; nothing is kept of what a copy is written to.</summary>
    public WrittenKinds Written { get; private init; } = new();

    /// <summary>Makes an account and gives its name.</summary>
    public static string New()
    {
        var name = Azurite.NewName("memory");
        var written = new WrittenKinds();
        All[name] = new MemoryAccount(
            new() { Wrote = written.AddRow }, new() { Sent = written.AddMessage }, new() { Wrote = written.AddBlob })
        {
            Written = written,
        };
        return name;
    }

    /// <summary>An account that nobody finds by a name, on a clock of its own.</summary>
    public static MemoryAccount Apart(TimeProvider time) => new(new() { Time = time }, new() { Time = time }, new() { Time = time });

    /// <summary>Makes an account that holds the same as another, and gives its name.</summary>
    public static string CopyOf(string name)
    {
        var (copy, account) = (Azurite.NewName("memory"), All[name]);
        lock (account.gate) All[copy] = new MemoryAccount(account.tables.Copy(), account.queues.Copy(), account.blobs.Copy());
        return copy;
    }

    /// <summary>
    /// Makes an account that takes rows on, answers as if it had them, and does not keep them: for measuring what is not storage.
    /// </summary>
    /// <param name="forgets">Whether a new row is not kept, by its table and key.</param>
    public static string NewForgetting(Func<string, string, bool> forgets)
    {
        var name = Azurite.NewName("memory");
        All[name] = new MemoryAccount(new() { Forgets = forgets }, new(), new());
        return name;
    }

    /// <summary>
    /// The account for one of many repetitions of a proof, by its number from 1: some run against an emulator, and come to the
    /// same.
    /// </summary>
    public static string ForCut(long number) => IsEmulated(number) ? Azurite.NewAccount() : New();

    /// <summary>Whether one of many repetitions runs against an emulator.</summary>
    public static bool IsEmulated(long number) => number % EmulatedEvery == 1;

    /// <summary>The account of a name.</summary>
    public static MemoryAccount Named(string name) => All[name];

    /// <summary>Whether it is the name of one of these.</summary>
    public static bool Has(string name) => All.ContainsKey(name);

    /// <summary>A client of the account, or <see langword="null"/> when it is none of these.</summary>
    public static StorageService? TryOpen(string name, StorageSettings settings)
    {
        if (!All.TryGetValue(name, out var account)) return null;
        return Open(account, settings);
    }

    /// <summary>A client whose requests go to a transport: this, or what stands before one.</summary>
    public static StorageService Open(HttpPipelineTransport transport, StorageSettings settings)
    {
        settings.Transport = transport;
        return new StorageService(StorageAccount.Parse(Endpoints), settings);
    }

    /// <inheritdoc/>
    public override Request CreateRequest() => Requests.CreateRequest();

    /// <inheritdoc/>
    public override void Process(HttpMessage message) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        await Task.Yield(); // as over a network: others go on meanwhile
        message.CancellationToken.ThrowIfCancellationRequested();
        var request = await MemoryRequest.ReadAsync(message.Request, message.CancellationToken);
        message.Response = await AnswerAsync(message.Request.Uri.Host!.Split('.')[0], request, message.CancellationToken);
    }

    /// <summary>What a service answers to a request.</summary>
    public async Task<Response> AnswerAsync(string service, MemoryRequest request, CancellationToken cancellation)
    {
        return Answer(service, request, request.Path == "$batch" ? await TableBatch.ReadAsync(request, cancellation) : null);
    }

    /// <summary>The same, where the actions of a transaction were read already.</summary>
    public Response Answer(string service, MemoryRequest request, IReadOnlyList<MemoryRequest>? actions)
    {
        lock (gate)
            return actions is not null ? TableBatch.Answer(tables, actions) : service switch
            {
                "table" or "Table" => tables.Answer(request),
                "queue" or "Queue" => queues.Answer(request),
                _ => blobs.Answer(request),
            };
    }
}
