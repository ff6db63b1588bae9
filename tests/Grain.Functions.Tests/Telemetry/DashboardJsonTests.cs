using System.Reflection;
using System.Text.RegularExpressions;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Tests.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Telemetry;

/// <summary>What shows Grain's metrics names those that there are, and all of them.</summary>
public sealed partial class DashboardJsonTests
{
    [Fact]
    public void The_workbook_asks_for_every_metric_and_for_no_other() =>
        Assert.Equal(Measures.Names.Order(), Names(Pictures.Workbook, Pictures.MetricName()));

    [Fact]
    public void The_dashboard_of_Grafana_does_so_by_the_names_that_collectors_give_them()
    {
        var asked = Names(Pictures.Grafana, Pictures.PrometheusName()).Select(Pictures.WithoutEnd).Distinct();
        Assert.Equal(Measures.All.Select(Pictures.Prometheus).Order(), asked.Order());
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

    private static IEnumerable<string> Names(IEnumerable<string> texts, Regex name) =>
        texts.SelectMany(text => name.Matches(text)).Select(match => match.Groups[1].Value).Distinct().Order();

    [GeneratedRegex(@"\b(?:log|logger)\.Log(?:Information|Warning|Error|Debug|Critical|Trace)\(\s*(?:LogEvents\.)?")]
    private static partial Regex LogCall();
}
