using Grain.Functions.Reads.Explanations.Sums;

namespace Grain.Functions.Reads.Explanations;

/// <summary>The answer to "why do I have this?" in a sentence. Pure.</summary>
internal static class Headline
{
    /// <summary>For example <c>ada has 120 points, 34 % of the cred of epoch 2026-11-15 and 1,234.5 grain: mostly for 40 merged pull
    /// requests.</c></summary>
    public static string Of(PersonFacts person)
    {
        var why = Mostly(person.Points) ?? (person.Cred is { } cred ? Mostly(cred.From) : null);
        return $"{person.Name} has {Count(Short(person.Points.Shown), "point")}, {Cred(person)} and {Short(person.Grain.Shown)} grain"
            + (why is null ? "." : $": {why}.");
    }

    private static string Cred(PersonFacts person)
    {
        if (person.Cred is not { From.Amount: > 0 } cred) return "no cred";
        var of = cred.Epoch is { } epoch ? $"of epoch {epoch}" : $"of all epochs up to {person.Run!.Epoch.Id}";
        return $"{Percent(cred.Share)} of the cred {of}{(person.IsOpen ? " so far" : "")}";
    }

    /// <summary>A share for people: never 0 % of something, and 100 % of all only.</summary>
    internal static string Percent(double share) => Math.Round(share * 100) switch
    {
        < 1 => "less than 1 %",
        >= 100 when share < 1 - 1e-9 => "more than 99 %",
        var percent => string.Create(CultureInfo.InvariantCulture, $"{percent:0} %"),
    };

    private static string? Mostly<T>(ToldSum<T> sum) => sum.Groups switch
    {
        [var only] when sum.Rest is null && IsPositive(only.Shown) => $"for {only.What}",
        [var first, ..] when IsPositive(first.Shown) => $"mostly for {first.What}",
        _ => null,
    };

    private static bool IsPositive(string shown) => !shown.StartsWith('-') && shown.AsSpan().ContainsAnyInRange('1', '9');

    /// <summary>Below it numbers stand under each other and have the same decimals; a sentence needs none that are 0.</summary>
    private static string Short(string shown) =>
        shown.Contains('.', StringComparison.Ordinal) ? shown.TrimEnd('0').TrimEnd('.') : shown;

    private static string Count(string shown, string word) => shown == "1" ? $"1 {word}" : $"{shown} {word}s";
}
