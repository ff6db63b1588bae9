namespace Grain.Functions.Ledgers.Identities;

/// <summary>Payments of one distribution that were marked as executed together.</summary>
/// <param name="Then">The register when they were marked: it says who had an address.</param>
/// <param name="Currency">In what they were paid; nothing if the space had no currency.</param>
/// <param name="Identities">Whose payments; of all who could be paid then, if absent.</param>
public sealed record PaymentMark(CommunityRegister Then, Currency? Currency, IReadOnlyList<string>? Identities)
{
    /// <summary>Whether it marks the payment into an account.</summary>
    public bool Covers(string account) => Identities is { } ids
        ? ids.Select(Then.Resolve).Contains(Then.Resolve(account), StringComparer.Ordinal)
        : Currency is null || (Then.PayoutAddressOf(Then.Resolve(account), Currency) is { } address && Currency.FaultOf(address) is null);
}
