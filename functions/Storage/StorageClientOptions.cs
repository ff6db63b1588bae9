using Azure.Core;

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

    /// <summary>Makes the defaults.</summary>
    public StorageClientOptions()
    {
        Retry.Mode = RetryMode.Exponential;
        Retry.MaxRetries = 5;
        Retry.Delay = TimeSpan.FromSeconds(0.4);
        Retry.MaxDelay = TimeSpan.FromSeconds(10);
        // The service itself gives up on a request after 30 s.
        Retry.NetworkTimeout = TimeSpan.FromSeconds(30);
        Transport = StorageTransport.Shared;
        // Each operation has its own activity (see StorageTelemetry); a second one for every try would only double the traces.
        Diagnostics.IsDistributedTracingEnabled = false;
        AddPolicy(PooledResponsePolicy.Instance, HttpPipelinePosition.BeforeTransport);
    }

    /// <summary>The clock that requests are signed and timed with.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;
}
