namespace Grain.Functions.Limits;

/// <summary>Which limit is reached, and for how long.</summary>
/// <param name="Name">The limit's name, as in <see cref="LimitOptions"/>.</param>
/// <param name="Limit">How much it is.</param>
/// <param name="Wait">Until there is room again.</param>
internal sealed record Reached(string Name, long Limit, TimeSpan Wait)
{
    /// <summary>For people.</summary>
    public string Tell(string space) => string.Create(CultureInfo.InvariantCulture,
        $"The limit {char.ToLowerInvariant(Name[0])}{Name[1..]} of the space '{space}' is reached: {Limit}. It comes from the setting "
            + $"{LimitOptions.SettingOf(Name)}, or from PUT /api/spaces/{space}/limits; GET /api/spaces/{space}/usage shows what is used.");
}

/// <summary>What a space uses, as far as this process knows: its own to the last, and of the others what they said last.</summary>
internal sealed class Tally(string space, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> byKey = new(StringComparer.Ordinal);
    private readonly SortedDictionary<DateOnly, UsedCounts> own = [];
    private UsedCounts others = UsedCounts.None;
    private DateOnly othersOn;
    private long minute;
    private long requests;
    private long grants;

    /// <summary>The space.</summary>
    public string Space => space;

    /// <summary>What holds.</summary>
    public SpaceLimits Limits
    {
        get;
        set => (field, Accounts.Limit) = (value, value.Accounts ?? 0);
    } = SpaceLimits.None;

    /// <summary>How many accounts it has, and may have.</summary>
    public AccountRoom Accounts { get; } = new();

    /// <summary>How many processes serve the space: each takes its part of what goes by the minute.</summary>
    public int Processes { get; set; } = 1;

    /// <summary>When this process last looked what the others said.</summary>
    public DateTimeOffset? LookedAt { get; set; }

    /// <summary>What this process had when it last said so.</summary>
    public UsedCounts Said { get; set; } = UsedCounts.None;

    /// <summary>Today's counts of this process.</summary>
    public UsedCounts Own
    {
        get
        {
            lock (gate) return own.GetValueOrDefault(Today(), UsedCounts.None);
        }
    }

    /// <summary>Today's counts of all.</summary>
    public UsedCounts All
    {
        get
        {
            lock (gate) return own.GetValueOrDefault(Today(), UsedCounts.None) + (othersOn == Today() ? others : UsedCounts.None);
        }
    }

    /// <summary>The days that this process has counts of.</summary>
    public IReadOnlyList<KeyValuePair<DateOnly, UsedCounts>> Days
    {
        get
        {
            lock (gate) return [.. own];
        }
    }

    /// <summary>An operation went to storage.</summary>
    public void CountOperation() => Add(new UsedCounts(0, 0, 0, 1));

    /// <summary>A request was refused.</summary>
    public void CountRefused() => Add(new UsedCounts(0, 1, 0, 0));

    /// <summary>Grants came, whose number nobody can choose any more.</summary>
    public void CountGrants(long count)
    {
        lock (gate)
        {
            Turn();
            grants += count;
        }

        Add(new UsedCounts(0, 0, count, 0));
    }

    /// <summary>Takes a request, unless a limit is reached.</summary>
    /// <param name="key">Whose; absent for who has no limit of their own.</param>
    public Reached? TryRequest(string? key)
    {
        if (Capped() is { } capped) return capped;
        lock (gate)
        {
            Turn();
            if (Limits.RequestsAMinute is > 0 and var all && requests >= Part(all))
                return new Reached(nameof(LimitOptions.RequestsAMinute), all, ToNextMinute());
            if (key is not null && Limits.RequestsAMinuteOfKey is > 0 and var each && byKey.GetValueOrDefault(key) >= Part(each))
                return new Reached(nameof(LimitOptions.RequestsAMinuteOfKey), each, ToNextMinute());
            requests++;
            if (key is not null) byKey[key] = byKey.GetValueOrDefault(key) + 1;
        }

        Add(new UsedCounts(1, 0, 0, 0));
        return null;
    }

    /// <summary>
    /// Takes grants, unless the limit is reached. What is larger than the limit by itself is let through once a minute: it could never be
    /// else.
    /// </summary>
    public Reached? TryGrants(long count)
    {
        lock (gate)
        {
            Turn();
            if (grants > 0 && Limits.GrantsAMinute is > 0 and var all && grants + count > Part(all))
                return new Reached(nameof(LimitOptions.GrantsAMinute), all, ToNextMinute());
        }

        CountGrants(count);
        return null;
    }

    /// <summary>Takes grants when there is room for them.</summary>
    public async Task WaitForGrantsAsync(long count, CancellationToken cancellation)
    {
        while (TryGrants(count) is { } reached) await Task.Delay(reached.Wait, time, cancellation);
    }

    /// <summary>Whether no more grants are taken in this minute.</summary>
    public Reached? FullOfGrants()
    {
        lock (gate)
        {
            Turn();
            return Limits.GrantsAMinute is > 0 and var all && grants >= Part(all)
                ? new Reached(nameof(LimitOptions.GrantsAMinute), all, ToNextMinute()) : null;
        }
    }

    /// <summary>Whether the space has cost what it may today.</summary>
    public Reached? Capped() => Limits.OperationsADay is > 0 and var most && All.Operations >= most
        ? new Reached(nameof(LimitOptions.OperationsADay), most, ToNextDay()) : null;

    /// <summary>Takes over what the others said of today.</summary>
    public void Take(UsedCounts ofOthers)
    {
        lock (gate) (others, othersOn) = (ofOthers, Today());
    }

    /// <summary>Forgets days that are over and were said.</summary>
    public void Forget(DateOnly day)
    {
        lock (gate)
            if (day < Today()) own.Remove(day);
    }

    private void Add(UsedCounts more)
    {
        lock (gate) own[Today()] = own.GetValueOrDefault(Today(), UsedCounts.None) + more;
    }

    private long Part(long limit) => Math.Max(1, limit / Processes);

    private void Turn()
    {
        if (time.GetUtcNow().ToUnixTimeSeconds() / 60 is var now && now == minute) return;
        (minute, requests, grants) = (now, 0, 0);
        byKey.Clear();
    }

    private DateOnly Today() => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    private TimeSpan ToNextMinute() => TimeSpan.FromSeconds(60 - (time.GetUtcNow().ToUnixTimeSeconds() % 60));

    private TimeSpan ToNextDay() => TimeSpan.FromDays(1) - time.GetUtcNow().UtcDateTime.TimeOfDay;
}
