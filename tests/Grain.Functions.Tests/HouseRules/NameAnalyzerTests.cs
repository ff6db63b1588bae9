using Grain.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace Grain.Functions.Tests.HouseRules;

/// <summary>What the build refuses in names.</summary>
public sealed class NameAnalyzerTests
{
    [Theory]
    [InlineData("void M(CancellationToken cancellation) { }", null)]
    [InlineData("void M(CancellationToken token) { }", "GRAIN001 'token' is a CancellationToken: call it 'cancellation'")]
    [InlineData("Action<CancellationToken> M() => stops => { };", null)]
    [InlineData("const int SizeMax = 1;", null)]
    [InlineData("const int MaxSize = 1;", "GRAIN002 'MaxSize' is a bound: call it 'SizeMax'")]
    [InlineData("static readonly int MinSize = 1;", "GRAIN002 'MinSize' is a bound: call it 'SizeMin'")]
    [InlineData("static int MaxSize => 1;", "GRAIN002 'MaxSize' is a bound: call it 'SizeMax'")]
    [InlineData("int MaxSize { get; set; } static int Max => 1; const int Maximum = 1;", null)] // a setting, and words of their own
    public async Task Names_are_checked(string member, string? fault)
    {
        var compilation = CSharpCompilation.Create(
            "names", [CSharpSyntaxTree.ParseText($"using System; using System.Threading; class C {{ {member} }}")],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var found = await compilation.WithAnalyzers([new NameAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        Assert.Equal(fault is null ? [] : [fault], found.Select(each => $"{each.Id} {each.GetMessage(null)}"));
    }
}
