using Grain.Functions.Distributions;

namespace Grain.Functions.Accounts;

/// <summary>An entry of a grain account.</summary>
/// <param name="Kind">What happened: <see cref="Distribution"/>.</param>
/// <param name="Amount">How the balance changes, in base units; negative when grain leaves.</param>
/// <param name="Epoch">The epoch whose distribution paid it.</param>
public sealed record GrainEntry(string Kind, GrainAmount Amount, string Epoch)
{
    /// <summary>Grain minted by the distribution of an epoch.</summary>
    public const string Distribution = "distribution";
}

/// <summary>The running totals of a grain account.</summary>
/// <param name="Balance">What the account holds now, in base units; never negative.</param>
/// <param name="Received">All grain ever distributed to it, in base units; never falls. This, not the balance, is what policies look at.</param>
public sealed record GrainTotals(GrainAmount Balance, GrainAmount Received);
