using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Grain.Functions.Tests.Hosting.Sent;

/// <summary>Makes JSON documents of every kind of value.</summary>
internal static class SentGen
{
    private static readonly Gen<string> Scalars = Gen.OneOf(
        Gen.Elements("null", "true", "false", "0", "-1.50", "1e3", "12345678901234567890", "\"2026-11-15T08:30:00Z\"", "\"\\ud800\""),
        ArbMap.Default.GeneratorFor<int>().Select(number => number.ToString(CultureInfo.InvariantCulture)),
        ArbMap.Default.GeneratorFor<NonNull<string>>().Select(text => JsonSerializer.Serialize(text.Get)));

    /// <summary>Texts of documents, at most a few levels deep.</summary>
    public static Gen<string> Documents { get; } = Gen.Sized(size => Value(Math.Min(size / 10, 3)));

    private static Gen<string> Value(int depth) => depth == 0 ? Scalars : Gen.OneOf(
        Scalars,
        Value(depth - 1).ArrayOf(3).Select(items => $"[{string.Join(", ", items)}]"),
        Value(depth - 1).ArrayOf(3).Select(items =>
            $"{{{string.Join(",\n", items.Select((item, index) => $"\"{(char)('a' + index)}\": {item}"))}}}"));
}
