using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grain.Functions.Tests.Hosting;

namespace Grain.Functions.Tests.Telemetry;

/// <summary>What the workbook and the dashboard of Grafana ask for.</summary>
internal static partial class Pictures
{
    private static readonly string[] EndsOfHistogram = ["_bucket", "_sum", "_count"];

    /// <summary>The queries of the workbook, each of one table of Log Analytics.</summary>
    public static IReadOnlyList<string> Workbook { get; } = Texts("infra/dashboards/grain.workbook.json", "query");

    /// <summary>The expressions of the dashboard, in the language of Prometheus.</summary>
    public static IReadOnlyList<string> Grafana { get; } = Texts("infra/dashboards/grain.grafana.json", "expr");

    /// <summary>
    /// The name that collectors give a metric in Prometheus: underscores for dots, the unit unless it stands in braces, and the end of
    /// counters. Units that they know are written out; others stay as they are.
    /// </summary>
    public static string Prometheus(Instrument instrument)
    {
        var unit = instrument.Unit switch
        {
            null or "" or ['{', .., '}'] => "",
            "s" => "_seconds",
            "USD" => "_USD",
            var other => throw new NotSupportedException($"{instrument.Name}: what collectors make of the unit {other}?"),
        };
        return instrument.Name.Replace('.', '_') + unit + (IsCounter(instrument) ? "_total" : "");
    }

    /// <summary>A name without what histograms add to it for each of their series.</summary>
    public static string WithoutEnd(string name) =>
        EndsOfHistogram.FirstOrDefault(end => name.EndsWith(end, StringComparison.Ordinal)) is { } end ? name[..^end.Length] : name;

    public static bool IsCounter(Instrument instrument) => Kind(instrument).StartsWith("Counter", StringComparison.Ordinal);

    public static bool IsHistogram(Instrument instrument) => Kind(instrument).StartsWith("Histogram", StringComparison.Ordinal);

    private static string Kind(Instrument instrument) => instrument.GetType().Name;

    private static List<string> Texts(string file, string member)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Repository.File(file)));
        return [.. In(document.RootElement)];

        IEnumerable<string> In(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(each =>
                each.Name == member && each.Value.ValueKind == JsonValueKind.String ? [each.Value.GetString()!] : In(each.Value)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(In),
            _ => [],
        };
    }

    [GeneratedRegex("[\"'](grain\\.[a-z.]+)[\"']")]
    public static partial Regex MetricName();

    [GeneratedRegex("(grain_[A-Za-z_]+)")]
    public static partial Regex PrometheusName();
}
