namespace Grain.Functions.Ledgers.Grants.Counting;

/// <summary>One grant on its way into the ledger: its stored form, what its ids will stand for, and what has become of it so far.</summary>
internal sealed class GrantItem
{
    /// <summary>A grant that is new to the ledger, as far as the caller knows.</summary>
    public GrantItem(Grant grant)
        : this(grant, JsonSerializer.Serialize(grant, GrantJson.Stored.Grant), origin: null)
    {
    }

    /// <summary>A grant that was exported, in the exact form it had.</summary>
    public GrantItem(Grant grant, string content, JournalOrigin? origin)
    {
        (Grant, Content, Origin) = (grant, content, origin);
        Reservation = new GrantReservation(grant.Contributor, JournalHash.Of(content), grant.Amount);
    }

    public Grant Grant { get; }
    public string Content { get; }
    public JournalOrigin? Origin { get; }
    public GrantReservation Reservation { get; }

    /// <summary>What lay under its id before; <see langword="null"/> if nothing did.</summary>
    public GrantIdRow? Row { get; set; }

    /// <summary>What became of it; <see langword="null"/> while that is open.</summary>
    public GrantOutcome? Outcome { get; set; }

    public JournalAppend<Grant> Append => new(Grant.Contributor, Grant.GrantId, Grant, MaybeSeen: Row is not null)
    {
        Content = Content,
        ContentHash = Reservation.ContentHash,
        Origin = Origin
    };

    /// <summary>
    /// What to append first: a correction comes in the wave after the grant it corrects, if that stands before it in the
    /// same call. Without corrections there is one wave.
    /// </summary>
    public static IEnumerable<IReadOnlyList<GrantItem>> Waves(IReadOnlyList<GrantItem> items)
    {
        var waveOf = new Dictionary<string, int>(StringComparer.Ordinal);
        var waves = new List<List<GrantItem>>();
        foreach (var item in items)
        {
            var wave = item.Grant.Corrects is { } corrects && waveOf.TryGetValue(corrects, out var earlier) ? earlier + 1 : 0;
            waveOf.TryAdd(item.Grant.GrantId, wave);
            if (wave == waves.Count) waves.Add([]);
            waves[wave].Add(item);
        }

        return waves;
    }
}
