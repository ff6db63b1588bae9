using Azure;
using Azure.Core;

namespace Grain.Functions.Storage;

/// <summary>What tables, queues and blob containers have in common: a name, and that a write makes them where they are missing.</summary>
public abstract class StorageResource
{
    private readonly StoragePipeline pipeline;
    private readonly string kind;
    private readonly string slice;

    private protected StorageResource(StoragePipeline pipeline, string kind, string name, string slice)
    {
        this.pipeline = pipeline;
        this.kind = kind;
        this.slice = slice;
        Name = name;
    }

    /// <summary>The name of the table, queue or container.</summary>
    public string Name { get; }

    /// <summary>Makes the table, queue or container; nothing happens when it is there. Writes do so by themselves.</summary>
    public async Task CreateAsync(CancellationToken cancellation = default)
    {
        using var message = CreationMessage();
        await SendAsync(message, cancellation, response => StorageFault.CodeOf(response) == $"{kind}AlreadyExists");
    }

    /// <summary>The request that makes it.</summary>
    private protected abstract HttpMessage CreationMessage();

    /// <summary>A request of an operation; the caller disposes it, and with it the answer.</summary>
    /// <param name="operation">Name for telemetry and errors, for example <c>insert</c>.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="pathAndQuery">What follows the service's endpoint, percent-encoded.</param>
    /// <param name="target">What errors name; without it the table, queue or container.</param>
    internal HttpMessage Message(string operation, RequestMethod method, string pathAndQuery, string? target = null) =>
        pipeline.Message(new StorageOperation(pipeline.Service, operation, slice, target ?? Name), method, pathAndQuery);

    /// <inheritdoc cref="StoragePipeline.SendAsync"/>
    internal ValueTask<Response> SendAsync(HttpMessage message, CancellationToken cancellation, Predicate<Response>? isAnswer = null) =>
        pipeline.SendAsync(message, cancellation, isAnswer);

    /// <summary>Sends a write; where the table, queue or container is missing, makes it and sends again.</summary>
    internal async ValueTask<Response> SendCreatingAsync(HttpMessage message, CancellationToken cancellation)
    {
        var response = await SendAsync(message, cancellation, IsMissing);
        if (!IsMissing(response)) return response;
        response.Dispose();
        await CreateAsync(cancellation);
        return await SendAsync(message, cancellation);
    }

    /// <summary>Whether the answer is that the table, queue or container is not there; to a transaction the service says 202 and then why not.</summary>
    private protected bool IsMissing(Response response) =>
        response.Status is 202 or 404 && StorageFault.CodeOf(response) == $"{kind}NotFound";

    /// <summary>The address of the table, queue or container.</summary>
    private protected string Url => $"{pipeline.Endpoint}/{Name}";
}
