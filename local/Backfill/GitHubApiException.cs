namespace Grain.Local.Backfill;

/// <summary>GitHub refused, or could not be asked; the message is for the person who called the command.</summary>
internal sealed class GitHubApiException(string message) : Exception(message);
