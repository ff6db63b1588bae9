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
    private readonly string? signature;
    private readonly BilledOperationsPolicy billed = new();

    public StoragePipeline(string service, Uri endpoint, StorageAccount account, StorageClientOptions options)
    {
        Service = service;
        Endpoint = endpoint.AbsoluteUri.TrimEnd('/');
        time = options.Time;
        signature = account.Signature;
        var policies = new HttpPipelineOptions(options) { ResponseClassifier = StorageResponseClassifier.Instance };
        policies.PerRetryPolicies.Add(billed);
        if (account.Key is { } key) policies.PerRetryPolicies.Add(new SharedKeyPolicy(key, isTable: service == "table", time));
        if (account.Credential is { } credential) policies.PerRetryPolicies.Add(new BearerTokenAuthenticationPolicy(credential, TokenScope));
        http = HttpPipelineBuilder.Build(policies);
    }

    /// <summary><c>table</c>, <c>queue</c> or <c>blob</c>.</summary>
    public string Service { get; }

    /// <summary>The service's base address, without a slash at its end.</summary>
    public string Endpoint { get; }

    /// <summary>Requests sent so far, retries included.</summary>
    public long BilledOperations => billed.Count;

    /// <summary>A request of an operation, with the shared access signature where that opens the account.</summary>
    public HttpMessage Message(StorageOperation operation, RequestMethod method, string pathAndQuery)
    {
        var message = http.CreateMessage();
        message.SetProperty(typeof(StorageOperation), operation);
        message.Request.Method = method;
        if (signature is not null) pathAndQuery += (pathAndQuery.Contains('?', StringComparison.Ordinal) ? "&" : "?") + signature;
        message.Request.Uri.Reset(new Uri(Endpoint + pathAndQuery));
        message.Request.Headers.Add("x-ms-version", StorageClientOptions.ServiceVersion);
        return message;
    }

    /// <summary>
    /// Sends. A status below 300 is an answer, and what <paramref name="isAnswer"/> takes as one; all else is thrown, and no answer
    /// after all retries is a <see cref="RequestFailedException"/> with status 0.
    /// </summary>
    public async ValueTask<Response> SendAsync(HttpMessage message, CancellationToken cancellation, Predicate<Response>? isAnswer = null)
    {
        var operation = StorageOperation.Of(message);
        var start = time.GetTimestamp();
        using var activity = StorageTelemetry.Start(operation);
        var status = 0;
        try
        {
            await http.SendAsync(message, cancellation);
            status = message.Response.Status;
        }
        catch (AggregateException tries) when (!StorageFault.IsTransport(tries.InnerExceptions[^1]))
        {
            // Of several tries the last one tells what really stands in the way.
            ExceptionDispatchInfo.Throw(tries.InnerExceptions[^1]);
        }
        catch (Exception fault) when (StorageFault.IsTransport(fault) && !cancellation.IsCancellationRequested)
        {
            throw StorageFault.Unanswered(operation, fault);
        }
        finally
        {
            StorageTelemetry.Stop(activity, operation, status, time.GetElapsedTime(start).TotalMilliseconds);
        }

        return status < 300 || isAnswer?.Invoke(message.Response) == true ? message.Response : throw StorageFault.Of(operation, message.Response);
    }

    /// <summary>Counts what goes on the bill.</summary>
    private sealed class BilledOperationsPolicy : HttpPipelineSynchronousPolicy
    {
        private long count;

        public long Count => Interlocked.Read(ref count);

        public override void OnSendingRequest(HttpMessage message)
        {
            Interlocked.Increment(ref count);
            StorageTelemetry.CountBilled(StorageOperation.Of(message));
        }
    }
}

/// <summary>What a request is for, as telemetry and errors name it.</summary>
/// <param name="Service"><c>table</c>, <c>queue</c> or <c>blob</c>.</param>
/// <param name="Name">The operation, for example <c>insert</c>.</param>
/// <param name="Slice">The slice of the house that asks.</param>
/// <param name="Target">The table, queue, container or blob.</param>
internal sealed record StorageOperation(string Service, string Name, string Slice, string Target)
{
    public static StorageOperation Of(HttpMessage message) =>
        message.TryGetProperty(typeof(StorageOperation), out var value)
            ? (StorageOperation)value!
            : throw new ArgumentException("The message is none of this pipeline.", nameof(message));
}

/// <summary>An error is what may pass by itself, so that it is tried again; all else is an answer, and the operation knows what it means.</summary>
internal sealed class StorageResponseClassifier : ResponseClassifier
{
    public static readonly StorageResponseClassifier Instance = new();

    public override bool IsErrorResponse(HttpMessage message) => message.Response.Status is 408 or 429 or >= 500;
}
