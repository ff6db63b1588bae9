using Azure;
using Grain.Functions.Storage.Formats;

namespace Grain.Local.CommandLine;

/// <summary>What ends a verb, as it is told to whoever called it, and the exit code.</summary>
internal static class Faults
{
    /// <summary>It was not done, or what was checked is not as it should be.</summary>
    public const int Failed = 1;

    /// <summary>It was called in a way that it does not take.</summary>
    public const int WrongUsage = 2;

    /// <summary>Whether a fault is told in a line; anything else is a fault of Grain's own.</summary>
    public static bool IsTold(Exception fault) => fault is CommandException or RequestFailedException or SettingsException or IOException
        or UnauthorizedAccessException or FormatException or ProblemException or UnknownFormatException;

    /// <summary>Says it on standard error.</summary>
    /// <returns>The exit code.</returns>
    public static int Tell(ParseResult parsed, Exception fault)
    {
        parsed.InvocationConfiguration.Error.WriteLine($"grain: {Plain.Lines(Redaction.Apply(WordsOf(fault)))}");
        return fault is UsageException ? WrongUsage : Failed;
    }

    private static string WordsOf(Exception fault) => fault switch
    {
        RequestFailedException { Status: 0 } => $"the storage cannot be reached: start ./grain serve, or name another in "
            + $"{CommandScope.StorageSetting} ({FirstLine(fault.Message)})",
        RequestFailedException => $"the storage refused it: {FirstLine(fault.Message)}",
        _ => fault.Message,
    };

    private static string FirstLine(string text) => text.Split('\n', 2)[0].TrimEnd();
}
