namespace Grain.Local.CommandLine;

/// <summary>Ends a command with a message for the person who called it.</summary>
internal sealed class CommandException(string message) : Exception(message);
