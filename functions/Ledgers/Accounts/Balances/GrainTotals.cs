using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>A transfer that was sent and is not settled yet.</summary>
/// <param name="Id">Its id, as the sender made it.</param>
/// <param name="To">The account that it goes to.</param>
/// <param name="Amount">In base units.</param>
public sealed record PendingTransfer(string Id, string To, GrainAmount Amount);

/// <summary>The running totals of a grain account, in base units.</summary>
/// <param name="Balance">What the account holds now; never negative.</param>
/// <param name="Received">All grain ever distributed to it; never falls. This, not the balance, is what policies look at.</param>
public sealed record GrainTotals(GrainAmount Balance, GrainAmount Received)
{
    /// <summary>The totals of an account without entries.</summary>
    public static GrainTotals Empty { get; } = new(GrainAmount.Zero, GrainAmount.Zero);

    /// <summary>Sent and not settled; the sum of <see cref="Pending"/>.</summary>
    public GrainAmount InTransit { get; init; }

    /// <summary>What was minted for it outside of epochs: mints and special distributions.</summary>
    public GrainAmount Minted { get; init; }

    /// <summary>What it destroyed.</summary>
    public GrainAmount Burned { get; init; }

    /// <summary>What was paid out outside of Grain while accounting was off.</summary>
    public GrainAmount PaidOut { get; init; }

    /// <summary>Whether an operator has stopped grain from leaving.</summary>
    public bool Frozen { get; init; }

    /// <summary>Transfers under way, oldest first; absent when there are none.</summary>
    public IReadOnlyList<PendingTransfer>? Pending { get; init; }

    /// <summary>Open holds, oldest first; absent when there are none.</summary>
    public IReadOnlyList<OpenHold>? Holds { get; init; }

    /// <summary>The part of the balance that open holds keep.</summary>
    internal GrainAmount Held => Holds is null ? GrainAmount.Zero : GrainAmount.Sum(Holds.Select(hold => hold.Left));

    /// <summary>What can be sent, burnt or held.</summary>
    internal GrainAmount Available => Balance - Held;

    /// <summary>Equality goes by content.</summary>
    public bool Equals(GrainTotals? other) => other is not null
        && (Balance, Received, InTransit, Minted, Burned, PaidOut, Frozen)
        == (other.Balance, other.Received, other.InTransit, other.Minted, other.Burned, other.PaidOut, other.Frozen)
        && (Pending ?? []).SequenceEqual(other.Pending ?? []) && (Holds ?? []).SequenceEqual(other.Holds ?? []);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Balance, Received, InTransit, Minted, Burned, PaidOut, Frozen);

    /// <summary>What the account's own rules look at.</summary>
    internal GrainAccount Account => GrainAccount.Stored(Balance, Received, InTransit, Frozen, Held);

    internal GrainTotals With(GrainAccount account) =>
        this with { Balance = account.Balance, Received = account.Received, InTransit = account.InTransit, Frozen = account.Frozen };

    internal GrainTotals Starting(PendingTransfer transfer) => this with { Pending = [.. Pending ?? [], transfer] };

    internal GrainTotals Ending(string id) =>
        (Pending ?? []).Where(transfer => transfer.Id != id).ToArray() is { Length: > 0 } left ? this with { Pending = left }
            : this with { Pending = null };
}
