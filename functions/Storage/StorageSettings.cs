using System.Net.Http.Headers;
using Azure;
using Azure.Core;
using Azure.Core.Pipeline;

namespace Grain.Functions.Storage;

/// <summary>
/// How requests are sent. By default a request is tried again 5 times after 408, 429, 500, 502, 503, 504, a broken connection or a try that
/// took longer than 30 s, with exponential waits from 0.4 s to 10 s with jitter, or as <c>Retry-After</c> says.
/// </summary>
/// <param name="time">
/// The clock of waits and measurements. (The limit of a try, and the dates that requests are signed with, are the SDK's own.)
/// </param>
/// <param name="jitter">What waits differ by; one with a seed is for one thread.</param>
internal sealed class StorageSettings(TimeProvider time, Random jitter)
{
    /// <summary>
    /// One pool of connections for the whole process. It follows no redirects and keeps no cookies: the service has neither.
    /// </summary>
    private static readonly HttpClientTransport Shared = new(new HttpClient(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5), // rides out a burst, and notices soon when the service's address has moved
        ConnectTimeout = TimeSpan.FromSeconds(10),
    })
    { Timeout = Timeout.InfiniteTimeSpan }); // each try has a limit of its own, see TryMax

    private readonly TimeProvider time = time;
    private readonly Random jitter = jitter;

    public HttpPipelineTransport Transport { get; set; } = Shared;

    public Contention Contention { get; } = new(time, jitter);
    public int RetriesMax { get; set; } = 5;
    public TimeSpan PauseMin { get; set; } = TimeSpan.FromSeconds(0.4);
    public TimeSpan PauseMax { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The time for a try: the service itself gives up on a request after 30 s.</summary>
    public TimeSpan TryMax { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// The newest storage format that is known. A build with <c>-p:GrainFormat=1</c> is as the one before it: it neither writes nor reads
    /// what came later. It stands in the app's <c>runtimeconfig.json</c>.
    /// </summary>
    public int Format { get; set; } = Built;

    private static readonly int Built = AppContext.GetData("Grain.Format") is string text
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var format)
        && format is >= StorageFormats.First and <= StorageFormats.Newest ? format : StorageFormats.Newest;

    /// <summary>Policies that see each try, for tests.</summary>
    public IList<HttpPipelinePolicy> EachTry { get; } = [];

    /// <summary>Waits before a request is sent again: 0.8 to 1.2 of the exponential wait, or longer where the answer says so.</summary>
    public Task PauseAsync(int tries, Response? answer, CancellationToken cancellation)
    {
        var pause = Math.Min(PauseMin.TotalMilliseconds * Math.Pow(2, tries - 1),
            PauseMax.TotalMilliseconds) * (0.8 + (0.4 * jitter.NextDouble()));
        if (answer?.Headers.TryGetValue("Retry-After", out var text) == true && RetryConditionHeaderValue.TryParse(text, out var asked))
            pause = Math.Max(pause, (asked.Delta ?? (asked.Date - time.GetUtcNow()))?.TotalMilliseconds ?? 0);
        return Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancellation);
    }

    /// <summary>Sets a client up.</summary>
    public T Apply<T>(T options, OperationPolicy tries)
        where T : ClientOptions
    {
        (options.Transport, options.RetryPolicy, options.Retry.NetworkTimeout) = (Transport, tries, TryMax);
        // The SDK's traces tell each operation and how long it took; its logs would only repeat what failures and traces say.
        options.Diagnostics.IsLoggingEnabled = options.Diagnostics.IsTelemetryEnabled = false;
        foreach (var policy in EachTry) options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
        return options;
    }
}
