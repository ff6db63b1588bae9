namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>A fact as it stands in the log.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="RecordedAt">When it was written down.</param>
/// <param name="Day">The day it was counted on (<see cref="DateOnly.DayNumber"/>), decided once and for ever; absent when on none.</param>
/// <param name="TakenOn">Of a correction, which is counted on no day: that on which its points are; absent in lines of before.</param>
internal sealed record ActivityRecord(ActivityFact Fact, DateTimeOffset RecordedAt, int? Day, int? TakenOn = null)
{
    /// <summary>A line of the log.</summary>
    public string ToLine() => LineOf(Content, RecordedAt, Day, TakenOn);

    /// <summary>The fact's stored form.</summary>
    [JsonIgnore]
    public string Content => JsonSerializer.Serialize(Fact, ActivityJson.Stored.ActivityFact);

    /// <summary>The same line, from a fact's stored form.</summary>
    public static string LineOf(string fact, DateTimeOffset recordedAt, int? day, int? takenOn)
    {
        var (name, number) = day is null ? ("takenOn", takenOn) : ("day", day);
        return number is null ? $"{{\"fact\":{fact},\"recordedAt\":\"{JournalHash.Time(recordedAt)}\"}}"
            : string.Create(CultureInfo.InvariantCulture,
                $"{{\"fact\":{fact},\"recordedAt\":\"{JournalHash.Time(recordedAt)}\",\"{name}\":{number}}}");
    }

    /// <summary>The day in whose roll-up anything of it is.</summary>
    [JsonIgnore]
    public int? RolledUpOn => Day ?? TakenOn;

    /// <summary>Reads a line.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static ActivityRecord Parse(string line) => JsonSerializer.Deserialize(line, ActivityJson.Stored.ActivityRecord)!;
}

/// <summary>The ledgers that activity is derived from.</summary>
internal enum ActivitySource
{
    /// <summary>Sent by somebody; a used key says whether it was counted.</summary>
    Sent,

    /// <summary>The contributor's grants; the account's cursor says.</summary>
    Grants,

    /// <summary>The node's credits; likewise.</summary>
    Tasks,

    /// <summary>Closed epochs; the space's cursor says.</summary>
    Epochs,
}

/// <summary>Something on its way into the log.</summary>
/// <param name="Caller">Whose account.</param>
/// <param name="Fact">The fact; <see langword="null"/> when only the cursor moves, or when only a look at the achievements is due.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Seq">Its place there, for grants and tasks.</param>
internal sealed record ActivityItem(string Caller, ActivityFact? Fact, ActivitySource Source = ActivitySource.Sent, long Seq = 0)
{
    /// <summary>The row of the used key that says whether it was counted; <see langword="null"/> where a cursor does.</summary>
    public string? UsedKey { get; } = Source == ActivitySource.Sent && Fact is not null ? ActivityKeys.UsedKey(Fact.Kind, Fact.Id) : null;

    /// <summary>Where that is seen. All of a transaction are written together.</summary>
    public KeyInDoubt InDoubt => new(UsedKey!, "", row => Outcome = row.Required<string>("ContentHash") == ContentHash
        ? ActivityOutcome.SeenBefore : ActivityOutcome.ConflictsWithEarlier);

    /// <summary>What the used key stands for.</summary>
    public string ContentHash => contentHash ??= JournalHash.Of(Content!);

    /// <summary>The fact's stored form.</summary>
    public string? Content { get; } = Fact is null ? null : JsonSerializer.Serialize(Fact, ActivityJson.Stored.ActivityFact);

    /// <summary>The caller may have sent it before: the used key is then looked for first.</summary>
    public bool MaybeSeen { get; init; }

    /// <summary>
    /// Of a look at what a whole space has reached, where no place has all of it: the numbers, and when they were reached.
    /// </summary>
    public (Stats Stats, DateTimeOffset At)? Together { get; init; }

    /// <summary>What became of it; <see langword="null"/> while that is open.</summary>
    public ActivityOutcome? Outcome { get; set; }

    private string? contentHash;
}

/// <summary>What became of a fact.</summary>
internal enum ActivityOutcome
{
    /// <summary>Counted now, on its day.</summary>
    Counted,

    /// <summary>Counted now, in the totals only: its day is closed.</summary>
    CountedLate,

    /// <summary>The same was counted before.</summary>
    SeenBefore,

    /// <summary>The id belongs to an earlier fact with other content.</summary>
    ConflictsWithEarlier,

    /// <summary>Its caller has opted out: nothing was kept.</summary>
    OptedOut,

    /// <summary>A total would leave its range.</summary>
    Refused,
}
