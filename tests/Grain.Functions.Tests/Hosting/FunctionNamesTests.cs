using System.Text.RegularExpressions;
using Grain.Functions.Hosting;
using Microsoft.AspNetCore.Routing.Patterns;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>
/// The functions as the worker tells the host. The host takes the first function by name whose template matches, so no two of them may
/// compete for an address; and each queue has one taker.
/// </summary>
public sealed partial class FunctionNamesTests
{
    /// <summary>Answer for whatever no other function takes: below <c>api/</c>, and elsewhere.</summary>
    private static readonly string[] Last = ["ZUnknownAddress", "ZZPages"];

    [Fact]
    public async Task No_two_functions_compete_for_an_address()
    {
        var functions = (await FunctionsAsync()).OfType<KnownFunction.Http>().Where(function => !Last.Contains(function.Name)).ToArray();
        Assert.NotEmpty(functions);
        foreach (var (index, one) in functions.Index())
            foreach (var other in functions[(index + 1)..])
                Assert.False(one.Methods.Intersect(other.Methods).Any() && Overlap(one.Route, other.Route) && Meet(one.Route, other.Route),
                    $"{one.Name} and {other.Name} overlap: {one.Route}, {other.Route}");
    }

    [Fact]
    public async Task What_answers_for_unknown_addresses_comes_last()
    {
        var http = (await FunctionsAsync()).OfType<KnownFunction.Http>().Select(function => function.Name)
            .Order(StringComparer.OrdinalIgnoreCase);
        Assert.Equal(Last, http.TakeLast(Last.Length));
    }

    [Fact]
    public async Task Each_queue_has_one_function()
    {
        var queues =
            (await FunctionsAsync()).OfType<KnownFunction.Queue>().Select(function => function.QueueName).Order(StringComparer.Ordinal);
        Assert.Equal(Queues.All, queues);
    }

    [Fact]
    public async Task Routes_begin_with_api_and_name_their_methods_and_names_are_fit_for_settings()
    {
        foreach (var function in await FunctionsAsync())
        {
            Assert.Matches(Name(), function.Name);
            if (function is not KnownFunction.Http http) continue;
            if (http.Name != Last[1]) Assert.StartsWith("api/", http.Route, StringComparison.Ordinal);
            if (http.Name != Last[0]) Assert.True(http.Methods is [_] or ["get", "head"], http.Name);
        }
    }

    [Theory]
    [InlineData("a/{b}", "a/c", true)]
    [InlineData("a/{b:regex(^(?!(c|d)$))}", "a/c", false)]
    [InlineData("a/{b:regex(^(?!(c|d)$))}", "a/e", true)]
    [InlineData("a/{b}", "a/b/c", false)]
    [InlineData("a/{b}/c", "a/d/{e}", true)]
    [InlineData("a/{b}/c", "a/d/e", false)]
    [InlineData("a/{*rest}", "a/b/c", true)]
    public void Overlaps_are_seen(string one, string other, bool expected)
    {
        Assert.Equal(expected, Overlap(one, other));
        Assert.Equal(expected, Overlap(other, one));
    }

    [Theory]
    [InlineData("a/{*id:regex(^(?!(.*/)?c/?$).+$)}", "a/{*id:regex(^(?<id>.+)/c/?$)}", false)]
    [InlineData("a/{*id:regex(^(?!c$).+$)}", "a/{*id:regex(^(?<id>.+)/c/?$)}", true)]
    [InlineData("a/{*id:regex(^(?<id>.+)/c/?$)}", "a/c", false)]
    [InlineData("a/{*id:minlength(1)}", "a", false)]
    [InlineData("a/{*id}", "a", true)]
    [InlineData("a/{*id:minlength(1)}", "a/c", true)]
    [InlineData("a/{*id:regex(^(?<id>.+)/c/?$)}", "a/{b}/c", true)]
    public void Rests_that_meet_are_seen(string one, string other, bool expected)
    {
        Assert.Equal(expected, Meet(one, other));
        Assert.Equal(expected, Meet(other, one));
    }

    /// <summary>
    /// Whether both take one of the paths that can be made of their words. For rests of paths: of two forms nobody can tell by looking at
    /// them whether some text fits both.
    /// </summary>
    private static bool Meet(string one, string other)
    {
        if (!one.Contains("{*", StringComparison.Ordinal) && !other.Contains("{*", StringComparison.Ordinal)) return true;
        string[] words = ["x", .. Word().Matches($"{one} {other}").Select(word => word.Value).Distinct()];
        string[] rests =
            ["", .. words, .. words.SelectMany(a => words.SelectMany(b => (string[])[$"{a}/{b}", $"x/{a}/{b}", $"{a}/{b}/x"]))];
        return Samples(one).Any(path => Fits(one, path) && Fits(other, path))
            || Samples(other).Any(path => Fits(one, path) && Fits(other, path));

        IEnumerable<string> Samples(string route) => RoutePatternFactory.Parse(route).PathSegments.Aggregate(
            (IEnumerable<string>)[""], (paths, segment) => paths.SelectMany(path => segment.Parts[0] switch
            {
                RoutePatternParameterPart { IsCatchAll: true } => rests.Select(rest => $"{path}/{rest}".TrimEnd('/')),
                RoutePatternParameterPart { Name: not "space" } => words.Select(word => $"{path}/{word}"),
                RoutePatternParameterPart => [$"{path}/s"],
                _ => [$"{path}/{Literal(segment)}"],
            }));
    }

    private static bool Fits(string route, string path)
    {
        var (segments, sent) = (RoutePatternFactory.Parse(route).PathSegments, path.Split('/')[1..]);
        for (var i = 0; i < segments.Count; i++)
        {
            if (segments[i].Parts[0] is RoutePatternParameterPart { IsCatchAll: true } rest)
                return rest.ParameterPolicies.All(policy => string.Join('/', sent[Math.Min(i, sent.Length)..]) is { Length: > 0 } value
                    && (RegexOf().Match(policy.Content!) is not { Success: true } form
                        || Regex.IsMatch(value, form.Groups[1].Value, RegexOptions.IgnoreCase)));
            if (i >= sent.Length) return false;
            if (Literal(segments[i]) is { } literal ? !string.Equals(literal, sent[i], StringComparison.OrdinalIgnoreCase)
                : !Takes(segments[i], sent[i])) return false;
        }

        return segments.Count == sent.Length;
    }

    private static Task<IReadOnlyList<KnownFunction>> FunctionsAsync() =>
        new FunctionCatalogue(new GeneratedFunctionMetadataProvider()).AllAsync();

    /// <summary>Whether some path matches both templates.</summary>
    private static bool Overlap(string one, string other)
    {
        var (a, b) = (RoutePatternFactory.Parse(one).PathSegments, RoutePatternFactory.Parse(other).PathSegments);
        for (var i = 0; ; i++)
        {
            if (IsRest(a, i) || IsRest(b, i)) return true;
            if (i == a.Count || i == b.Count) return a.Count == b.Count;
            if (!Overlap(a[i], b[i])) return false;
        }
    }

    private static bool IsRest(IReadOnlyList<RoutePatternPathSegment> segments, int i) =>
        i < segments.Count && segments[i].Parts[0] is RoutePatternParameterPart { IsCatchAll: true };

    private static bool Overlap(RoutePatternPathSegment one, RoutePatternPathSegment other) => (Literal(one), Literal(other)) switch
    {
        ({ } a, { } b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase),
        ({ } literal, null) => Takes(other, literal),
        (null, { } literal) => Takes(one, literal),
        _ => true,
    };

    private static string? Literal(RoutePatternPathSegment segment) =>
        segment.Parts.All(part => part is RoutePatternLiteralPart or RoutePatternSeparatorPart)
        ? string.Concat(segment.Parts.Select(part =>
            part is RoutePatternLiteralPart literal ? literal.Content : ((RoutePatternSeparatorPart)part).Content))
        : null;

    private static bool Takes(RoutePatternPathSegment parameter, string literal) =>
        !parameter.Parts.OfType<RoutePatternParameterPart>().SelectMany(part => part.ParameterPolicies)
            .Select(policy => RegexOf().Match(policy.Content ?? ""))
            .Any(constraint => constraint.Success && !Regex.IsMatch(literal, constraint.Groups[1].Value, RegexOptions.IgnoreCase));

    [GeneratedRegex(@"^regex\((.*)\)$")]
    private static partial Regex RegexOf();

    [GeneratedRegex("[a-z][a-z.-]*")]
    private static partial Regex Word();

    [GeneratedRegex("^[A-Z][A-Za-z]+$")]
    private static partial Regex Name();
}
