namespace Grain.Functions.Distributions.Amounts;

/// <summary>
/// What a participant holds, and the rules by which that changes. A value: every operation returns the account after it, or throws
/// and leaves nothing changed.
/// </summary>
/// <remarks>
/// A transfer takes steps, since its two sides may be stored apart: the sender's <see cref="Send"/> moves the amount from the balance
/// to <see cref="InTransit"/>; the receiver's <see cref="Accept"/> adds it to that balance; the sender's <see cref="Settle"/> ends it,
/// or <see cref="TakeBack"/> if the receiver refused. Who calls them sees to it that each happens once.
/// </remarks>
public sealed record GrainAccount
{
    private GrainAccount()
    {
    }

    /// <summary>An account as it is opened: active, without grain.</summary>
    public static GrainAccount Empty { get; } = new() { Active = true };

    /// <summary>Grain that the account has, in base units; never negative.</summary>
    public GrainAmount Balance { get; private init; }

    /// <summary>The part of the balance that is kept for something, in base units; never more than the balance.</summary>
    public GrainAmount Held { get; private init; }

    /// <summary>Grain that can be sent, burnt or held, in base units; never negative.</summary>
    public GrainAmount Available => Balance - Held;

    /// <summary>All grain distributed to the account over life, in base units; never falls. This is what policies look at.</summary>
    public GrainAmount Received { get; private init; }

    /// <summary>Grain that was sent and has not been settled yet, in base units; no longer part of the balance.</summary>
    public GrainAmount InTransit { get; private init; }

    /// <summary>Whether the account takes part; the balance of an inactive one stays as it is.</summary>
    public bool Active { get; private init; }

    /// <summary>Whether an operator has stopped grain from leaving; grain still arrives.</summary>
    public bool Frozen { get; private init; }

    /// <summary>An account as it was stored.</summary>
    internal static GrainAccount Stored(
        GrainAmount balance, GrainAmount received, GrainAmount inTransit, bool frozen, GrainAmount held = default) =>
        new() { Active = true, Balance = balance, Held = held, Received = received, InTransit = inTransit, Frozen = frozen };

    /// <summary>The account with its flag set; the same account if it was so already.</summary>
    public GrainAccount WithActive(bool active) => Active == active ? this : this with { Active = active };

    /// <summary>The account with its flag set; the same account if it was so already.</summary>
    public GrainAccount WithFrozen(bool frozen) => Frozen == frozen ? this : this with { Frozen = frozen };

    /// <summary>Takes a receipt of a distribution: it counts as received and can be spent.</summary>
    /// <param name="amount">At least 0.</param>
    /// <param name="whileInactive">Whether the space lets deactivated people accrue.</param>
    /// <exception cref="GrainAccountException">The account is not active, or the amount is negative.</exception>
    public GrainAccount Receive(GrainAmount amount, bool whileInactive = false)
    {
        if (!whileInactive) CheckActive();
        CheckNotNegative(amount);
        return this with { Balance = Balance + amount, Received = Received + amount };
    }

    /// <summary>Takes grain that was minted outside of any distribution; policies do not count it as received.</summary>
    /// <inheritdoc cref="Accept" path="/exception"/>
    public GrainAccount Mint(GrainAmount amount) => Accept(amount);

    /// <summary>Keeps a part of the balance for something.</summary>
    /// <exception cref="GrainAccountException">The account is not active or frozen, or the amount is negative or above what is
    /// available.</exception>
    public GrainAccount Hold(GrainAmount amount)
    {
        BalanceLess(amount);
        return this with { Held = Held + amount };
    }

    /// <summary>Lets go of what is held; possible also when the account was deactivated or frozen since.</summary>
    /// <exception cref="GrainAccountException">The amount is negative, or more than is held.</exception>
    public GrainAccount Release(GrainAmount amount)
    {
        CheckNotNegative(amount);
        return amount <= Held ? this with { Held = Held - amount }
            : throw new GrainAccountException(GrainAccountFault.NotHeld, $"{amount} is more than the {Held} held");
    }

    /// <summary>Destroys grain of the balance. What was received stays received.</summary>
    /// <inheritdoc cref="Send" path="/exception"/>
    public GrainAccount Burn(GrainAmount amount) => this with { Balance = BalanceLess(amount) };

    /// <summary>First step of a transfer, at the sender.</summary>
    /// <exception cref="GrainAccountException">The account is not active or frozen, or the amount is negative or above what is
    /// available.</exception>
    public GrainAccount Send(GrainAmount amount) => this with { Balance = BalanceLess(amount), InTransit = InTransit + amount };

    /// <summary>Second step of a transfer, at the receiver.</summary>
    /// <exception cref="GrainAccountException">The account is not active, or the amount is negative.</exception>
    public GrainAccount Accept(GrainAmount amount)
    {
        CheckActive();
        CheckNotNegative(amount);
        return this with { Balance = Balance + amount };
    }

    /// <summary>
    /// Last step of a transfer that was accepted, at the sender; possible also when the account was deactivated or frozen since.
    /// </summary>
    /// <exception cref="GrainAccountException">Less than that is in transit.</exception>
    public GrainAccount Settle(GrainAmount amount) => this with { InTransit = InTransitLess(amount) };

    /// <summary>
    /// Last step of a transfer that was refused, at the sender; possible also when the account was deactivated or frozen since.
    /// </summary>
    /// <exception cref="GrainAccountException">Less than that is in transit.</exception>
    public GrainAccount TakeBack(GrainAmount amount) => this with { InTransit = InTransitLess(amount), Balance = Balance + amount };

    /// <summary>This account after another one of the same person was merged into it: all sums add up, the flags stay.</summary>
    public GrainAccount Merge(GrainAccount other) => this with
    {
        Balance = Balance + other.Balance,
        Held = Held + other.Held,
        Received = Received + other.Received,
        InTransit = InTransit + other.InTransit,
    };

    private GrainAmount BalanceLess(GrainAmount amount)
    {
        CheckActive();
        CheckNotNegative(amount);
        if (Frozen) throw new GrainAccountException(GrainAccountFault.FrozenAccount, "the account is frozen");
        return amount <= Available ? Balance - amount : throw new GrainAccountException(GrainAccountFault.InsufficientBalance,
            $"{amount} is more than the {Available} available of a balance of {Balance}");
    }

    private GrainAmount InTransitLess(GrainAmount amount)
    {
        CheckNotNegative(amount);
        return amount <= InTransit ? InTransit - amount
            : throw new GrainAccountException(GrainAccountFault.NotInTransit, $"{amount} is more than the {InTransit} in transit");
    }

    private void CheckActive()
    {
        if (!Active) throw new GrainAccountException(GrainAccountFault.InactiveAccount, "the account is not active");
    }

    private static void CheckNotNegative(GrainAmount amount)
    {
        if (amount.Sign < 0) throw new GrainAccountException(GrainAccountFault.NegativeAmount, $"the amount {amount} is negative");
    }
}
