using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Grain.Functions.Benchmarks.Webhooks;

/// <summary>A server without a network: requests are handed to the app's whole pipeline in the process.</summary>
internal sealed class InProcessServer : IServer
{
    private Func<IFeatureCollection, Task>? process;

    /// <inheritdoc/>
    public IFeatureCollection Features { get; } = new FeatureCollection();

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path, decoded as a server would have it.</param>
    /// <param name="headers">Any texts.</param>
    /// <param name="body">The body.</param>
    /// <returns>The status and the body of the answer.</returns>
    public async Task<(int Status, byte[] Body)> SendAsync(string method, string path, IEnumerable<KeyValuePair<string, string>> headers, byte[] body)
    {
        using var answer = new MemoryStream();
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Scheme = "http";
        context.Request.Path = path;
        context.Request.Body = new MemoryStream(body);
        context.Request.ContentLength = body.Length;
        foreach (var (name, value) in headers) context.Request.Headers.Append(name, value);
        context.Features.Get<IHttpRequestFeature>()!.RawTarget = path;
        context.Features.Set<IHttpMaxRequestBodySizeFeature>(new BodySize());
        context.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(answer));
        await process!(context.Features);
        return (context.Features.Get<IHttpResponseFeature>()!.StatusCode, answer.ToArray());
    }

    /// <inheritdoc/>
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken) where TContext : notnull
    {
        process = async features =>
        {
            var context = application.CreateContext(features);
            try
            {
                await application.ProcessRequestAsync(context);
                await features.Get<IHttpResponseBodyFeature>()!.CompleteAsync();
                application.DisposeContext(context, null);
            }
            catch (Exception fault)
            {
                application.DisposeContext(context, fault);
                throw;
            }
        };
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Takes any cap; what is sent here is small.</summary>
    private sealed class BodySize : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly => false;

        public long? MaxRequestBodySize { get; set; }
    }
}
