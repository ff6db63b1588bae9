using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Verification;

namespace Grain.Functions.Credits;

/// <summary>Lets <c>verify</c> prove the credits of a space.</summary>
internal sealed class CreditVerifier(StorageService storage, TimeProvider time)
{
    /// <summary>Proves every account and escrow, and that the books add up (C5).</summary>
    public async Task<LedgerCheckResult> CheckAsync(Space space, CancellationToken cancellationToken)
    {
        var books = await CreditVerification.RunAsync(storage, time, space, cancellationToken);
        return new LedgerCheckResult(
            $"{books.Accounts} accounts, {books.Issued} issued less {books.Burned} burned is {books.Balances} on accounts and {books.Held} in escrow", books.Faults.Count > 0 ? books.Faults[0] : null);
    }
}
