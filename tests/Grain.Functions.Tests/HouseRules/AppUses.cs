using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Grain.Functions.Tests.HouseRules;

/// <summary>
/// Which folder of the app uses what of which other: read from what the compiler made, so that also what has no name in a source is seen
/// (a variable's type, an extension method). Constants, which leave no trace there, are looked for in the sources.
/// </summary>
internal sealed partial class AppUses
{
    private const string Root = "Grain.Functions";
    private readonly string _sources;

    /// <summary>Reads all of it, in about a second.</summary>
    /// <param name="bin">The tests' output folder: the app lies in it, and its sources above it.</param>
    public AppUses(string bin)
    {
        _sources = SourcesAbove(bin);
        using var resolver = new DefaultAssemblyResolver();
        foreach (var type in new[] { typeof(object), typeof(HttpContext) })
            resolver.AddSearchDirectory(Path.GetDirectoryName(type.Assembly.Location));
        resolver.AddSearchDirectory(bin);
        using var app =
            ModuleDefinition.ReadModule(Path.Combine(bin, Root + ".dll"), new() { ReadSymbols = true, AssemblyResolver = resolver });
        Files = [.. Directory.GetFiles(_sources, "*.cs", SearchOption.AllDirectories).Select(Relative).Where(IsSource)];
        All = [.. app.Types.SelectMany(type => UsesOf(type, app)).Concat(ConstantsOf(app)).Distinct()];
    }

    /// <summary>Those of the app under test.</summary>
    public static Lazy<AppUses> Read { get; } = new(() => new AppUses(AppContext.BaseDirectory));

    /// <summary>Every source, relative to the app's folder.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Every use of a type, or of a member of one.</summary>
    public IReadOnlyList<AppUse> All { get; }

    /// <summary>A source's text.</summary>
    public string Text(string file) => File.ReadAllText(Path.Combine(_sources, file));

    private IEnumerable<AppUse> UsesOf(TypeDefinition outermost, ModuleDefinition app)
    {
        var types = Nested(outermost).Prepend(outermost).ToList();
        var home = types.SelectMany(type => type.Methods).Select(FileOf).FirstOrDefault(file => file is not null && IsSource(file))
            ?? Files.FirstOrDefault(file =>
            Path.GetFileNameWithoutExtension(file) == outermost.Name && NamespaceOf(file) == outermost.Namespace);
        if (home is null) yield break; // the compiler's own, and generators'
        foreach (var type in types)
        {
            foreach (var (used, member) in DeclaredBy(type))
                foreach (var part in Parts(used)) yield return Use(home, 0, part, member);
            foreach (var method in type.Methods.Where(method => FileOf(method) is not { } file || IsSource(file)))
            {
                var (file, line) = (FileOf(method) ?? home, 0);
                foreach (var part in SignatureOf(method).SelectMany(Parts)) yield return Use(file, FirstLine(method), part, part.Name);
                if (!method.HasBody) continue;
                foreach (var part in method.Body.Variables.SelectMany(variable => Parts(variable.VariableType)))
                    yield return Use(file, FirstLine(method), part, part.Name);
                foreach (var instruction in method.Body.Instructions)
                {
                    if (method.DebugInformation.GetSequencePoint(instruction) is { IsHidden: false } point) line = point.StartLine;
                    foreach (var (used, member) in UsedBy(instruction))
                        foreach (var part in Parts(used)) yield return Use(file, line, part, member ?? part.Name);
                }
            }
        }
    }

    private static IEnumerable<TypeDefinition> Nested(TypeDefinition type) =>
        type.NestedTypes.SelectMany(nested => Nested(nested).Prepend(nested));

    private static IEnumerable<(TypeReference Type, string Member)> DeclaredBy(TypeDefinition type) =>
        type.Interfaces.Select(made => made.InterfaceType).Append(type.BaseType).Where(used => used is not null)
            .Concat(type.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType))
            .Concat(type.Fields.Select(field => field.FieldType)).Concat(type.Properties.Select(property => property.PropertyType))
            .Concat(type.CustomAttributes.Concat(type.Properties.SelectMany(property => property.CustomAttributes))
                .Concat(type.Fields.SelectMany(field => field.CustomAttributes)).SelectMany(Named))
            .Select(used => (used, used.Name));

    private static IEnumerable<TypeReference> SignatureOf(MethodDefinition method) =>
        method.Parameters.Select(parameter => parameter.ParameterType).Append(method.ReturnType)
            .Concat(method.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType))
            .Concat(method.CustomAttributes.Concat(method.Parameters.SelectMany(parameter => parameter.CustomAttributes))
                .SelectMany(Named));

    /// <summary>An attribute's type, and the types that its values name.</summary>
    private static IEnumerable<TypeReference> Named(CustomAttribute attribute) =>
        attribute.ConstructorArguments.Concat(attribute.Properties.Select(property => property.Argument))
            .Select(argument => argument.Value as TypeReference ?? argument.Type).Append(attribute.AttributeType);

    private static IEnumerable<(TypeReference Type, string? Member)> UsedBy(Instruction instruction) => instruction.Operand switch
    {
        MethodReference method => [(method.DeclaringType, method.Name), (method.ReturnType, null),
            .. method is GenericInstanceMethod made ? made.GenericArguments.Select(type => (type, (string?)null)) : []],
        FieldReference field => [(field.DeclaringType, field.Name), (field.FieldType, null)],
        TypeReference type => [(type, null)],
        _ => [],
    };

    /// <summary>The types that a type is put together of.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType made => made.GenericArguments.SelectMany(Parts).Concat(Parts(made.ElementType)),
        RequiredModifierType or ByReferenceType or ArrayType or PointerType or PinnedType or OptionalModifierType
            => Parts(((TypeSpecification)type).ElementType),
        GenericParameter or FunctionPointerType or SentinelType => [],
        _ => [type],
    };

    private static AppUse Use(string file, int line, TypeReference type, string member)
    {
        for (; type.DeclaringType is { } outer; type = outer) member = member == type.Name ? outer.Name : member;
        return new(file, line, type.Name, member, type.Namespace, type.Scope is ModuleDefinition && !IsGenerated(type));
    }

    private static bool IsGenerated(TypeReference type) =>
        type.Name.StartsWith('<') || !type.Namespace.StartsWith(Root, StringComparison.Ordinal);

    private IEnumerable<AppUse> ConstantsOf(ModuleDefinition app)
    {
        var constants = app.Types.SelectMany(type => type.Fields.Where(field => field.HasConstant).Select(field => (type, field.Name)))
            .GroupBy(constant => (constant.type.Name, constant.Name)).ToDictionary(named => named.Key, named => named.First().type);
        var types = app.Types.GroupBy(type => type.Name).ToDictionary(named => named.Key, named => named.First());
        foreach (var file in Files)
            foreach (var (text, index) in Text(file).Split('\n').Select((text, index) => (text, index)))
            {
                if (text.TrimStart().StartsWith("//", StringComparison.Ordinal)) continue;
                foreach (Match match in ConstantOrName().Matches(text))
                    if (match.Groups[3].Success ? types.TryGetValue(match.Groups[3].Value, out var type)
                        : constants.TryGetValue((match.Groups[1].Value, match.Groups[2].Value), out type))
                        yield return Use(file, index + 1, type, match.Groups[2].Success ? match.Groups[2].Value : type.Name);
            }
    }

    private static string NamespaceOf(string file) => AppUse.NamespaceOf(Path.GetDirectoryName(file)!);

    private string? FileOf(MethodDefinition method) =>
        Documents(method).Select(document => Relative(document.Url)).FirstOrDefault();

    private static IEnumerable<Document> Documents(MethodDefinition method) =>
        method.DebugInformation.SequencePoints.Select(point => point.Document);

    private static int FirstLine(MethodDefinition method) =>
        method.DebugInformation.SequencePoints.FirstOrDefault(point => !point.IsHidden)?.StartLine ?? 0;

    private string Relative(string path) => Path.GetRelativePath(_sources, path);

    private static bool IsSource(string file) => !file.StartsWith("obj/", StringComparison.Ordinal)
        && !file.StartsWith("bin/", StringComparison.Ordinal) && !file.EndsWith(".g.cs", StringComparison.Ordinal);

    private static string SourcesAbove(string folder)
    {
        while (!File.Exists(Path.Combine(folder, "Grain.Functions.sln")))
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("The sources are not above the tests.");
        return Path.Combine(folder, "functions");
    }

    [GeneratedRegex(@"\b([A-Z]\w*)\.([A-Z]\w*)|\bnameof\((\w+)")]
    private static partial Regex ConstantOrName();
}
