using System.Text.RegularExpressions;
using Xunit;

namespace Grain.Functions.Tests.HouseRules;

/// <summary>The walks in the page on architecture are true: each stop is there.</summary>
public sealed partial class WalkTests
{
    [Fact]
    public void Every_stop_is_a_method_of_the_file_that_is_named()
    {
        var stops = Stop().Matches(Page).ToArray();
        Assert.InRange(stops.Length, 24, 30);
        Assert.Empty(stops.Where(stop => !Has(Path.Combine(Root, stop.Groups[1].Value), stop.Groups[2].Value)).Select(stop => stop.Value));
    }

    [Fact]
    public void Each_answer_to_where_something_is_names_one_folder_and_at_most_two_files_that_are_there()
    {
        var table = Page[Page.IndexOf("Where is …", StringComparison.Ordinal)..];
        var rows =
            table.Split("\n\n")[1].Split('\n')[2..].Select(row => Named().Matches(row).Select(file => file.Groups[1].Value).ToList());
        Assert.All(rows, files =>
        {
            Assert.InRange(files.Count, 1, 2);
            Assert.Single(files.Where(file => file != "host.json").Select(Path.GetDirectoryName).DefaultIfEmpty().Distinct());
            Assert.All(files, file => Assert.True(File.Exists(Path.Combine(Root, file)), file));
        });
    }

    private static string Page => File.ReadAllText(Path.Combine(Root, "docs", "architecture.md"));

    private static string Root
    {
        get
        {
            var root = new DirectoryInfo(AppContext.BaseDirectory);
            while (!File.Exists(Path.Combine(root!.FullName, "Grain.Functions.sln"))) root = root.Parent;
            return root.FullName;
        }
    }

    private static bool Has(string file, string method) =>
        File.Exists(file) && Regex.IsMatch(File.ReadAllText(file), $@" {method}(<\w+>)?\(", RegexOptions.CultureInvariant);

    [GeneratedRegex(@"`(functions/[\w/]+\.cs)`,\s+`(\w+)`")]
    private static partial Regex Stop();

    [GeneratedRegex(@"`(functions/[\w/]+\.cs|host\.json)`")]
    private static partial Regex Named();
}
