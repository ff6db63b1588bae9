using Azure.Core;
using Azure.Core.Pipeline;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Simulation.Processes;

namespace Grain.Simulation.Faults;

/// <summary>What lies below the SDK's clients of a process: the way to the simulated network.</summary>
internal sealed class SimulatedTransport(SimulatedStorage storage, SimulatedProcess process) : HttpPipelineTransport
{
    /// <inheritdoc/>
    public override Request CreateRequest() => storage.Account.CreateRequest();

    /// <inheritdoc/>
    public override void Process(HttpMessage message) => throw new NotSupportedException("Storage is only reached asynchronously.");

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message)
    {
        if (process.IsDead) await new TaskCompletionSource().Task; // nobody is there to go on
        message.CancellationToken.ThrowIfCancellationRequested();
        var request = await MemoryRequest.ReadAsync(message.Request, message.CancellationToken);
        var actions = request.Path == "$batch" ? await TableBatch.ReadAsync(request, message.CancellationToken) : null;
        var call = new StorageCall(process, message.Request.Uri.Host!.Split('.')[0], request, actions, FunctionCalls.Current,
            FunctionCalls.Space);
        await using var _ = message.CancellationToken.Register(() => call.Answer.TrySetCanceled(message.CancellationToken));
        storage.Send(call);
        message.Response = await call.Answer.Task;
    }
}
