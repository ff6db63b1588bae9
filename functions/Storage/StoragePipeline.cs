using System.Runtime.ExceptionServices;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Grain.Functions.Storage;

/// <summary>Sends the requests of one service (table, queue or blob) of an account, and translates what goes wrong, once.</summary>
internal sealed class StoragePipeline
{
    private const string TokenScope = "https://storage.azure.com/.default";
    private readonly HttpPipeline http;
    private readonly TimeProvider time;
    private readonly string service;
    private readonly BilledOperationsPolicy billed;

    public StoragePipeline(string service, Uri endpoint, StorageAccount account, StorageClientOptions options)
    {
        this.service = service;
        time = options.Time;
        Endpoint = endpoint.AbsoluteUri.TrimEnd('/');
        billed = new BilledOperationsPolicy();
        var signature = account.Signature is { } text ? new SasPolicy(text) : null;
        HttpPipelinePolicy? authentication = account.Key is { } key ? new SharedKeyPolicy(key, isTable: service == "table", time)
            : account.Credential is { } credential ? new BearerTokenAuthenticationPolicy(credential, TokenScope)
            : null;
        var buildOptions = new HttpPipelineOptions(options) { ResponseClassifier = StorageResponseClassifier.Instance };
        if (signature is not null) buildOptions.PerCallPolicies.Add(signature);
        buildOptions.PerRetryPolicies.Add(billed);
        if (authentication is not null) buildOptions.PerRetryPolicies.Add(authentication);
        http = HttpPipelineBuilder.Build(buildOptions);
    }

    /// <summary>The service's base address, without a slash at its end.</summary>
    public string Endpoint { get; }

    /// <summary>Requests sent so far, retries included.</summary>
    public long BilledOperations => billed.Count;

    /// <summary>A request of an operation; the caller disposes it, and with it the answer.</summary>
    /// <param name="operation">Name for telemetry and errors, for example <c>insert</c>.</param>
    /// <param name="slice">The slice of the house that asks.</param>
    /// <param name="method">HTTP method.</param>
    /// <param name="pathAndQuery">What follows the endpoint, percent-encoded.</param>
    public HttpMessage Message(string operation, string slice, RequestMethod method, string pathAndQuery)
    {
        var message = http.CreateMessage();
        message.SetProperty(typeof(StorageOperation), new StorageOperation(service, operation, slice));
        message.Request.Method = method;
        message.Request.Uri.Reset(new Uri(Endpoint + pathAndQuery));
        message.Request.Headers.Add("x-ms-version", StorageClientOptions.ServiceVersion);
        return message;
    }

    /// <summary>
    /// Sends; any answer counts as success here, and no answer after all retries is a <see cref="RequestFailedException"/> with status 0.
    /// </summary>
    public async ValueTask<Response> SendAsync(HttpMessage message, CancellationToken cancellation)
    {
        var operation = StorageOperation.Of(message);
        var start = time.GetTimestamp();
        using var activity = StorageTelemetry.Start(service, operation.Name, operation.Slice);
        var status = 0;
        try
        {
            await http.SendAsync(message, cancellation);
            status = message.Response.Status;
            return message.Response;
        }
        catch (AggregateException tries) when (!StorageFault.IsTransport(tries.InnerExceptions[^1]))
        {
            // Of several tries the last one tells what really stands in the way.
            ExceptionDispatchInfo.Throw(tries.InnerExceptions[^1]);
            throw;
        }
        catch (Exception fault) when (StorageFault.IsTransport(fault) && !cancellation.IsCancellationRequested)
        {
            throw StorageFault.Unanswered(operation, fault);
        }
        finally
        {
            StorageTelemetry.Stop(activity, service, operation.Name, operation.Slice, status, time.GetElapsedTime(start).TotalMilliseconds);
        }
    }

    /// <summary>Sends; when the answer is "404, no such table, queue or container", makes it and sends again.</summary>
    public async ValueTask<Response> SendCreatingAsync(
        HttpMessage message, string missingCode, Func<CancellationToken, Task> create, CancellationToken cancellation)
    {
        var response = await SendAsync(message, cancellation);
        if (response.Status != 404 || StorageFault.CodeOf(response) != missingCode) return response;
        response.Dispose();
        await create(cancellation);
        return await SendAsync(message, cancellation);
    }

    /// <summary>Counts what goes on the bill.</summary>
    private sealed class BilledOperationsPolicy : HttpPipelineSynchronousPolicy
    {
        private long count;

        public long Count => Interlocked.Read(ref count);

        public override void OnSendingRequest(HttpMessage message)
        {
            Interlocked.Increment(ref count);
            var operation = StorageOperation.Of(message);
            StorageTelemetry.CountBilled(operation.Service, operation.Name, operation.Slice);
        }
    }
}

/// <summary>What a request is for, as telemetry and errors name it.</summary>
internal sealed record StorageOperation(string Service, string Name, string Slice)
{
    public static StorageOperation Of(HttpMessage message) =>
        message.TryGetProperty(typeof(StorageOperation), out var value) ? (StorageOperation)value! : new StorageOperation("storage", "request", "");
}

/// <summary>An error is what may pass by itself, so that it is tried again; all else is an answer, and the operation knows what it means.</summary>
internal sealed class StorageResponseClassifier : ResponseClassifier
{
    public static readonly StorageResponseClassifier Instance = new();

    public override bool IsErrorResponse(HttpMessage message) => message.Response.Status is 408 or 429 or >= 500;
}
