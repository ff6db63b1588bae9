using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Grain.Functions.Hosting.Telemetry;

namespace Grain.Functions.Storage;

/// <summary>
/// Carries out an operation: tries it again when its failure may pass by itself, and counts what goes on the bill. The place of the SDK's
/// own retries, which wait by the real clock. What the caller can do nothing about is thrown in one line that names operation and cause.
/// </summary>
internal sealed class OperationPolicy(string service, string slice, StorageSettings settings, Action countBilled) : HttpPipelinePolicy
{
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) =>
        throw new NotSupportedException("Storage is only reached asynchronously: no thread is blocked.");

    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        for (var tries = 1; ; tries++)
        {
            countBilled();
            StorageBill.Count();
            Measures.Operations.Add(1, new("service", service), new("slice", slice));
            Measures.Cost.Add(StoragePrices.Of(service, message.Request.Method), new("service", service), new("slice", slice));
            Exception? lost = null;
            try
            {
                await ProcessNextAsync(message, pipeline);
            }
            catch (Exception fault) when (fault is IOException or HttpRequestException or OperationCanceledException
                or RequestFailedException { Status: 0 } && !message.CancellationToken.IsCancellationRequested)
            {
                lost = fault;
            }

            var answer = lost is null ? message.Response : null;
            var isPassing = answer is null or { Status: 408 or 429 or 500 or 502 or 503 or 504 };
            if (answer is { Status: < 401 or > 403 and < 500 } && !isPassing) return;
            if (!isPassing || tries > settings.RetriesMax) throw Failure(message.Request, answer, lost, tries);
            Measures.Retries.Add(1, new("service", service), new("status", answer?.Status ?? 0));
            var pause = settings.PauseAsync(tries, answer, message.CancellationToken);
            answer?.Dispose();
            await pause;
        }
    }

    private RequestFailedException Failure(Request request, Response? answer, Exception? lost, int tries)
    {
        // The path and not the query, where a signature may stand; of a row's path not its keys.
        var operation = $"{service} {request.Method} {request.Uri.Path.Split('(')[0]}";
        if (answer is null)
            return new(0,
                $"{operation}: no answer in {tries} tries: {(lost is OperationCanceledException ? "the time for a try was "
                    + "up" : lost!.Message)}", "Unanswered", lost);
        var code = answer.Headers.TryGetValue("x-ms-error-code", out var known) ? known : null;
        return new(answer.Status,
            $"{operation}: {answer.Status} {code ?? answer.ReasonPhrase} in {tries} tries (request {answer.Headers.RequestId})", code,
            null);
    }
}
