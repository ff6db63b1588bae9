using System.Text.Json;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.HouseRules;

/// <summary>
/// What Grain is made of, without asking anybody: each package is fixed by its content, comes from a registry, and is none of those that
/// <c>advisories.json</c> knows to be vulnerable. Where a package source tells of more, restoring says so, and the build fails.
/// </summary>
public sealed class DependencyTests
{
    /// <summary>More are there; a file that is not found or not understood must not look like one without packages.</summary>
    private const int PackagesMin = 50;

    [Fact]
    public void Every_package_is_fixed_by_its_content_and_none_is_known_to_be_vulnerable()
    {
        string[] locks = ["package-lock.json", "dashboard/package-lock.json", "infra/release-tools/package-lock.json"];
        var packages = Nuget().Concat(locks.SelectMany(file => Npm(JsonDocument.Parse(File.ReadAllText(Repository.File(file)))))).ToArray();
        Assert.All(["nuget", "npm"], kind => Assert.True(packages.Count(package => package.Kind == kind) > PackagesMin, kind));
        var advisories = Advisories(File.ReadAllText(Repository.File("advisories.json")));
        Assert.NotEmpty(advisories);
        Assert.Empty(packages.SelectMany(package => FaultsOf(package, advisories)));
    }

    [Theory]
    [InlineData("4.0.5", "hash", "", "is vulnerable: GHSA-x; 4.0.6 is not")]
    [InlineData("4.0.0", "hash", "", "is vulnerable: GHSA-x; 4.0.6 is not")]
    [InlineData("4.0.6-beta.1", "hash", "", "is vulnerable: GHSA-x; 4.0.6 is not")]
    [InlineData("4.0.6", "hash", "", null)]
    [InlineData("3.9.9", "hash", "", null)]
    [InlineData("4.10.0", "hash", "https://registry.example/a.tgz", null)]
    [InlineData("5.0.0", "", "", "is not fixed by its content")]
    [InlineData("5.0.0", "hash", "git+ssh://git@example.org/a.git", "comes from git+ssh://git@example.org/a.git")]
    public void A_package_that_ought_not_to_be_there_is_named(string version, string integrity, string from, string? fault)
    {
        var a = new { version, integrity, resolved = from };
        var packages = new Dictionary<string, object> { [""] = new { }, ["node_modules/b/node_modules/a"] = a };
        var file = JsonSerializer.Serialize(new { packages });
        var package = Assert.Single(Npm(JsonDocument.Parse(file)));
        var advisories = Advisories("""[{ "kind": "npm", "name": "a", "from": "4.0.0", "below": "4.0.6", "id": "GHSA-x" }]""");
        Assert.Equal(fault is null ? [] : [$"npm a {version} {fault}"], FaultsOf(package, advisories));
    }

    private static IEnumerable<string> FaultsOf(Package package, IReadOnlyList<Advisory> advisories)
    {
        var name = $"{package.Kind} {package.Name} {package.Version}";
        if (package.Content.Length == 0) yield return $"{name} is not fixed by its content";
        if (package.From.Length > 0 && !package.From.StartsWith("https://", StringComparison.Ordinal))
            yield return $"{name} comes from {package.From}";
        foreach (var advisory in advisories.Where(each => each.Kind == package.Kind && each.Name == package.Name))
            if (Compare(package.Version, advisory.From ?? "0") >= 0 && Compare(package.Version, advisory.Below) < 0)
                yield return $"{name} is vulnerable: {advisory.Id}; {advisory.Below} is not";
    }

    private static IEnumerable<Package> Nuget() =>
        from file in Directory.EnumerateFiles(Repository.Root, "packages.lock.json", SearchOption.AllDirectories)
        where !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "obj" or "bin" or "node_modules")
        from framework in JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetProperty("dependencies").EnumerateObject()
        from package in framework.Value.EnumerateObject()
        where package.Value.GetProperty("type").GetString() != "Project"
        select new Package("nuget", package.Name, Text(package.Value, "resolved"), Text(package.Value, "contentHash"), "");

    private static IEnumerable<Package> Npm(JsonDocument file) =>
        from package in file.RootElement.GetProperty("packages").EnumerateObject()
        where package.Name.Length > 0
        select new Package("npm",
            package.Name[(package.Name.LastIndexOf("node_modules/", StringComparison.Ordinal) + "node_modules/".Length)..],
            Text(package.Value, "version"), Text(package.Value, "integrity"), Text(package.Value, "resolved"));

    private static Advisory[] Advisories(string json) =>
        JsonSerializer.Deserialize<Advisory[]>(json, JsonSerializerOptions.Web)!;

    private static string Text(JsonElement package, string member) =>
        package.TryGetProperty(member, out var value) ? value.GetString() ?? "" : "";

    /// <summary>By the numbers; what comes before a version (<c>-beta</c>) is less than it.</summary>
    private static int Compare(string one, string other)
    {
        var (left, right) = (one.Split('+')[0].Split('-', 2), other.Split('+')[0].Split('-', 2));
        var (numbers, others) = (Numbers(left[0]), Numbers(right[0]));
        for (var i = 0; i < Math.Max(numbers.Length, others.Length); i++)
            if (numbers.ElementAtOrDefault(i).CompareTo(others.ElementAtOrDefault(i)) is not 0 and var order) return order;
        return right.Length.CompareTo(left.Length);

        static int[] Numbers(string version) => [.. version.Split('.').Select(int.Parse)];
    }

    private sealed record Package(string Kind, string Name, string Version, string Content, string From);

    private sealed record Advisory(string Kind, string Name, string? From, string Below, string Id);
}
