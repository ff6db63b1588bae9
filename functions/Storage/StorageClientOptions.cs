using Azure.Core;
using Azure.Core.Pipeline;

namespace Grain.Functions.Storage;

/// <summary>
/// How requests are sent: transport, retries and extra policies, all as <see cref="ClientOptions"/> has them.
/// By default a request is tried again 5 times after 408, 429, 500, 502, 503, 504, a broken connection or a try that took longer than
/// 30 s, with exponential waits from 0.4 s to 10 s with jitter, or as <c>Retry-After</c> says.
/// </summary>
public sealed class StorageClientOptions : ClientOptions
{
    /// <summary>The version of the REST protocol that is spoken (header <c>x-ms-version</c>).</summary>
    public const string ServiceVersion = "2021-12-02";

    /// <summary>One pool of connections for the whole process. It follows no redirects and keeps no cookies: the service has neither.</summary>
    private static readonly HttpClientTransport SharedTransport = new(new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // Long enough to ride out a burst, short enough to notice that the service's address has moved.
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
    })
    {
        // The pipeline has a time limit for each try; HttpClient's own would cut across it.
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    });

    /// <summary>Makes the defaults.</summary>
    public StorageClientOptions()
    {
        Retry.Mode = RetryMode.Exponential;
        Retry.MaxRetries = 5;
        Retry.Delay = TimeSpan.FromSeconds(0.4);
        Retry.MaxDelay = TimeSpan.FromSeconds(10);
        // The service itself gives up on a request after 30 s.
        Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        Transport = SharedTransport;
        // Each operation has its own activity (see StorageTelemetry); a second one for every try would only double the traces.
        Diagnostics.IsDistributedTracingEnabled = false;
        AddPolicy(new PooledResponsePolicy(), HttpPipelinePosition.BeforeTransport);
    }

    /// <summary>The clock that requests are signed and timed with.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;
}
