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
    /// <summary>In how many decimals amounts of grain are counted, once there are any: it stays so for ever. Absent before.</summary>
    public int? FixedDecimals { get; init; }

    /// <summary>When it was switched off; absent while it is on, and if it never was on.</summary>
    public DateTimeOffset? OffSince { get; init; }

    /// <summary>When it was off before, oldest first; short times in which no epoch ended are left out.</summary>
    public IReadOnlyList<Pause> Pauses { get; init; } = [];

    /// <summary>The part that journals need.</summary>
    public JournalSpace Journal => new(Name, Shards);

    /// <summary>The version of its configuration, as <c>ETag</c> and <c>If-Match</c> have it.</summary>
    internal string EntityTag => string.Create(CultureInfo.InvariantCulture, $"\"{ConfigVersion}\"");

    /// <summary>The space with another configuration, which is its next version.</summary>
    /// <param name="config">The configuration, checked.</param>
    /// <param name="now">The present time.</param>
    internal Space With(SpaceConfig config, DateTimeOffset now) => this with
    {
        Config = config,
        ConfigVersion = ConfigVersion + 1,
        OffSince = config.Enabled ? null : Config.Enabled ? now : OffSince,
        Pauses = config.Enabled && !Config.Enabled ? PausesUntil(now) : Pauses,
    };

    private IReadOnlyList<Pause> PausesUntil(DateTimeOffset now) => OffSince is { } since && Config.Epochs.Containing(since).End > now
        ? Pauses
        : [.. Pauses.TakeLast(Pause.KeptMax - 1), new Pause(OffSince, now)];
}
