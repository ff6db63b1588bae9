using System.IO.Compression;
using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>
/// Everybody's cred from before a space's first epoch, interval by interval, as it was computed elsewhere. Policies see these intervals
/// before the space's own epochs. Stored once, by hash, and never changed.
/// </summary>
/// <param name="Source">Who computed it: <c>SourceCred</c>.</param>
/// <param name="File">Where it stood there; absent if it was computed again here, of what was there.</param>
/// <param name="StartsMs">Where each interval begins, milliseconds since 1970-01-01 UTC; increasing.</param>
/// <param name="EndMs">Where the last one ends.</param>
/// <param name="People">Everybody, by id.</param>
public sealed record EarlierCred(
    string? Source, string? File, IReadOnlyList<long> StartsMs, long EndMs, IReadOnlyList<EarlierPerson> People)
{
    /// <summary>What there is where nothing was before.</summary>
    internal static EarlierCred None { get; } = new(null, null, [], 0, []);

    /// <summary>More cred than anybody has of an interval: sums of it stay far from where doubles end.</summary>
    internal const double CredMax = 1e30;

    /// <summary>How many intervals there are.</summary>
    [JsonIgnore]
    public int Intervals => StartsMs.Count;

    /// <summary>How many numbers of cred it holds: what it takes of memory.</summary>
    [JsonIgnore]
    internal long Numbers => People.Sum(person => (long)person.Cred.Count + (person.Recomputed?.Count ?? 0));

    /// <summary>What each person had received before an interval; positive amounts, by id.</summary>
    public IReadOnlyList<Receipt> ReceivedBefore(int interval) =>
    [
        .. People.Select(person => new Receipt(person.Id, GrainAmount.Sum((person.Paid ?? [])
            .Where(paid => paid.Interval < interval).Select(paid => paid.Amount)))).Where(receipt => receipt.Amount.Sign > 0),
    ];

    /// <summary>The interval of a payment for a time of cred: the one that holds it, and the one after the last if none does.</summary>
    public static int IntervalOf(IReadOnlyList<long> startsMs, long endMs, long atMs)
    {
        if (atMs >= endMs) return startsMs.Count;
        var interval = 0;
        while (interval + 1 < startsMs.Count && startsMs[interval + 1] <= atMs) interval++;
        return interval;
    }

    /// <summary>As it is stored.</summary>
    internal byte[] Write()
    {
        using var bytes = new MemoryStream();
        using (var packed = new GZipStream(bytes, CompressionLevel.Fastest))
            JsonSerializer.Serialize(packed, this, EarlierCredJson.Default.EarlierCred);
        return bytes.ToArray();
    }

    /// <summary>As it was stored.</summary>
    /// <exception cref="InvalidDataException">It is no such thing.</exception>
    internal static EarlierCred Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var packed = new GZipStream(new MemoryStream(bytes.ToArray()), CompressionMode.Decompress);
            return JsonSerializer.Deserialize(packed, EarlierCredJson.Default.EarlierCred)
                ?? throw new InvalidDataException("What was stored of the cred from before is null.");
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException($"What was stored of the cred from before cannot be read: {fault.Message}", fault);
        }
    }
}

/// <summary>A person's cred from before.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Cred">The cred of each interval, to the last digit as it stood there; finite, at least 0.</param>
public sealed record EarlierPerson(string Id, IReadOnlyList<double> Cred)
{
    /// <summary>The cred of each interval as it was computed again here; absent if it could not be.</summary>
    public IReadOnlyList<double>? Recomputed { get; init; }

    /// <summary>What they received, by the interval in which it counts.</summary>
    public IReadOnlyList<EarlierPayment>? Paid { get; init; }
}

/// <summary>Grain that somebody received before.</summary>
/// <param name="Interval">The interval in which it counts; as many as there are for what came after the last.</param>
/// <param name="Amount">How much, in base units.</param>
public sealed record EarlierPayment(int Interval, GrainAmount Amount);

/// <summary>How it is stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EarlierCred))]
internal sealed partial class EarlierCredJson : JsonSerializerContext;
