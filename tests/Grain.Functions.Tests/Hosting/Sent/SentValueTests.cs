using System.Globalization;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Grain.Functions.Hosting.Sent;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Api;
using Xunit;

namespace Grain.Functions.Tests.Hosting.Sent;

/// <summary>What the reader takes is what the framework takes, and what it does not take is named where it stands.</summary>
public sealed class SentValueTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 0, 0, 0, TimeSpan.Zero);

    /// <summary>A value read as everything: as the framework reads it, or it is a fault of that very member.</summary>
    [Fact]
    public void Values_are_read_as_the_framework_reads_them() => Prop.ForAll(SentGen.Documents.ToArbitrary(), document =>
    {
        using var parsed = JsonDocument.Parse($"{{\"a\":[{{\"b\":{document}}}]}}");
        var inner = parsed.RootElement.GetProperty("a")[0].GetProperty("b");
        var isNull = inner.ValueKind == JsonValueKind.Null;
        return Agrees(parsed, sent => sent.OptionalText("b", 1000),
                inner.ValueKind == JsonValueKind.String && document != "\"\\ud800\"" && inner.GetString()!.Length is > 0 and <= 1000
                    ? inner.GetString() : null, isNull)
            && Agrees(parsed, sent => sent.OptionalFlag("b"),
                inner.ValueKind is JsonValueKind.True or JsonValueKind.False ? inner.GetBoolean() : null, isNull)
            && Agrees(parsed, sent => sent.OptionalWhole("b", long.MaxValue),
                inner.ValueKind == JsonValueKind.Number && inner.GetDecimal() is var number && decimal.IsInteger(number)
                    && number is >= 0 and <= long.MaxValue ? (long)number : null, isNull)
            && Agrees(parsed, sent => sent.OptionalTime("b", Now),
                inner.ValueKind == JsonValueKind.String && document.StartsWith("\"2026-", StringComparison.Ordinal)
                    ? inner.GetDateTimeOffset() : null, isNull)
            && Agrees(parsed, sent => sent.OptionalAmount("b", -Points.OneMax, Points.OneMax)?.ToDecimal(),
                inner.ValueKind == JsonValueKind.Number && Math.Abs(inner.GetDecimal()) <= Points.OneMax.ToDecimal()
                    ? inner.GetDecimal() : null, isNull);
    }).QuickCheckThrowOnFailure();

    /// <summary>One fault somewhere in a list of good grants: it is named where it stands, and takes no other grant along.</summary>
    [Fact]
    public void A_fault_is_named_where_it_stands_and_takes_nothing_else_along() => Prop.ForAll(
        Gen.Choose(0, 6).ToArbitrary(), Gen.Choose(0, 6).ToArbitrary(), Gen.Elements(Faults).ToArbitrary(), (before, after, fault) =>
        {
            var good = """{"grantId":"g","contributor":"ada","amount":1,"grantedAt":"2026-11-15T08:30:00Z","facts":FACTS}""";
            var facts = """{"nodes":[{"id":"n","type":"t","module":"m","at":"2026-11-15T08:30:00Z"}],"retracts":["x"]}""";
            good = good.Replace("FACTS", facts, StringComparison.Ordinal);
            var bad = good.Replace(fault.Part, fault.Instead, StringComparison.Ordinal);
            var all = Enumerable.Repeat(good, before).Append(bad).Concat(Enumerable.Repeat(good, after));
            using var document = SentJson.Parse(Encoding.UTF8.GetBytes($"[{string.Join(',', all)}]"));
            var sent = new SentValue(document.RootElement, new FaultList());
            var grants = GrantReader.Read(sent, Now);
            return grants.Count == before + after
                && sent.Faults.All is [var told] && told.Path == string.Create(CultureInfo.InvariantCulture, $"$[{before}]{fault.Path}");
        }).QuickCheckThrowOnFailure();

    private static readonly (string Part, string Instead, string Path)[] Faults =
    [
        ("\"grantId\":\"g\"", "\"grantId\":\"\"", ".grantId"), ("\"grantId\":\"g\",", "", ".grantId"), ("\"ada\"", "null", ".contributor"),
        ("\"ada\"", "\"a\\u200bb\"", ".contributor"), ("\"amount\":1", "\"amount\":\"1\"", ".amount"),
        ("\"amount\":1", "\"amount\":1e-7", ".amount"), ("\"grantId\"", "\"odd\":0,\"grantId\"", ".odd"),
        ("\"retracts\":[\"x\"]", "\"retracts\":[\"x\",[]]", ".facts.retracts[1]"),
        ("\"module\":\"m\"", "\"module\":{}", ".facts.nodes[0].module"),
        ("\"m\",\"at\":\"2026", "\"m\",\"at\":\"1826", ".facts.nodes[0].at"), ("\"nodes\"", "\"edges\":[7],\"nodes\"", ".facts.edges[0]"),
        ("\"retracts\":[\"x\"]", "\"retracts\":{}", ".facts.retracts"),
    ];

    [Fact]
    public void Words_lines_and_numbers_have_their_bounds()
    {
        const string json = """{"word":"c","line":"a\nb","long":"abcd","whole":12.0,"more":13,"rounded":2.5,"less":-1}""";
        using var document = SentJson.Parse(Encoding.UTF8.GetBytes(json));
        var sent = new SentValue(document.RootElement, new FaultList());
        Assert.Equal((12, 3), (sent.OptionalWhole("whole", 12), sent.OptionalRounded("rounded")));
        Assert.Null(sent.OptionalChoice("word", "a", "b") ?? sent.OptionalLine("line", 3) ?? sent.OptionalText("long", 3));
        Assert.Null(sent.OptionalWhole("more", 12) ?? sent.OptionalRounded("less"));
        Assert.Equal(
            [
                "$.word must be one of a, b", "$.line must not hold control characters", "$.long has 4 characters; at most 3 are taken",
                "$.more must be a whole number from 0 to 12", "$.less must be a finite number, at least 0",
            ],
            sent.Faults.All.Select(fault => $"{fault.Path} {fault.Message}"));
    }

    private static bool Agrees<T>(JsonDocument document, Func<SentValue, T?> read, T? expected, bool isNull)
    {
        var root = new SentValue(document.RootElement, new FaultList());
        var value = read(root.Elements("a", 1).Single());
        return Equals(value, expected)
            && (expected is not null || isNull ? root.Faults.Count == 0 : root.Faults.All is [{ Path: "$.a[0].b" }]);
    }
}
