namespace Grain.Local.CommandLine;

/// <summary>Asks whoever sits at the terminal.</summary>
internal static class Question
{
    /// <summary>Whether somebody is there to answer.</summary>
    public static bool CanAsk(CommandScope scope) =>
        !Console.IsInputRedirected && !Console.IsErrorRedirected && scope.Error == Console.Error;

    /// <summary>Asks for yes or no. No answer means no.</summary>
    public static async Task<bool> IsYesAsync(CommandScope scope, string question, CancellationToken cancellation)
    {
        await scope.Error.WriteAsync($"{question} [y/N] ".AsMemory(), cancellation);
        return IsYes(await Console.In.ReadLineAsync(cancellation));
    }

    /// <summary>Whether an answer means yes.</summary>
    public static bool IsYes(string? answer) => answer?.Trim().ToUpperInvariant() is "Y" or "YES";
}
