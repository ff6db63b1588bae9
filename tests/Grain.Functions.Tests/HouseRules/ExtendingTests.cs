using System.Text.RegularExpressions;
using Xunit;

namespace Grain.Functions.Tests.HouseRules;

/// <summary>The page on extending Grain is true: what it names is there.</summary>
public sealed partial class ExtendingTests
{
    [Fact]
    public void Every_file_and_folder_that_is_named_exists()
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root!.FullName, "Grain.Functions.sln"))) root = root.Parent;
        var page = File.ReadAllText(Path.Combine(root.FullName, "docs", "extending.md"));
        var named = Named().Matches(page).Select(match => match.Groups[1].Value).ToArray();
        Assert.NotEmpty(named);
        Assert.All(named, path => Assert.True(Path.Exists(Path.Combine(root.FullName, path)), path));
    }

    [GeneratedRegex(@"`((?:functions|local|tests|docs)/[\w./-]+)`")]
    private static partial Regex Named();
}
