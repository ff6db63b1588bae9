using Grain.Functions.Ledgers.Accounts.Balances;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>A token's decimals, which nobody changes once an amount is written.</summary>
internal static class FixedDecimals
{
    /// <summary>Fixes the decimals in which an amount was just read, before it is written; what is refused fixes nothing.</summary>
    /// <returns>Whether they were not before.</returns>
    public static async Task<bool> FixAsReadAsync(this SpaceDirectory spaces, Space space, CancellationToken cancellation)
    {
        if ((await spaces.FixDecimalsAsync(space, cancellation)).Config.Token.Decimals != space.Config.Token.Decimals)
            throw new ProblemException(
                Problem.Conflict("The token's decimals were changed at the same moment; look at the amount and send it again."));
        return space.FixedDecimals is null;
    }
}
