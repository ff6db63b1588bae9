using System.Text.RegularExpressions;
using Xunit;

namespace Grain.Functions.Tests.HouseRules;

/// <summary>Who may know whom. Read from the sources, so that a fault names the file.</summary>
public sealed partial class DirectionTests
{
    private static readonly string[] Pure = ["Cred.Graph", "Cred.CredRank", "Cred.Distributions"];

    [Fact]
    public void The_pure_parts_know_no_Azure_type_no_clock_and_no_randomness()
    {
        var faults = Pure.SelectMany(Sources)
            .SelectMany(file => Impure().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Value}"));
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("Cred.Graph", "Ledgers.Grants")]
    [InlineData("Cred.CredRank", "Cred.Graph")]
    [InlineData("Cred.Distributions")]
    [InlineData("Ledgers.Journals", "Storage")]
    [InlineData("Storage")]
    [InlineData("Hosting.Bodies")]
    [InlineData("Ledgers.Verification", "Spaces")]
    [InlineData("Ledgers.Grants", "Ledgers.Journals", "Storage", "Hosting", "Spaces", "Ledgers.Identities", "Ledgers.Verification")]
    [InlineData("Ledgers.Scores", "Ledgers.Grants", "Ledgers.Identities", "Ledgers.Journals", "Storage", "Hosting", "Spaces",
        "Ledgers.Verification")]
    [InlineData("Ledgers.Accounts", "Ledgers.Journals", "Storage", "Hosting", "Spaces", "Cred.Distributions", "Epochs", "Ledgers.Grants",
        "Ledgers.Identities", "Ledgers.Verification")]
    [InlineData("Ledgers.Credits", "Ledgers.Journals", "Storage", "Hosting", "Spaces", "Ledgers.Grants", "Ledgers.Identities",
        "Ledgers.Verification")]
    [InlineData("Webhooks", "Storage", "Hosting", "Spaces", "Ledgers.Grants", "Ledgers.Credits", "Ledgers.Activities")]
    [InlineData("Ledgers.Activities", "Ledgers.Journals", "Storage", "Hosting", "Spaces", "Ledgers.Grants", "Ledgers.Identities",
        "Ledgers.Credits", "Epochs", "Ledgers.Verification")]
    [InlineData("Health", "Storage", "Hosting")]
    [InlineData("Ledgers.Identities", "Ledgers.Journals", "Storage", "Hosting", "Spaces", "Cred.Distributions", "Ledgers.Verification")]
    public void A_slice_uses_only_what_lies_below_it(string slice, params string[] below)
    {
        var faults = Sources(slice).SelectMany(file => Using().Matches(File.ReadAllText(file))
            .Select(match => match.Groups[1].Value)
            .Where(used => !below.Append(slice).Any(known => used == known || used.StartsWith(known + ".", StringComparison.Ordinal)))
            .Select(used => $"{Path.GetFileName(file)} uses {used}"));
        Assert.Empty(faults);
    }

    [Fact]
    public void Nothing_outside_Storage_speaks_to_storage_over_HTTP()
    {
        var faults =
            Directory.GetDirectories(Functions()).Select(Path.GetFileName).Where(slice => slice is not ("Storage" or "bin" or "obj"))
            .SelectMany(slice => Sources(slice!))
            .Where(file => File.ReadAllText(file).Contains("Azure.Core", StringComparison.Ordinal))
            .Select(Path.GetFileName);
        Assert.Empty(faults);
    }

    [Fact]
    public void No_command_line_and_no_console_goes_to_Azure()
    {
        var faults = Directory.GetFiles(Functions(), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Path.GetRelativePath(Functions(), file).StartsWith("obj", StringComparison.Ordinal)
                && Path.GetFileName(file) != "Program.cs")
            .SelectMany(file =>
                CommandLineOrConsole().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetFileName(file)}: {match.Value}"));
        Assert.Empty(faults);
    }

    private static IEnumerable<string> Sources(string slice)
    {
        var files = Directory.GetFiles(Path.Combine(Functions(), slice.Replace('.', '/')), "*.cs", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        return files;
    }

    private static string Functions()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Grain.Functions.sln"))) return Path.Combine(folder.FullName, "functions");
        throw new DirectoryNotFoundException("The sources are not above the tests.");
    }

    [GeneratedRegex(
        @"using Azure|TimeProvider|DateTimeOffset\.UtcNow|\bRandom\b|RandomNumberGenerator|Guid\.NewGuid|HttpContext|Grain\.Functions\.Storage")]
    private static partial Regex Impure();

    [GeneratedRegex(@"System\.CommandLine|Spectre\.Console|\bConsole\.")]
    private static partial Regex CommandLineOrConsole();

    [GeneratedRegex(@"using (?:static )?Grain\.Functions\.([A-Za-z.]+)")]
    private static partial Regex Using();
}
