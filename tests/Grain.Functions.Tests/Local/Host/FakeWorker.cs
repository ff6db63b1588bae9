using System.Net;
using Grain.Local.Host;
using Grain.Local.Host.Protocol;
using Grpc.Core;
using Grpc.Net.Client;

namespace Grain.Functions.Tests.Local.Host;

/// <summary>A worker in the test's process that speaks the protocol and leaves what functions do to the test.</summary>
internal sealed class FakeWorker : Worker
{
    private static readonly Method<StreamingMessage, StreamingMessage> EventStream = new(
        MethodType.DuplexStreaming, "AzureFunctionsRpcMessages.FunctionRpc", "EventStream", Marshaller(StreamingMessage.Parser),
        Marshaller(StreamingMessage.Parser));

    private readonly TaskCompletionSource<string> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource dying = new();
    private readonly GrpcChannel channel;
    private readonly HttpMessageHandler http;

    private FakeWorker(WorkerStart start, IReadOnlyList<RpcFunctionMetadata> functions,
        Func<InvocationRequest, CancellationToken, Task> invoke, Func<HttpRequestMessage, Task<HttpResponseMessage>> answer)
    {
        channel = GrpcChannel.ForAddress(start.Endpoint);
        http = new Answering(answer, dying.Token);
        _ = TalkAsync(start.WorkerId, functions, invoke);
    }

    public override Task<string> Ended => ended.Task;

    public override HttpMessageHandler Http => http;

    public static LaunchWorker Launch(
        IReadOnlyList<RpcFunctionMetadata> functions, Func<InvocationRequest, CancellationToken, Task> invoke,
        Func<HttpRequestMessage, Task<HttpResponseMessage>>? answer = null) =>
        (start, _) => Task.FromResult<Worker>(new FakeWorker(start, functions, invoke,
            answer ?? (_ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)))));

    public override void Kill()
    {
        dying.Cancel();
        ended.TrySetResult("killed");
    }

    public override ValueTask DisposeAsync()
    {
        Kill();
        channel.Dispose();
        return ValueTask.CompletedTask;
    }

    private static Marshaller<T> Marshaller<T>(Google.Protobuf.MessageParser<T> parser) where T : Google.Protobuf.IMessage<T> =>
        Marshallers.Create(message => Google.Protobuf.MessageExtensions.ToByteArray(message), bytes => parser.ParseFrom(bytes));

    private async Task TalkAsync(string id, IReadOnlyList<RpcFunctionMetadata> functions,
        Func<InvocationRequest, CancellationToken, Task> invoke)
    {
        using var turn = new SemaphoreSlim(1);
        var running = new System.Collections.Concurrent.ConcurrentDictionary<string, CancellationTokenSource>();
        using var call =
            channel.CreateCallInvoker().AsyncDuplexStreamingCall(EventStream, null, new CallOptions(cancellationToken: dying.Token));
        try
        {
            await call.RequestStream.WriteAsync(new() { StartStream = new() { WorkerId = id } });
            await foreach (var message in call.ResponseStream.ReadAllAsync())
                if (message.WorkerTerminate is not null) break;
                else if (message.InvocationCancel is { } cancel)
                    await (running.GetValueOrDefault(cancel.InvocationId)?.CancelAsync() ?? Task.CompletedTask);
                else _ = AnswerAsync(message);
            ended.TrySetResult("told to");
        }
        catch (Grpc.Core.RpcException)
        {
            ended.TrySetResult("broken off");
        }

        async Task AnswerAsync(StreamingMessage message)
        {
            var answer = new StreamingMessage { RequestId = message.RequestId };
            var success = new StatusResult { Status = StatusResult.Types.Status.Success };
            if (message.WorkerInitRequest is not null) answer.WorkerInitResponse = new() { Result = success };
            if (message.FunctionsMetadataRequest is not null)
                answer.FunctionMetadataResponse = new() { Result = success, FunctionMetadataResults = { functions } };
            if (message.FunctionLoadRequest is not null) answer.FunctionLoadResponse = new() { Result = success };
            if (message.InvocationRequest is { } invocation)
            {
                answer.InvocationResponse = new() { InvocationId = invocation.InvocationId, Result = success };
                try
                {
                    await invoke(invocation, (running[invocation.InvocationId] = new()).Token);
                }
                catch (Exception fault)
                {
                    answer.InvocationResponse.Result =
                        new() { Status = StatusResult.Types.Status.Failure, Exception = new() { Message = fault.Message } };
                }
            }

            await turn.WaitAsync();
            await call.RequestStream.WriteAsync(answer);
            turn.Release();
        }
    }

    private sealed class Answering(Func<HttpRequestMessage, Task<HttpResponseMessage>> answer, CancellationToken dying) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
        {
            var answering = answer(request);
            if (await Task.WhenAny(answering, Task.Delay(Timeout.Infinite, dying)) != answering)
                throw new HttpRequestException("The connection is reset.");
            return await answering;
        }
    }
}
