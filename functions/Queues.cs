namespace Grain.Functions;

/// <summary>The queues that functions read. Each has a poison queue beside it for what could not be worked off.</summary>
internal static class Queues
{
    /// <summary>Their names, in order.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["activity", "checkpoints", "credit-events", "epochs", "grants", "spaces", "task-credits", "transfers"];
}
