using Grain.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace Grain.Functions.Tests.HouseRules;

/// <summary>What the build refuses in how a file is written.</summary>
public sealed class FileAnalyzerTests
{
    [Theory]
    [InlineData("using System; namespace N; public class C { private Type of; }", null)]
    [InlineData("using System; using System.IO; namespace N; public class C { private Type of; }", "GRAIN003")]
    [InlineData("using System; namespace N; /// <summary><see cref=\"Type\"/></summary>\npublic class C { }", null)]
    [InlineData("namespace N; using System; public class C { private Type of; }", "GRAIN004")]
    [InlineData("namespace N { public class C { } }", "GRAIN005")]
    [InlineData("namespace N { public class C { } } namespace M { public class C { } }", null)]
    [InlineData("namespace N; class C { }", "GRAIN006")]
    [InlineData("namespace N; file enum C { One }", null)]
    [InlineData("namespace N; internal interface I { void M(); int P { get; } class C { public int Q; } }", null)]
    public async Task Files_are_checked(string source, string? fault) =>
        Assert.Equal(fault is null ? [] : [fault], await FaultsOfAsync(source));

    [Theory]
    [InlineData("int field;")]
    [InlineData("const int Field = 1;")]
    [InlineData("event System.Action Event;")]
    [InlineData("event System.Action Event { add { } remove { } }")]
    [InlineData("int Property { get; set; }")]
    [InlineData("int this[int i] => i;")]
    [InlineData("static void Method() { }")]
    [InlineData("C() { }")]
    [InlineData("delegate void Act();")]
    [InlineData("partial class D { }")]
    [InlineData("readonly record struct D;")]
    [InlineData("interface D { }")]
    public async Task Each_kind_of_member_says_who_sees_it(string member)
    {
        Assert.Equal(["GRAIN006"], await FaultsOfAsync(OneWith(member)));
        Assert.Empty(await FaultsOfAsync(OneWith($"private protected {member}")));
    }

    [Theory]
    [InlineData("static C() { }")]
    [InlineData("~C() { }")]
    [InlineData("void System.IDisposable.Dispose() { }")]
    [InlineData("int I.Property => 1;")]
    [InlineData("partial void Half();")]
    [InlineData("public void M() { int local() => 1; }")]
    public async Task What_may_not_say_it_need_not(string member) => Assert.Empty(await FaultsOfAsync(OneWith(member)));

    private static string OneWith(string member) =>
        $"namespace N; internal interface I {{ int Property {{ get; }} }} public abstract partial class C {{ {member} }}";

    private static async Task<IEnumerable<string>> FaultsOfAsync(string source)
    {
        var compilation = CSharpCompilation.Create(
            "files", [CSharpSyntaxTree.ParseText(source)], [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var found = await compilation.WithAnalyzers([new FileAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        return found.Select(each => each.Id);
    }
}
