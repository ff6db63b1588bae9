namespace Grain.Functions.Ledgers.Credits;

/// <summary>
/// Keys made of task ids. Long ids keep their beginning and get a hash of the whole, so that keys stay short and distinct.
/// </summary>
internal static class TaskIds
{
    /// <summary>Most characters of a task id.</summary>
    public const int LengthMax = 500;

    /// <summary>
    /// A short form that no other id has: ids up to this length are their own short form, and the short form of every longer
    /// one is longer than that. With <c>task:</c> and <c>:completed</c> it still fits a key of 150 characters.
    /// </summary>
    private const int OwnMax = 100;

    /// <summary>The same for accounts, which have 100 characters at most.</summary>
    private const int OwnInAccountMax = 60;

    private const int HashDigits = 32;

    /// <summary>The idempotency key of a credit: <c>earn:task-1</c>.</summary>
    public static string Key(string kind, string taskId) => $"{kind}:{Short(taskId)}";

    /// <summary>The id in at most 133 characters.</summary>
    public static string Short(string taskId) => Short(taskId, OwnMax);

    /// <summary>The id in at most 93 characters.</summary>
    public static string Account(string taskId) => Short(taskId, OwnInAccountMax);

    private static string Short(string text, int ownMax)
    {
        if (text.Length <= ownMax) return text;
        // A surrogate pair stays together; the filler keeps the length above that of every id that is its own short form.
        var head = char.IsHighSurrogate(text[ownMax - 1]) ? text[..(ownMax - 1)] + "~" : text[..ownMax];
        return $"{head}~{JournalHash.Of(text)[..HashDigits]}";
    }
}
