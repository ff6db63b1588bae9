using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Telemetry;

/// <summary>Pictures and alerts divide metrics as the code does, and read the columns that a metric of its kind has.</summary>
public sealed partial class DimensionTests
{
    /// <summary>Of each metric what it is divided by, as it stands where it is counted.</summary>
    private static readonly Dictionary<string, string[]> Dimensions = DimensionsOfCode();

    private static readonly string Page = File.ReadAllText(Repository.File("docs/observe.md"));

    [Fact]
    public void Every_metric_is_counted_somewhere_and_divided_as_the_page_for_operators_says() =>
        Assert.All(Measures.All, metric =>
            Assert.Equal(Dimensions[metric.Name], Quoted().Matches(RowOf(metric.Name)[3]).Select(name => name.Groups[1].Value)));

    [Fact]
    public void The_workbook_reads_what_Azure_has_of_each_metric() => Assert.All(Pictures.Workbook, query =>
    {
        var table = query.Split('\n')[0];
        if (table == "AppTraces") return;
        Assert.Equal("AppMetrics", table);
        var metric = MetricOf(query);
        Assert.Subset(Dimensions[metric.Name].ToHashSet(), Names(query, Property()));
        Assert.Contains(Column().Match(query).Value, Pictures.IsHistogram(metric) ? ["sum(Sum) / sum(ItemCount)", "sum(ItemCount)"]
            : Pictures.IsCounter(metric) ? ["sum(Sum)"] : (string[])["max(Max)"]);
    });

    [Fact]
    public void The_dashboard_of_Grafana_reads_what_Prometheus_has_of_each_metric() => Assert.All(Pictures.Grafana, query =>
    {
        var names = Pictures.PrometheusName().Matches(query).Select(name => name.Groups[1].Value).ToArray();
        var metric = Measures.All.Single(each => Pictures.Prometheus(each) == Pictures.WithoutEnd(names[0]));
        var by = By().Matches(query).SelectMany(list => list.Groups[1].Value.Split(", ")).Concat(Names(query, Chosen())).Except(["le"]);
        Assert.Subset(Dimensions[metric.Name].ToHashSet(), by.ToHashSet());
        Assert.Equal(Pictures.IsHistogram(metric), names.All(name => name != Pictures.WithoutEnd(name)));
        // What only grows is looked at by how fast it does.
        Assert.Equal(Pictures.IsCounter(metric) || Pictures.IsHistogram(metric), Grows().IsMatch(query));
    });

    [Fact]
    public void Alerts_read_what_Azure_has_of_each_metric_and_values_that_there_are()
    {
        using var alerts = JsonDocument.Parse(File.ReadAllBytes(Repository.File("infra/alerts.json")));
        Assert.All(alerts.RootElement.EnumerateArray(), alert =>
        {
            var query = alert.GetProperty("query").GetString()!;
            var columns = query.Split(" | ")[^1];
            Assert.All(alert.GetProperty("by").EnumerateArray(), by =>
                Assert.Contains($"{by.GetString()} = ", columns, StringComparison.Ordinal));
            Assert.StartsWith("project timestamp, n = ", columns, StringComparison.Ordinal);
            if (query.StartsWith("requests |", StringComparison.Ordinal)) return;
            Assert.StartsWith("customMetrics |", query, StringComparison.Ordinal);
            var metric = MetricOf(query);
            Assert.Subset(Dimensions[metric.Name].ToHashSet(), Names(query, Property()));
            Assert.StartsWith($"project timestamp, n = {(Pictures.IsCounter(metric) ? "valueSum" : "valueMax")}", columns,
                StringComparison.Ordinal);
            Assert.All(Value().Matches(query).Select(value => value.Groups[1].Value), value =>
                Assert.Contains($"`{value}`", RowOf(metric.Name)[4], StringComparison.Ordinal));
        });
    }

    private static Instrument MetricOf(string query) =>
        Measures.All.Single(each => each.Name == Pictures.MetricName().Match(query).Groups[1].Value);

    /// <summary>The cells of a metric's row, from the first on.</summary>
    private static string[] RowOf(string metric) =>
        Page.Split('\n').Single(line => line.StartsWith($"| `{metric}` |", StringComparison.Ordinal)).Split('|');

    private static HashSet<string> Names(string text, Regex name) => [.. name.Matches(text).Select(match => match.Groups[1].Value)];

    private static Dictionary<string, string[]> DimensionsOfCode()
    {
        var metrics = typeof(Measures).GetFields(BindingFlags.Static | BindingFlags.Public).ToDictionary(field => field.Name,
            field => (field.GetValue(null) as Instrument ?? (field.GetValue(null) as KeptGauge)?.Instrument)?.Name ?? "");
        var calls =
            from folder in (string[])["functions", "local"]
            from file in Directory.EnumerateFiles(Repository.File(folder), "*.cs", SearchOption.AllDirectories)
            where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            from Match call in Call().Matches(File.ReadAllText(file))
            select (Metric: metrics[call.Groups[1].Value], By: DimensionsOf(call.Groups[2].Value, call.Groups[3].Value));
        return calls.GroupBy(call => call.Metric, call => call.By).ToDictionary(same => same.Key,
            same => same.Distinct().Single().Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string DimensionsOf(string call, string arguments) => call switch
    {
        "Count" => "outcome",
        "Keep" => arguments.EndsWith(", name", StringComparison.Ordinal) ? "queue" : "",
        _ => string.Join(' ', Given().Matches(arguments).Select(name => name.Groups[1].Value)),
    };

    [GeneratedRegex(@"Measures\.([A-Z]\w+)\.(Add|Record|Count|Keep)\((.*?)\);", RegexOptions.Singleline)]
    private static partial Regex Call();

    [GeneratedRegex("""new(?: KeyValuePair<string, object\?>)?\("(\w+)",""")]
    private static partial Regex Given();

    [GeneratedRegex("`(\\w+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"(?:Properties|customDimensions)\.(\w+)")]
    private static partial Regex Property();

    [GeneratedRegex(@"(?<=summarize value = ).*(?= by)")]
    private static partial Regex Column();

    [GeneratedRegex(@"by \(([^)]+)\)")]
    private static partial Regex By();

    [GeneratedRegex(@"[{,](\w+)=")]
    private static partial Regex Chosen();

    [GeneratedRegex(@"\b(?:rate|increase)\(")]
    private static partial Regex Grows();

    [GeneratedRegex("== '([a-z]+)'")]
    private static partial Regex Value();
}
