namespace Grain.Local.CommandLine;

/// <summary>Ends a command with a message for the person who called it, and exit code 1.</summary>
internal class CommandException(string message) : Exception(message);

/// <summary>
/// A server was asked and did not answer, however often; something else may be answered.
/// </summary>
internal sealed class NotAnsweredException(string message) : CommandException(message);

/// <summary>The command was called in a way that it does not take: exit code 2.</summary>
internal sealed class UsageException(string message) : CommandException(message);
