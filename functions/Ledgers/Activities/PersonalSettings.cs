using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities;

/// <summary>What a person decides about their own activity. Days are <see cref="DateOnly.DayNumber"/>.</summary>
public sealed record PersonalSettings
{
    /// <summary>The IANA name of their time zone; the space's if absent. Decides to which day what comes from now on belongs.</summary>
    public string? TimeZone { get; init; }

    /// <summary>Who may see it.</summary>
    public Privacy Privacy { get; init; }

    /// <summary>The species that they want as a buddy.</summary>
    public string? Species { get; init; }

    /// <summary>Days that were cut short by a change of <see cref="TimeZone"/>.</summary>
    public IReadOnlyList<int>? DaysLost { get; init; }

    /// <summary>Missed days that they have repaired.</summary>
    public IReadOnlyList<int>? Repairs { get; init; }

    /// <summary>SHA-256 of the key that opens what is private, lower-case hex.</summary>
    public string? KeyHash { get; init; }

    /// <summary>Days that do not end a streak.</summary>
    internal IReadOnlySet<int> Bridged =>
        DaysLost is null && Repairs is null ? None : new HashSet<int>([.. DaysLost ?? [], .. Repairs ?? []]);

    private static readonly HashSet<int> None = [];
}
