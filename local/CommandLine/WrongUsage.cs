using System.CommandLine.Parsing;
using System.Text.RegularExpressions;

namespace Grain.Local.CommandLine;

/// <summary>Tells what is wrong with a command line, and how it is right, on standard error.</summary>
internal static partial class WrongUsage
{
    /// <summary>Says it.</summary>
    /// <returns>The exit code.</returns>
    public static int Tell(ParseResult parsed, TextWriter error)
    {
        var at = parsed.CommandResult;
        foreach (var message in MessagesOf(parsed, at).Distinct(StringComparer.Ordinal)) error.WriteLine($"grain: {message}");
        error.WriteLine($"{PathOf(at)} --help shows what it takes");
        return Faults.WrongUsage;
    }

    private static IEnumerable<string> MessagesOf(ParseResult parsed, CommandResult at)
    {
        var verbs = at.Command.Subcommands.Where(command => !command.Hidden).Select(command => command.Name).ToArray();
        // What follows an unknown option is its value, and not one too many.
        var options = parsed.UnmatchedTokens.Where(token => token.StartsWith('-')).ToArray();
        var unknown = options.Length > 0 ? options : parsed.UnmatchedTokens;
        // What follows an unknown verb is what that verb would take.
        foreach (var token in options.Length == 0 && verbs.Length > 0 ? unknown.Take(1) : unknown) yield return Unknown(token, at, verbs);
        foreach (var token in OptionsAsValues(parsed)) yield return Unknown(token, at, []);
        if (unknown.Count > 0) yield break;
        if (verbs.Length > 0 && at.Command.Action is null) yield return $"say what to do: {PathOf(at)} {string.Join("|", verbs)}";
        else if (Missing(at) is { Length: > 0 } missing) yield return $"{PathOf(at)} needs {missing}";
        else
            foreach (var fault in parsed.Errors) yield return Words(fault.Message);
    }

    /// <summary>
    /// What looks like an option and was taken for the value of an argument, which the library does with options that it does not know.
    /// Behind -- it is meant as a value.
    /// </summary>
    public static IReadOnlyList<string> OptionsAsValues(ParseResult parsed)
    {
        var before = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).ToHashSet(ReferenceEqualityComparer.Instance);
        return [.. parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens)
            .Where(token => before.Contains(token) && IsLikeAnOption(token.Value)).Select(token => token.Value)];
    }

    private static bool IsLikeAnOption(string text) =>
        text is ['-', '-', _, ..] || text is ['-', var letter, ..] && char.IsAsciiLetter(letter);

    private static string Missing(CommandResult at) => string.Join(" and ",
    [
        .. at.Command.Arguments.Where(argument => argument.Arity.MinimumNumberOfValues > 0
            && at.GetResult(argument) is not { Tokens.Count: > 0 }).Select(argument => argument.Name),
        .. at.Command.Options.Where(option => option.Required && at.GetResult(option) is null or { Implicit: true })
            .Select(option => option.Name),
    ]);

    private static string Unknown(string token, CommandResult at, string[] verbs)
    {
        if (token.StartsWith('-') && OptionsOf(at).Contains(token.Split('=')[0]))
            return $"{token} stands behind --, where nothing is an option any more";
        if (token.StartsWith('-'))
            return $"{PathOf(at)} knows no {token.Split('=')[0]}" + Nearest.Hint(token.Split('=')[0], OptionsOf(at));
        return verbs.Length > 0 ? $"there is no '{PathOf(at)} {token}'"
                + (Nearest.Hint(token, verbs) is { Length: > 0 } hint ? hint : $"; there are {string.Join(", ", verbs)}")
            : $"'{token}' is one too many for {PathOf(at)}";
    }

    private static IEnumerable<string> OptionsOf(CommandResult at) => at.Command.Options.Select(option => option.Name);

    private static string PathOf(SymbolResult at) => at.Parent is CommandResult parent
        ? $"{PathOf(parent)} {((CommandResult)at).Command.Name}" : "./grain";

    /// <summary>The library's sentences, in the form of Grain's own and without types of the program.</summary>
    private static string Words(string message)
    {
        if (NotParsed().Match(message) is { Success: true, Groups: var found })
            return $"'{found["text"]}' is no {(found["type"].Value.Contains("Int", StringComparison.Ordinal) ? "whole " : "")}number "
                + $"for {found["name"]}";
        var text = message.TrimEnd('.', ' ');
        return text.Length > 1 && char.IsUpper(text[0]) && !char.IsUpper(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;
    }

    // All arguments and options that the library parses itself are numbers.
    [GeneratedRegex("^Cannot parse argument '(?<text>.*)' for (?:option|command|argument) '(?<name>.*)' as expected type '(?<type>.*)'",
        RegexOptions.Singleline)]
    private static partial Regex NotParsed();
}
