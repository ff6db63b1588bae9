using System.Globalization;
using System.Text.Json;

namespace Grain.Functions.Hosting;

/// <summary>
/// What <c>host.json</c> says to a Functions host, for the executable that stands in for one. As there, a setting
/// <c>AzureFunctionsJobHost__section__key</c> wins over the file.
/// </summary>
internal sealed record HostSettings
{
    /// <summary>The first part of every HTTP function's path.</summary>
    public string RoutePrefix { get; init; } = "api";

    /// <summary>Messages per receive, 1 to 32 (the queue service's own limit).</summary>
    public int BatchSize { get; init; } = 16;

    /// <summary>A new batch is fetched when at most so many messages are in progress.</summary>
    public int NewBatchThreshold { get; init; } = 8;

    /// <summary>Tries before a message goes to the poison queue, at least 1.</summary>
    public int MaxDequeueCount { get; init; } = 5;

    /// <summary>How long a failed message waits for its next try.</summary>
    public TimeSpan VisibilityTimeout { get; init; }

    /// <summary>The longest wait between two looks at an empty queue, at least 100 ms.</summary>
    public TimeSpan MaxPollingInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one call may take; a longer one is cancelled and counts as failed.</summary>
    public TimeSpan FunctionTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>The most messages of one queue in progress at once.</summary>
    public int MostInFlight => BatchSize + NewBatchThreshold;

    /// <summary>Reads <c>host.json</c>.</summary>
    /// <exception cref="ManifestException">It is not JSON, or a value is not what it should be.</exception>
    public static HostSettings Parse(ReadOnlyMemory<byte> json, IConfiguration configuration)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var values = new Values(document.RootElement, configuration);
            var defaults = new HostSettings();
            return new HostSettings
            {
                RoutePrefix = (values.Text("extensions:http:routePrefix") ?? defaults.RoutePrefix).Trim('/'),
                BatchSize = values.Number("extensions:queues:batchSize", defaults.BatchSize, 1, 32),
                NewBatchThreshold = values.Number("extensions:queues:newBatchThreshold", defaults.NewBatchThreshold, 0, 1000),
                MaxDequeueCount = values.Number("extensions:queues:maxDequeueCount", defaults.MaxDequeueCount, 1, int.MaxValue),
                VisibilityTimeout = values.Span("extensions:queues:visibilityTimeout", defaults.VisibilityTimeout, TimeSpan.Zero),
                MaxPollingInterval = values.Span("extensions:queues:maxPollingInterval", defaults.MaxPollingInterval, TimeSpan.FromMilliseconds(100)),
                FunctionTimeout = values.Text("functionTimeout") == "-1" ? Timeout.InfiniteTimeSpan : values.Span("functionTimeout", defaults.FunctionTimeout, TimeSpan.FromSeconds(1)),
            };
        }
        catch (JsonException fault)
        {
            throw new ManifestException($"host.json: {fault.Message}");
        }
    }

    private readonly struct Values(JsonElement root, IConfiguration configuration)
    {
        public string? Text(string path)
        {
            if (configuration[$"AzureFunctionsJobHost:{path}"] is { } setting) return setting;
            var element = root;
            foreach (var name in path.Split(':'))
                if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out element)) return null;
            return element.ToString();
        }

        public int Number(string path, int orElse, int least, int most) => Text(path) is not { } text ? orElse
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most ? value
            : throw new ManifestException($"host.json, {path}: '{text}' is not a whole number from {least} to {most}.");

        public TimeSpan Span(string path, TimeSpan orElse, TimeSpan least) => Text(path) is not { } text ? orElse
            : TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && value >= least ? value
            : throw new ManifestException($"host.json, {path}: '{text}' is not a time span of at least {least}.");
    }
}
