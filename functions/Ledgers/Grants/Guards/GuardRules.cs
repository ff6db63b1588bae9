using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Ledgers.Grants.Guards;

/// <summary>
/// The journal of guards: an account a person. A decision is made when its entry is written, on what the person did before, and stands
/// for ever: an event that is delivered again finds it under its grant's id.
/// </summary>
internal sealed record GuardRules : JournalRules<GuardTotals, GuardEntry>
{
    private const int PercentOfAll = 100;

    public override string Table => "guards";

    public override GuardTotals Empty { get; } = new();

    public override JsonTypeInfo<GuardTotals> HeadJson => GuardJson.Stored.GuardTotals;

    public override JsonTypeInfo<GuardEntry> EntryJson => GuardJson.Stored.GuardEntry;

    /// <summary>An event may be told again in other words, or when it is worth other points: it is the same by its id.</summary>
    public override GuardEntry Asked(GuardEntry entry) => new() { Kind = entry.Kind, GrantId = entry.GrantId };

    public override GuardEntry Settle(GuardTotals head, GuardEntry entry)
    {
        if (entry.Question is not { } question) return entry;
        var settled = entry with { Question = null };
        if (IsHeld(head, question)) return settled with { Held = question.Grant };
        return settled with { Allowed = question.Grant.Corrects is null ? AllowedOf(head, entry, question.Config) : entry.Amount };
    }

    public override string? Refuse(GuardTotals head, GuardEntry entry) => entry.Kind switch
    {
        GuardEntryKinds.Release when head.State is not (GuardStates.Held or GuardStates.Rejected) => "the person is not held",
        GuardEntryKinds.Reject when head.State is not GuardStates.Held => "the person is not held",
        _ => null,
    };

    public override GuardTotals Apply(GuardTotals head, GuardEntry entry) => entry switch
    {
        { Kind: GuardEntryKinds.Release } => head with { State = GuardStates.Released, HeldGrants = 0, HeldPoints = Points.Zero },
        { Kind: GuardEntryKinds.Reject } => head with { State = GuardStates.Rejected },
        { Held: not null } => head with
        {
            State = head.State ?? GuardStates.Held,
            Name = entry.Name ?? head.Name,
            HeldGrants = head.HeldGrants + 1,
            HeldPoints = head.HeldPoints.Plus(entry.Amount),
        },
        _ => head with { State = head.State ?? GuardStates.Known, Name = entry.Name ?? head.Name, Days = head.DaysWith(entry) },
    };

    private static bool IsHeld(GuardTotals head, GuardQuestion question) => head.State switch
    {
        null => question.Config.HoldNewcomers && !question.IsKnown,
        GuardStates.Held or GuardStates.Rejected => true,
        _ => false,
    };

    private static Points AllowedOf(GuardTotals head, GuardEntry entry, GuardConfig config)
    {
        var day = head.Days.GetValueOrDefault(entry.Day);
        var worth = entry.Amount.Micro;
        if (config.RepeatPercent.TryGetValue(entry.Key!, out var percent))
            for (var time = day?.Times.GetValueOrDefault(entry.Key!) ?? 0; time > 0 && worth > 0; time--)
                worth = (long)((Int128)worth * percent / PercentOfAll);
        if (config.DailyCaps.TryGetValue(entry.Source!, out var cap))
            worth = (long)Int128.Min(worth, Int128.Max(0, (Int128)cap.Micro - (day?.Points.GetValueOrDefault(entry.Source!).Micro ?? 0)));
        return new Points(worth);
    }
}

/// <summary>How guards are stored and answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(GuardTotals))]
[JsonSerializable(typeof(GuardEntry))]
[JsonSerializable(typeof(QuarantineAnswer))]
[JsonSerializable(typeof(ReleaseAnswer))]
internal sealed partial class GuardJson : JsonSerializerContext
{
    /// <summary>The form that is stored and hashed; see <see cref="GrantJson.Stored"/>.</summary>
    public static GuardJson Stored { get; } = new(StoredJson.Leaving(JsonIgnoreCondition.WhenWritingNull));
}
