using Azure;

namespace Grain.Functions.Spaces;

/// <summary>A community's own part of Grain: its configuration, ledgers, graph and epochs.</summary>
/// <param name="Name">See <see cref="SpaceName"/>.</param>
/// <param name="Shards">Over how many partitions its journals are spread; fixed when it is made.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ConfigVersion">Counts the changes of its configuration, from 1.</param>
/// <param name="Config">The configuration now.</param>
/// <param name="ETag">Changes with every change of the space.</param>
public sealed record Space(string Name, int Shards, DateTimeOffset CreatedAt, int ConfigVersion, SpaceConfig Config, ETag ETag)
{
    /// <summary>
    /// Whether people stand in it under opaque ids, and their words sealed, so that a person can be erased; fixed when it is made.
    /// </summary>
    public bool IsSealed { get; init; }

    /// <summary>In how many decimals amounts of grain are counted, once there are any: it stays so for ever. Absent before.</summary>
    public int? FixedDecimals { get; init; }

    /// <summary>When it was switched off; absent while it is on, and if it never was on.</summary>
    public DateTimeOffset? OffSince { get; init; }

    /// <summary>When it was off before, oldest first; short times in which no epoch ended are left out.</summary>
    public IReadOnlyList<Pause> Pauses { get; init; } = [];

    /// <summary>Since when it is archived: read, and not written; absent while it is not.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>The backup that it was restored from, if it was.</summary>
    internal string? RestoredFrom { get; init; }

    /// <summary>Its end; absent while there is a space.</summary>
    internal Deletion? Deletion { get; init; }

    /// <summary>What people call it.</summary>
    public string DisplayName => Config.DisplayName is { } text && !string.IsNullOrWhiteSpace(text) ? text : Name;

    /// <summary>What may be done with it.</summary>
    internal SpaceState State => Deletion is { } end ? end.GoneAt is null ? SpaceState.Deleting : SpaceState.Deleted
        : ArchivedAt is null ? SpaceState.Active : SpaceState.Archived;

    /// <summary>The version of what is shown of it, as <c>ETag</c> and <c>If-Match</c> have it.</summary>
    internal string EntityTag => string.Create(CultureInfo.InvariantCulture,
        $"\"{ConfigVersion}{(ArchivedAt is { } at ? $"-{at.UtcTicks}" : "")}\"");

    /// <summary>The part that journals need.</summary>
    public JournalSpace Journal => new(Name, Shards) { IsSealed = IsSealed };

    /// <summary>The space with another configuration, which is its next version.</summary>
    /// <param name="config">The configuration, checked.</param>
    /// <param name="now">The present time.</param>
    internal Space With(SpaceConfig config, DateTimeOffset now) =>
        (this with { Config = config, ConfigVersion = ConfigVersion + 1 }).After(this, now);

    /// <summary>The space archived, or not any more; as it is if it is so already.</summary>
    internal Space With(bool archived, DateTimeOffset now) => archived == ArchivedAt is not null ? this
        : (this with { ArchivedAt = archived ? now : null }).After(this, now);

    /// <summary>What stands in the place of the space from its end on: of what people put into it nothing but the name.</summary>
    internal Space Ended(DateTimeOffset now) => this with
    {
        Config = new SpaceConfig { Enabled = false },
        ConfigVersion = ConfigVersion + 1,
        Pauses = [],
        Deletion = new Deletion(now, 0, null),
    };

    private bool IsOn => Config.Enabled && ArchivedAt is null;

    private Space After(Space before, DateTimeOffset now) => this with
    {
        OffSince = IsOn ? null : before.IsOn ? now : before.OffSince,
        Pauses = IsOn && !before.IsOn ? before.PausesUntil(now) : before.Pauses,
    };

    private IReadOnlyList<Pause> PausesUntil(DateTimeOffset now) => OffSince is { } since && Config.Epochs.Containing(since).End > now
        ? Pauses
        : [.. Pauses.TakeLast(Pause.KeptMax - 1), new Pause(OffSince, now)];
}
