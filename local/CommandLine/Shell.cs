namespace Grain.Local.CommandLine;

/// <summary>Commands that a person is told, as a shell takes them.</summary>
internal static class Shell
{
    /// <summary>A word of a command, in quotes if it needs them.</summary>
    public static string Quoted(string word) => word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_./:@=,+".Contains(c))
        ? word
        : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
