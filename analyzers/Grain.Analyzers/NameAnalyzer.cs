using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Grain.Analyzers;

/// <summary>
/// One name for one thing: a token that cancels is <c>cancellation</c>, and a bound is <c>SizeMax</c> and not <c>MaxSize</c>.
/// </summary>
/// <remarks>Rules of <c>.editorconfig</c> can tell kinds of symbols apart, and neither types nor words within a name.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class NameAnalyzer : DiagnosticAnalyzer
{
    private const string Category = "Naming";
    private static readonly string[] Words = ["Max", "Min"];

    /// <summary>
    /// A method's parameter. Lambdas and local functions lie within a method whose own token they must not hide, and a constructor takes
    /// a token for the life of an object, whose name says which life that is.
    /// </summary>
    private static readonly DiagnosticDescriptor Token = new(
        "GRAIN001", "A CancellationToken is called cancellation", "'{0}' is a CancellationToken: call it 'cancellation'", Category,
        DiagnosticSeverity.Error, isEnabledByDefault: true);

    private static readonly DiagnosticDescriptor Bound = new(
        "GRAIN002", "A bound ends with Max or Min", "'{0}' is a bound: call it '{1}'", Category, DiagnosticSeverity.Error,
        isEnabledByDefault: true);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Token, Bound);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(CheckMethod, SymbolKind.Method);
        context.RegisterSymbolAction(CheckBound, SymbolKind.Field, SymbolKind.Property);
    }

    private static void CheckMethod(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.MethodKind is not MethodKind.Ordinary) return;
        foreach (var parameter in method.Parameters.Where(each => each.Name != "cancellation" && IsToken(each.Type)))
            Report(context, Token, parameter, parameter.Name);
    }

    private static bool IsToken(ITypeSymbol type) =>
        type is { Name: "CancellationToken", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };

    private static void CheckBound(SymbolAnalysisContext context)
    {
        var name = context.Symbol.Name;
        if (!context.Symbol.IsStatic) return;
        foreach (var word in Words.Where(each => name.StartsWith(each, System.StringComparison.Ordinal)))
            if (name.Length > word.Length && char.IsUpper(name[word.Length]))
                Report(context, Bound, context.Symbol, name, name.Substring(word.Length) + word);
    }

    private static void Report(SymbolAnalysisContext context, DiagnosticDescriptor rule, ISymbol symbol, params object[] words) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, symbol.Locations.FirstOrDefault(), words));
}
