using System.Text.RegularExpressions;
using Xunit;

namespace Grain.Functions.Tests.HouseRules;

/// <summary>Who may know whom. Read from the sources, so that a fault names the file.</summary>
public sealed partial class DirectionTests
{
    private static readonly string[] Pure = ["Graph", "CredRank", "Distributions"];

    [Fact]
    public void The_pure_parts_know_no_Azure_type_no_clock_and_no_randomness()
    {
        var faults = Pure.SelectMany(Sources).SelectMany(file => Impure().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Value}"));
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("Graph", "Grants")]
    [InlineData("CredRank", "Graph")]
    [InlineData("Distributions")]
    [InlineData("Journals", "Storage")]
    [InlineData("Storage")]
    [InlineData("Bodies")]
    [InlineData("Verification", "Spaces")]
    [InlineData("Grants", "Journals", "Storage", "Hosting", "Spaces", "Identities", "Verification")]
    [InlineData("Scores", "Grants", "Identities", "Journals", "Storage", "Hosting", "Spaces", "Verification")]
    [InlineData("Accounts", "Journals", "Storage", "Hosting", "Spaces", "Distributions", "Epochs", "Grants", "Identities", "Verification")]
    [InlineData("Credits", "Journals", "Storage", "Hosting", "Spaces", "Grants", "Identities", "Verification")]
    [InlineData("Webhooks", "Storage", "Hosting", "Spaces", "Grants", "Credits", "Activity")]
    [InlineData("Activity", "Journals", "Storage", "Hosting", "Spaces", "Grants", "Identities", "Credits", "Epochs", "Verification")]
    [InlineData("Failures", "Storage", "Hosting")]
    [InlineData("Identities", "Journals", "Storage", "Hosting", "Spaces", "Distributions", "Verification")]
    public void A_slice_uses_only_what_lies_below_it(string slice, params string[] below)
    {
        var faults = Sources(slice).SelectMany(file => Using().Matches(File.ReadAllText(file))
            .Select(match => match.Groups[1].Value)
            .Where(used => used != slice && !below.Contains(used))
            .Select(used => $"{Path.GetFileName(file)} uses {used}"));
        Assert.Empty(faults);
    }

    [Fact]
    public void Nothing_outside_Storage_speaks_to_storage_over_HTTP()
    {
        var faults = Directory.GetDirectories(Functions()).Select(Path.GetFileName).Where(slice => slice is not ("Storage" or "bin" or "obj"))
            .SelectMany(slice => Sources(slice!))
            .Where(file => File.ReadAllText(file).Contains("Azure.Core", StringComparison.Ordinal))
            .Select(Path.GetFileName);
        Assert.Empty(faults);
    }

    [Fact]
    public void No_command_line_and_no_console_goes_to_Azure()
    {
        var faults = Directory.GetFiles(Functions(), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Functions(), file).StartsWith("obj", StringComparison.Ordinal) && Path.GetFileName(file) != "Program.cs")
            .SelectMany(file => CommandLineOrConsole().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Value}"));
        Assert.Empty(faults);
    }

    private static IEnumerable<string> Sources(string slice)
    {
        var files = Directory.GetFiles(Path.Combine(Functions(), slice), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        return files;
    }

    private static string Functions()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Grain.Functions.sln"))) return Path.Combine(folder.FullName, "functions");
        throw new DirectoryNotFoundException("The sources are not above the tests.");
    }

    [GeneratedRegex(@"using Azure|TimeProvider|DateTimeOffset\.UtcNow|\bRandom\b|RandomNumberGenerator|Guid\.NewGuid|HttpContext|Grain\.Functions\.Storage")]
    private static partial Regex Impure();

    [GeneratedRegex(@"System\.CommandLine|Spectre\.Console|\bConsole\.")]
    private static partial Regex CommandLineOrConsole();

    [GeneratedRegex(@"using (?:static )?Grain\.Functions\.([A-Za-z]+)")]
    private static partial Regex Using();
}
