using Azure.Core.Pipeline;

namespace Grain.Functions.Storage;

/// <summary>One pool of connections for the whole process.</summary>
internal static class StorageTransport
{
    /// <summary>Long enough to ride out a burst, short enough to notice that the service's address has moved.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>The shared transport. It follows no redirects and keeps no cookies: the service has neither.</summary>
    public static HttpPipelineTransport Shared { get; } = new HttpClientTransport(new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = ConnectionLifetime,
        ConnectTimeout = TimeSpan.FromSeconds(10),
    })
    {
        // The pipeline has a time limit for each try; HttpClient's own would cut across it.
        Timeout = Timeout.InfiniteTimeSpan,
    });
}
