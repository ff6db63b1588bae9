using Grain.Functions.Tests.Hosting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace Grain.Functions.Tests.HouseRules;

/// <summary>
/// The app with nothing in it, which Grain's start is measured against. <c>./grain bench host</c> publishes it; tests need none of it, and
/// the worker's SDK would take seconds to build it. That it still can be built is seen without that SDK, on what Grain itself is made of.
/// </summary>
public sealed class BareAppTests
{
    private const string Folder = "tests/Grain.Functions.Benchmarks.Bare";

    private static readonly string[] Implicit =
    [
        "System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks",
    ];

    [Fact]
    public void It_compiles()
    {
        var usings = string.Concat(Implicit.Select(name => $"global using {name};\n"));
        var sources = Directory.GetFiles(Repository.File(Folder), "*.cs").Select(File.ReadAllText).Append(usings).ToArray();
        var assemblies = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        var compilation = CSharpCompilation.Create("bare", sources.Select(source => CSharpSyntaxTree.ParseText(source)),
            assemblies.Select(file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable,
                specificDiagnosticOptions: [new("CS1701", ReportDiagnostic.Suppress)])); // of older versions, as builds have it

        Assert.Equal(3, sources.Length);
        Assert.Empty(compilation.GetDiagnostics().Where(each => each.Severity > DiagnosticSeverity.Hidden));
    }

    [Fact]
    public void A_build_for_tests_restores_it_and_leaves_it_out()
    {
        var solution = File.ReadAllLines(Repository.File("Grain.Functions.sln"));
        var project = solution.Single(line => line.Contains("Grain.Functions.Benchmarks.Bare.csproj", StringComparison.Ordinal));
        var id = project.Split('"')[^2];
        Assert.Contains(solution, line => line.Trim().StartsWith($"{id}.Release|Any CPU.ActiveCfg", StringComparison.Ordinal));
        Assert.DoesNotContain(solution, line => line.Trim().StartsWith($"{id}.Release|Any CPU.Build", StringComparison.Ordinal));
    }
}
