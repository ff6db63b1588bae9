using System.Text.RegularExpressions;
using Xunit;

namespace Grain.Functions.Tests.HouseRules;

/// <summary>The walks in the page on architecture are true: each stop is there.</summary>
public sealed partial class WalkTests
{
    [Fact]
    public void Every_stop_is_a_method_of_the_file_that_is_named()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Grain.Functions.sln"))) root = root.Parent;
        var stops = Stop().Matches(File.ReadAllText(Path.Combine(root.FullName, "docs", "architecture.md"))).ToArray();
        Assert.InRange(stops.Length, 12, 30);
        Assert.Empty(stops.Where(stop => !Has(Path.Combine(root.FullName, stop.Groups[1].Value), stop.Groups[2].Value))
            .Select(stop => stop.Value));
    }

    private static bool Has(string file, string method) =>
        File.Exists(file) && Regex.IsMatch(File.ReadAllText(file), $@" {method}(<\w+>)?\(", RegexOptions.CultureInvariant);

    [GeneratedRegex(@"`(functions/[\w/]+\.cs)`,\s+`(\w+)`")]
    private static partial Regex Stop();
}
