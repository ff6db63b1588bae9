using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Grain.Analyzers;

/// <summary>How a file is begun, and that each member says who sees it.</summary>
/// <remarks>The SDK's analyzers of style know these rules, too, among a hundred that run along and cost a tenth of the build.</remarks>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FileAnalyzer : DiagnosticAnalyzer
{
    /// <summary>How the compiler tells of a using that nothing needs; it is hidden there, and nobody can ask for more.</summary>
    private const string Unneeded = "CS8019";

    private static readonly DiagnosticDescriptor Unused = RuleOf("GRAIN003", "A using is used", "Nothing needs this using");

    private static readonly DiagnosticDescriptor Within =
        RuleOf("GRAIN004", "Usings stand outside of the namespace", "Put this using before the namespace");

    private static readonly DiagnosticDescriptor Block =
        RuleOf("GRAIN005", "The namespace of a file has no braces", "Write 'namespace {0};'");

    private static readonly DiagnosticDescriptor Open =
        RuleOf("GRAIN006", "Members say who sees them", "Say whether it is public, internal, protected or private");

    private static readonly ImmutableArray<SyntaxKind> Members = ImmutableArray.Create(
        SyntaxKind.ClassDeclaration, SyntaxKind.StructDeclaration, SyntaxKind.InterfaceDeclaration, SyntaxKind.EnumDeclaration,
        SyntaxKind.RecordDeclaration, SyntaxKind.RecordStructDeclaration, SyntaxKind.DelegateDeclaration, SyntaxKind.FieldDeclaration,
        SyntaxKind.EventFieldDeclaration, SyntaxKind.EventDeclaration, SyntaxKind.PropertyDeclaration, SyntaxKind.IndexerDeclaration,
        SyntaxKind.MethodDeclaration, SyntaxKind.ConstructorDeclaration);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
        ImmutableArray.Create(Unused, Within, Block, Open);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterSemanticModelAction(CheckUsings);
        context.RegisterSyntaxNodeAction(CheckUsing, SyntaxKind.UsingDirective);
        context.RegisterSyntaxNodeAction(CheckNamespace, SyntaxKind.NamespaceDeclaration);
        context.RegisterSyntaxNodeAction(CheckMember, Members);
    }

    private static DiagnosticDescriptor RuleOf(string id, string title, string message) =>
        new(id, title, message, "Files", DiagnosticSeverity.Error, isEnabledByDefault: true);

    private static void CheckUsings(SemanticModelAnalysisContext context)
    {
        foreach (var told in context.SemanticModel.GetDiagnostics(cancellationToken: context.CancellationToken))
            if (told.Id == Unneeded) context.ReportDiagnostic(Diagnostic.Create(Unused, told.Location));
    }

    private static void CheckUsing(SyntaxNodeAnalysisContext context)
    {
        if (context.Node.Parent is BaseNamespaceDeclarationSyntax) Report(context, Within);
    }

    private static void CheckNamespace(SyntaxNodeAnalysisContext context)
    {
        // A file with several has no other way.
        if (context.Node is NamespaceDeclarationSyntax { Name: var name, Parent: CompilationUnitSyntax { Members.Count: 1 } })
            context.ReportDiagnostic(Diagnostic.Create(Block, name.GetLocation(), name));
    }

    private static void CheckMember(SyntaxNodeAnalysisContext context)
    {
        var member = (MemberDeclarationSyntax)context.Node;
        if (member.Parent is not InterfaceDeclarationSyntax && !member.Modifiers.Any(SaysWhoSees) && !IsSeenByNobody(member))
            Report(context, Open);
    }

    private static bool SaysWhoSees(SyntaxToken modifier) => modifier.Kind()
        is SyntaxKind.PublicKeyword or SyntaxKind.PrivateKeyword or SyntaxKind.ProtectedKeyword or SyntaxKind.InternalKeyword
        or SyntaxKind.FileKeyword;

    /// <summary>What may not say it: static constructors, the other half of a method, and what answers for an interface alone.</summary>
    private static bool IsSeenByNobody(MemberDeclarationSyntax member) => member switch
    {
        ConstructorDeclarationSyntax => member.Modifiers.Any(SyntaxKind.StaticKeyword),
        MethodDeclarationSyntax method => method.ExplicitInterfaceSpecifier is not null || member.Modifiers.Any(SyntaxKind.PartialKeyword),
        BasePropertyDeclarationSyntax property => property.ExplicitInterfaceSpecifier is not null,
        _ => false,
    };

    private static void Report(SyntaxNodeAnalysisContext context, DiagnosticDescriptor rule) =>
        context.ReportDiagnostic(Diagnostic.Create(rule, context.Node.GetFirstToken().GetLocation()));
}
