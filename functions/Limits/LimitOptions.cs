using System.ComponentModel.DataAnnotations;

namespace Grain.Functions.Limits;

/// <summary>
/// How much a space may use where nobody said otherwise for it: property <c>X</c> is the setting <c>Grain__Limits__X</c>. 0 is no limit.
/// </summary>
public sealed record LimitOptions
{
    /// <summary>The section of the configuration, below that of Grain.</summary>
    public const string Section = "Limits";

    /// <summary>The largest limit.</summary>
    internal const long Max = 1_000_000_000_000;

    /// <summary>Requests with a key or token that a space takes in a minute.</summary>
    [Range(0, Max)]
    public long RequestsAMinute { get; init; } = 60_000;

    /// <summary>
    /// Requests that a space takes in a minute of one key, or person; all that come without one count as one. Owners have no such limit.
    /// </summary>
    [Range(0, Max)]
    public long RequestsAMinuteOfKey { get; init; } = 6_000;

    /// <summary>Grants that a space takes in a minute.</summary>
    [Range(0, Max)]
    public long GrantsAMinute { get; init; } = 300_000;

    /// <summary>Operations on storage that a space may cost in a day, UTC.</summary>
    [Range(0, Max)]
    public long OperationsADay { get; init; } = 50_000_000;

    /// <summary>Accounts that a space may have: contributors with points.</summary>
    [Range(0, Max)]
    public long Accounts { get; init; } = 1_000_000;

    /// <summary>Spaces that the app has, deleted ones left out.</summary>
    [Range(0, Max)]
    public long Spaces { get; init; } = 10_000;

    /// <summary>The setting of a limit.</summary>
    internal static string SettingOf(string name) => $"{GrainOptions.Section}__{Section}__{name}";
}
