using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts.Issuing;

/// <summary>
/// Grain that was decided to be made and perhaps is not made yet. It holds all that is needed to make it, so that whoever
/// comes next can finish what a process began that has died.
/// </summary>
/// <param name="Key">What it is for; the same key stands for one reservation of its space.</param>
/// <param name="Amount">How much, in base units.</param>
internal sealed record Reservation(string Key, GrainAmount Amount)
{
    /// <summary>Whose account a mint goes to.</summary>
    public string? Account { get; init; }

    /// <summary>A mint, as it is written into the account under <see cref="Key"/>.</summary>
    public GrainEntry? Entry { get; init; }

    /// <summary>A special distribution.</summary>
    public GrainDistributed? Distribution { get; init; }

    /// <summary>The id of an epoch whose allocation is about to be pinned.</summary>
    public string? Epoch { get; init; }

    /// <summary>Whether it asks for the same: lists are compared by content.</summary>
    public bool IsSame(Reservation other) =>
        JsonSerializer.Serialize(this, ReservationJson.Default.Reservation) == JsonSerializer.Serialize(other,
            ReservationJson.Default.Reservation);

    public static string MintKey(string id) => $"mint/{id}";

    public static string DistributionKey(string id) => $"distribution/{id}";

    public static Reservation OfMint(string id, string account, GrainAmount amount, string? memo) =>
        new(MintKey(id), amount) { Account = account, Entry = new GrainEntry(GrainEntryKinds.Mint, amount) { Id = id, Memo = memo } };

    public static Reservation Of(GrainDistributed distribution)
    {
        var amounts = distribution.Allocations.SelectMany(allocation => allocation.Receipts).Select(receipt => receipt.Amount);
        return new(DistributionKey(distribution.Distribution), GrainAmount.Sum(amounts)) { Distribution = distribution };
    }

    /// <param name="epoch">The epoch's id.</param>
    /// <param name="allocation">The hash of the allocation.</param>
    /// <param name="paid">What the allocation pays.</param>
    public static Reservation OfEpoch(string epoch, string allocation, GrainAmount paid) =>
        new($"epoch/{epoch}/{allocation[..32]}", paid) { Epoch = epoch };
}

/// <summary>How reservations are stored.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Reservation))]
internal sealed partial class ReservationJson : JsonSerializerContext;
