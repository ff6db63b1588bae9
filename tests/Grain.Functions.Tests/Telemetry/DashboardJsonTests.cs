using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Tests.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Telemetry;

/// <summary>What shows Grain's metrics names those that there are, and all of them.</summary>
public sealed partial class DashboardJsonTests
{
    private const string Workbook = "infra/dashboards/grain.workbook.json";
    private const string Grafana = "infra/dashboards/grain.grafana.json";

    private static readonly string[] OfHistogram = ["_bucket", "_sum", "_count"];

    [Fact]
    public void The_workbook_asks_for_every_metric_and_for_no_other() =>
        Assert.Equal(Measures.Names.Order(), Names(Texts(Workbook, "query"), MetricName()));

    [Fact]
    public void The_dashboard_of_Grafana_does_so_by_the_names_that_collectors_give_them()
    {
        var asked = Names(Texts(Grafana, "expr"), PrometheusName())
            .Select(name => OfHistogram.FirstOrDefault(end => name.EndsWith(end, StringComparison.Ordinal)) is { } end
                ? name[..^end.Length] : name)
            .Distinct();
        Assert.Equal(Measures.All.Select(Prometheus).Order(), asked.Order());
    }

    [Fact]
    public void The_page_for_operators_lists_every_metric_and_every_event()
    {
        var page = File.ReadAllText(Repository.File("docs/observe.md"));
        foreach (var instrument in Measures.All) Assert.Contains($"| `{instrument.Name}` |", page, StringComparison.Ordinal);
        foreach (var each in Events()) Assert.Contains($"{each.Id} {each.Name}", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_event_has_a_number_of_its_own()
    {
        var events = Events().ToList();
        Assert.Distinct(events.Select(each => each.Id));
        var unnumbered =
            from file in Directory.EnumerateFiles(Repository.File("functions"), "*.cs", SearchOption.AllDirectories)
            where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            from Match call in LogCall().Matches(File.ReadAllText(file))
            where !call.Value.EndsWith("LogEvents.", StringComparison.Ordinal)
            select $"{file}: {call.Value}";
        Assert.Empty(unnumbered);
    }

    private static IEnumerable<EventId> Events() =>
        typeof(LogEvents).GetFields(BindingFlags.Static | BindingFlags.Public).Select(field => (EventId)field.GetValue(null)!);

    /// <summary>A collector writes underscores, and adds the unit and what counters end with.</summary>
    private static string Prometheus(System.Diagnostics.Metrics.Instrument instrument)
    {
        var unit = instrument.Unit switch { "s" => "_seconds", "USD" => "_USD", _ => "" };
        return instrument.Name.Replace('.', '_') + unit
            + (instrument.GetType().Name.StartsWith("Counter", StringComparison.Ordinal) ? "_total" : "");
    }

    private static IEnumerable<string> Texts(string file, string member)
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

    private static IEnumerable<string> Names(IEnumerable<string> texts, Regex name) =>
        texts.SelectMany(text => name.Matches(text)).Select(match => match.Groups[1].Value).Distinct().Order();

    [GeneratedRegex("\"(grain\\.[a-z.]+)\"")]
    private static partial Regex MetricName();

    [GeneratedRegex("(grain_[A-Za-z_]+)")]
    private static partial Regex PrometheusName();

    [GeneratedRegex(@"\b(?:log|logger)\.Log(?:Information|Warning|Error|Debug|Critical|Trace)\(\s*(?:LogEvents\.)?")]
    private static partial Regex LogCall();
}
