namespace Grain.Functions.Storage;

/// <summary>
/// To whom the operations go that a piece of work sends to storage. It is said where the work begins, and holds for all that the work
/// calls.
/// </summary>
internal static class StorageBill
{
    private static readonly AsyncLocal<Action?> Payer = new();

    /// <summary>Says who is told of each operation from here on; nobody if absent.</summary>
    public static void SendTo(Action? count) => Payer.Value = count;

    /// <summary>An operation is sent.</summary>
    public static void Count() => Payer.Value?.Invoke();
}
