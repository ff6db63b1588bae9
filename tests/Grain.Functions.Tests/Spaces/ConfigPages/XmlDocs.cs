using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Grain.Functions.Spaces;

namespace Grain.Functions.Tests.Spaces.ConfigPages;

/// <summary>What the code says of its members, as Markdown: the compiler writes it beside the app.</summary>
internal static partial class XmlDocs
{
    private static readonly Assembly App = typeof(SpaceConfig).Assembly;

    private static readonly Dictionary<string, XElement> Members =
        XDocument.Load(Path.ChangeExtension(App.Location, ".xml")).Descendants("member")
            .ToDictionary(each => each.Attribute("name")!.Value);

    /// <summary>What stands in a part of a property's description; empty if it has none.</summary>
    public static string Of(PropertyInfo property, string part = "summary") =>
        Part($"P:{property.DeclaringType!.FullName}.{property.Name}", part);

    /// <summary>What a word of a choice means.</summary>
    public static string OfWord(Type choice, string name) => Part($"F:{choice.FullName}.{name}", "summary");

    /// <summary>The description of a member of the configuration, which its slice adds to it.</summary>
    public static string OfSection(string name, string part = "summary") => Part(Members.Keys.Single(key =>
        key.StartsWith("P:", StringComparison.Ordinal) && key.EndsWith($".{Pascal(name)}", StringComparison.Ordinal)
            && Section().IsMatch(key)),
        part);

    private static string Part(string member, string part) => Members[member].Element(part) is { } found
        ? Blanks().Replace(string.Concat(found.Nodes().Select(Text)), " ").Trim() : "";

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement see when see.Attribute("langword") is { } word => $"`{word.Value}`",
        XElement see when see.Attribute("cref") is { } target => Target(target.Value),
        XElement other => string.Concat(other.Nodes().Select(Text)),
        _ => "",
    };

    /// <summary>Of a constant its value; of another member of the configuration its name there.</summary>
    private static string Target(string cref)
    {
        var (at, dot) = (cref[2..], cref.LastIndexOf('.') - 2);
        var name = at[(dot + 1)..];
        return cref[0] switch
        {
            'F' => Convert.ToString(App.GetType(at[..dot])!.GetField(name,
                BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
                .GetRawConstantValue(), CultureInfo.InvariantCulture)!,
            'P' => $"`{char.ToLowerInvariant(name[0])}{name[1..]}`",
            _ => throw new InvalidDataException($"{cref}: readers of the reference do not know this type; say it in words."),
        };
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"Spaces\.SpaceConfig\.|(Config|Section)\.<")]
    private static partial Regex Section();
}
