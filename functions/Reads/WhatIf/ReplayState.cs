using System.IO.Compression;
using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Reads.WhatIf;

/// <summary>
/// Where a replay stopped, as whoever asked keeps it and sends it back: nothing is stored for a question. It is believed as it is, since it
/// changes nothing but the answer to whoever sends it; what no replay can have come to is refused.
/// </summary>
internal sealed record ReplayState(
    string From, string After, IReadOnlyList<StatePaid> Paid, GrainAmount Outstanding, GrainAmount CarriedOver,
    IReadOnlyList<IReadOnlyDictionary<string, GrainAmount>> Recent)
{
    private const int BytesMax = 64 << 20;
    private const int PeopleMax = 1_000_000;
    private const int RecentMax = 10_000;

    /// <summary>Sums of this size can be added up by the million and stay in range.</summary>
    private static readonly GrainAmount SumMax = GrainAmount.Parse("1" + new string('0', 100));

    public static ReplayState Of(string from, string after, OtherPast past) => new(
        from, after, [.. past.Paid.Select(paid => new StatePaid(paid.Key, paid.Value.Before, paid.Value.After))], past.Outstanding,
        past.CarriedOver ?? GrainAmount.Zero, [.. past.Recent]);

    public OtherPast ToPast(int lookbackMax) => new()
    {
        LookbackMax = lookbackMax,
        Paid = Paid.ToDictionary(paid => paid.Account, paid => new Compared<GrainAmount>(paid.Before, paid.After), StringComparer.Ordinal),
        Outstanding = Outstanding,
        CarriedOver = CarriedOver,
        Recent = Recent.TakeLast(lookbackMax),
    };

    /// <summary>The state as a text without meaning to others.</summary>
    public string ToText()
    {
        using var packed = new MemoryStream();
        using (var packer = new BrotliStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            JsonSerializer.Serialize(packer, this, WhatIfJson.Default.ReplayState);
        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <summary>Reads what <see cref="ToText"/> wrote.</summary>
    /// <returns><see langword="null"/> if it is anything else.</returns>
    public static ReplayState? Read(string text)
    {
        try
        {
            using var packed = new MemoryStream(Convert.FromBase64String(text));
            using var unpacker = new BrotliStream(packed, CompressionMode.Decompress);
            using var bytes = new MemoryStream();
            var buffer = new byte[64 << 10];
            for (var read = unpacker.Read(buffer); read > 0; read = unpacker.Read(buffer))
            {
                if (bytes.Length + read > BytesMax) return null;
                bytes.Write(buffer, 0, read);
            }

            var state = JsonSerializer.Deserialize(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), WhatIfJson.Default.ReplayState);
            return state is not null && state.IsPossible() ? state : null;
        }
        catch (Exception fault) when (fault is FormatException or JsonException or InvalidDataException or InvalidOperationException
            or SentException)
        {
            return null;
        }
    }

    private bool IsPossible() =>
        From is not null && After is not null && Paid is { Count: <= PeopleMax } && Recent is { Count: <= RecentMax }
        && IsSum(Outstanding) && CarriedOver.Sign >= 0 && IsSum(CarriedOver)
        && Paid.All(paid => paid is { Account: not null, Before.Sign: >= 0, After.Sign: >= 0 } && IsSum(paid.Before) && IsSum(paid.After))
        && Paid.DistinctBy(paid => paid.Account, StringComparer.Ordinal).Count() == Paid.Count
        && Recent.All(change => change is not null && change.Values.All(IsSum));

    private static bool IsSum(GrainAmount amount) => amount <= SumMax && -amount <= SumMax;
}

/// <summary>What an account was paid by the epochs so far, and would have been.</summary>
internal sealed record StatePaid(string Account, GrainAmount Before, GrainAmount After);
