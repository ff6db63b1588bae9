using Grain.Functions.Ledgers.Verification;

namespace Grain.Functions.Ledgers.Credits.Escrows;

/// <summary>Lets <c>verify</c> prove the credits of a space.</summary>
internal sealed class CreditVerifier(StorageService storage, TimeProvider time)
{
    /// <summary>Proves every account and escrow, and that the books add up (C5).</summary>
    public async Task<LedgerCheckResult> CheckAsync(Space space, CancellationToken cancellation)
    {
        var books = await CreditVerification.RunAsync(storage, time, space, cancellation);
        return new LedgerCheckResult(
            $"{Shown.Count(books.Accounts, "account")}, {books.Issued} issued less {books.Burned} burned is {books.Balances} on accounts "
                + $"and {books.Held} in escrow", books.Faults.Count > 0 ? books.Faults[0] : null);
    }
}
