using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using Grain.Functions.Tests.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Spaces.ConfigPages;

/// <summary><c>docs/configuration.md</c> says what the code says, and what it says is so.</summary>
public sealed partial class ConfigPageTests
{
    private const string Begin = "<!-- What follows is made of the code: do not edit it here. -->\n";
    private const string WriteVariable = "GRAIN_CONFIG_PAGE_WRITE";

    private static string Page => Path.Combine(Repository.Root, "docs", "configuration.md");

    [Fact]
    public void The_reference_is_what_the_code_says()
    {
        var page = File.ReadAllText(Page).ReplaceLineEndings("\n");
        var made = page[..(page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + "\n" + ConfigPage.Reference();
        if (Environment.GetEnvironmentVariable(WriteVariable) is { Length: > 0 }) File.WriteAllText(Page, made);
        else
            Assert.True(page == made, $"docs/configuration.md is not what the code says. To write it anew: {WriteVariable}=1 "
                + "dotnet test --filter FullyQualifiedName~ConfigPageTests");
    }

    [Fact]
    public void The_complete_example_is_taken_and_has_every_member()
    {
        var json = Example().Match(File.ReadAllText(Page).ReplaceLineEndings("\n")).Groups[1].Value;
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        Assert.Empty(Configs.Read(JsonSerializer.Serialize(document.RootElement)).Check().Select(fault => $"{fault.Path} {fault.Message}"));

        var named = new HashSet<string>();
        Collect(named, document.RootElement, Configs.Form.Config);
        Assert.Empty(ConfigMembers.All().SelectMany(part => part.Members).Select(NameOf).Distinct().Except(named));
    }

    [Fact]
    public void Every_example_is_taken_and_is_not_the_default()
    {
        foreach (var (paths, member) in Settable())
        {
            if (ConfigPage.ExampleOf(member) is not { } example)
            {
                Assert.True(member.Shape.Kind == JsonTypeInfoKind.Object, $"{paths[0]} has no example");
                continue;
            }

            Assert.False(JsonNode.DeepEquals(example, member.Default), $"{paths[0]}: the example is the default");
            Assert.True(paths.Any(path => Faults(path, example).Count == 0), $"{paths[0]}: {string.Join("; ", Faults(paths[0], example))}");
        }
    }

    [Fact]
    public void Every_range_is_the_one_that_is_checked()
    {
        foreach (var (paths, member) in Settable())
        {
            var says = member.Says("value");
            if (Range().Match(says) is not { Success: true } range) continue;
            var (least, most) = (Number(range.Groups["least"].Value), Number(range.Groups["most"].Value));
            var isText = range.Groups["text"].Success;
            Assert.True(isText || member.Shape.Kind == JsonTypeInfoKind.None, $"{paths[0]}: {says}");
            foreach (var (value, isTaken) in new[] { (least, true), (most, true), (least - 1, false), (most + 1, false) })
            {
                if (isText && value < 0) continue;
                var json = isText ? JsonValue.Create(new string('x', (int)value)) : JsonValue.Create(value);
                Assert.True(isTaken != Faults(paths[0], json).Any(fault => fault.StartsWith($"$.{paths[0]} ", StringComparison.Ordinal)),
                    $"{paths[0]}: {says}, and {value} is {(isTaken ? "refused" : "taken")}");
            }
        }
    }

    /// <summary>All members that have one place: not those of elements of a list.</summary>
    private static IEnumerable<(IReadOnlyList<string> Paths, ConfigMember Member)> Settable() => ConfigMembers.All()
        .Where(part => !part.Paths[0].Contains("[]", StringComparison.Ordinal) && !part.Paths[0].Contains("{}", StringComparison.Ordinal))
        .SelectMany(part => part.Members.Select(member =>
            ((IReadOnlyList<string>)[.. part.Paths.Select(path => $"{path}.{member.Name}".TrimStart('.'))], member)))
        .Where(each => !each.Item1[0].StartsWith("credits.webhook.", StringComparison.Ordinal)
            && !each.Item1[0].StartsWith("continues.", StringComparison.Ordinal)
            && !each.Item1[0].StartsWith("proofs.publish.", StringComparison.Ordinal)
            && !each.Item1[0].Contains(".reconcile.", StringComparison.Ordinal)); // these go only as a whole

    private static List<string> Faults(string path, JsonNode value)
    {
        var node = value.DeepClone();
        foreach (var name in path.Split('.').Reverse()) node = new JsonObject { [name] = node };
        return [.. Configs.Read(node.ToJsonString()).Check().Select(fault => $"{fault.Path} {fault.Message}")];
    }

    private static decimal Number(string text) =>
        text.Length == 0 ? 0 : decimal.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static string NameOf(ConfigMember member) =>
        member.Property is { } property ? $"{property.DeclaringType!.Name}.{property.Name}" : member.Name;

    private static void Collect(HashSet<string> named, JsonElement value, JsonTypeInfo shape)
    {
        if (value.ValueKind == JsonValueKind.Array)
            foreach (var item in value.EnumerateArray()) Collect(named, item, shape.Options.GetTypeInfo(shape.ElementType!));
        if (value.ValueKind != JsonValueKind.Object) return;
        foreach (var member in value.EnumerateObject())
        {
            if (shape.Kind == JsonTypeInfoKind.Dictionary) Collect(named, member.Value, shape.Options.GetTypeInfo(shape.ElementType!));
            if (shape.Properties.SingleOrDefault(each => each.Name == member.Name) is not { } property) continue;
            var declared =
                shape.Type.GetProperties().SingleOrDefault(each => JsonNamingPolicy.CamelCase.ConvertName(each.Name) == member.Name);
            named.Add(declared is null || shape == Configs.Form.Config ? member.Name : $"{declared.DeclaringType!.Name}.{declared.Name}");
            Collect(named, member.Value, shape.Options.GetTypeInfo(property.PropertyType));
        }
    }

    [GeneratedRegex("```jsonc\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();

    [GeneratedRegex(@"^(((?<least>\d+) to )|at most )(?<most>\d+(e\d+)?)(?<text> characters)?\z")]
    private static partial Regex Range();
}
