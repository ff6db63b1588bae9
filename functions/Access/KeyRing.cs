using Azure;
using Grain.Functions.Hosting.Telemetry;

namespace Grain.Functions.Access;

/// <summary>
/// The keys that this process has seen lately, each half a minute old at most: so long a revoked key goes on. What is not known is
/// remembered as well; and of keys that were not seen before so many are looked for in a second and no more, so that who guesses does not
/// keep storage busy, and keys that are in use go on meanwhile.
/// </summary>
internal sealed class KeyRing(StorageService storage, TimeProvider time, ILogger<KeyRing> log)
{
    /// <summary>How old what is known may be.</summary>
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(30);

    internal const int UnseenASecondMax = 50;
    private const int KnownMax = 10_000;

    private readonly Table table = storage.For("access").Table("keys");
    private readonly ConcurrentDictionary<(string Partition, string Id), Seen> seen = new();
    private readonly Lock gate = new();
    private long second;
    private int unseen;

    /// <summary>The key that a text is; <see langword="null"/> if it opens nothing.</summary>
    /// <exception cref="ProblemException">503: too many that nobody knows were shown lately.</exception>
    public async Task<KeyRecord?> FindAsync(KeyText text, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var place = (KeyRecord.PartitionOf(text.Space), text.Id);
        if (!seen.TryGetValue(place, out var found) || now >= found.Until)
        {
            if (found?.Key is null) CountUnseen(now);
            var row = await table.FindAsync(place.Item1, place.Id, cancellation);
            found = Remember(place, row is null ? null : KeyRecord.Read(row), now);
        }

        if (found.Key is not { } key || !key.IsOpenedBy(text.Secret, now)) return null;
        if (key.LastUsedOn?.UtcDateTime.Date != now.UtcDateTime.Date) await NoteUseAsync(place, key, now, cancellation);
        return key;
    }

    /// <summary>Forgets what it knows of a key, which this process has just changed.</summary>
    public void Forget(KeyRecord key) => seen.TryRemove((KeyRecord.PartitionOf(key.Space), key.Id), out _);

    private Seen Remember((string Partition, string Id) place, KeyRecord? key, DateTimeOffset now)
    {
        if (seen.Count >= KnownMax)
            foreach (var (other, known) in seen)
                if (known.Key is null || now >= known.Until) seen.TryRemove(other, out _);
        return seen[place] = new Seen(key, now + Age);
    }

    private void CountUnseen(DateTimeOffset now)
    {
        lock (gate)
        {
            if (second != now.ToUnixTimeSeconds()) (second, unseen) = (now.ToUnixTimeSeconds(), 0);
            if (++unseen <= UnseenASecondMax) return;
        }

        throw new ProblemException(Problem.Unavailable("Too many keys that nobody knows were shown lately; try again in a second."));
    }

    /// <summary>Once a day. Whoever changes the row at this moment has precedence, and no request fails for it.</summary>
    private async Task NoteUseAsync(
        (string Partition, string Id) place, KeyRecord key, DateTimeOffset now, CancellationToken cancellation)
    {
        var used = key with { LastUsedOn = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) };
        seen[place] = new Seen(used, now + Age);
        try
        {
            if (await table.TryWriteAsync(used.Row(), key.ETag, cancellation) is { } written)
                seen[place] = new Seen(used with { ETag = written }, now + Age);
            else seen.TryRemove(place, out _);
        }
        catch (RequestFailedException fault)
        {
            log.LogWarning(LogEvents.KeyUseNotNoted, "{Key}: its use could not be noted: {Fault}", key.Name, fault.Message);
        }
    }

    private sealed record Seen(KeyRecord? Key, DateTimeOffset Until);
}
