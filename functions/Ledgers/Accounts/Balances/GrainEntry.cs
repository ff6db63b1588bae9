using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>An entry of a grain account.</summary>
/// <param name="Kind">What happened: one of <see cref="GrainEntryKinds"/>.</param>
/// <param name="Amount">How the balance changes, in base units; negative when grain leaves.</param>
/// <param name="Epoch">The epoch whose distribution paid it.</param>
public sealed record GrainEntry(string Kind, GrainAmount Amount, string? Epoch = null)
{
    /// <summary>The special distribution that paid it.</summary>
    public string? Distribution { get; init; }

    /// <summary>The id of the transfer, mint or burn, as its sender made it.</summary>
    public string? Id { get; init; }

    /// <summary>The account on the other side of a transfer.</summary>
    public string? Peer { get; init; }

    /// <summary>Whom the sender named as receiver; the account of that identity is <see cref="Peer"/>.</summary>
    public string? To { get; init; }

    /// <summary>What the payer wants to say, or why an account was frozen.</summary>
    public string? Memo { get; init; }

    /// <summary>When it happened, where that was elsewhere and it was brought in.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>Of a transfer that is a commit: the hold that it takes from.</summary>
    public string? Hold { get; init; }

    /// <summary>How what is held changes, in base units; negative when a hold is taken from or ends.</summary>
    public GrainAmount? Held { get; init; }

    /// <summary>When a hold ends by itself.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Whether the holder placed a hold, and so may end it; else absent.</summary>
    public bool? Own { get; init; }
}

/// <summary>What can happen on a grain account.</summary>
public static class GrainEntryKinds
{
    /// <summary>Minted by a distribution, and counted as received.</summary>
    public const string Distribution = "distribution";

    /// <summary>The same while accounting is off: received and paid out at once; the amount does not enter the balance.</summary>
    public const string DistributionPaidOut = "distribution-paid-out";

    /// <summary>Minted for another reason; not counted as received.</summary>
    public const string Mint = "mint";

    /// <summary>Destroyed.</summary>
    public const string Burn = "burn";

    /// <summary>Sent: no longer in the balance, in transit until the transfer is settled or returned.</summary>
    public const string TransferOut = "transfer-out";

    /// <summary>Arrived from another account.</summary>
    public const string TransferIn = "transfer-in";

    /// <summary>Could not be taken; goes back to the sender. Amount 0.</summary>
    public const string TransferDeclined = "transfer-declined";

    /// <summary>What was sent has arrived: no longer in transit. Amount 0.</summary>
    public const string TransferSettled = "transfer-settled";

    /// <summary>What was sent came back into the balance.</summary>
    public const string TransferReturned = "transfer-returned";

    /// <summary>A part of the balance is kept for something. Amount 0.</summary>
    public const string Hold = "hold";

    /// <summary>A hold ended, and what was left of it is available again. Amount 0.</summary>
    public const string HoldVoided = "hold-voided";

    /// <summary>The same, because its time was over. Amount 0.</summary>
    public const string HoldExpired = "hold-expired";

    /// <summary>Paid out outside of Grain, because accounting was switched off.</summary>
    public const string PaidOut = "paid-out";

    /// <summary>No grain may leave any more. Amount 0.</summary>
    public const string Freeze = "freeze";

    /// <summary>Grain may leave again. Amount 0.</summary>
    public const string Unfreeze = "unfreeze";
}
