using Grain.Functions.Distributions;
using Grain.Functions.Spaces;

namespace Grain.Functions.Accounts;

/// <summary>
/// Keeps what is handed out by hand within the treasury, as an epoch does with its budget. Nobody's wish is scaled down: it is
/// refused. Looks at what is held now, so two requests at the same moment may both pass; the token then shows it as not covered.
/// </summary>
internal sealed class Solvency(GrainBooks books)
{
    /// <summary>Why so much more cannot be handed out, or <see langword="null"/>. Without a treasury it always can.</summary>
    public async Task<string?> RefusalAsync(Space space, GrainAmount amount, CancellationToken cancellationToken)
    {
        if (space.Config.Distribution.Treasury is not { } treasury) return null;
        var decimals = space.Config.Token.Decimals;
        var (funded, outstanding) = (treasury.ToFunded(decimals), (await books.ReadAsync(space.Journal, cancellationToken)).Outstanding);
        return outstanding + amount <= funded
            ? null
            : $"the treasury covers {GrainNotation.Format(funded, decimals)}, people hold {GrainNotation.Format(outstanding, decimals)} already";
    }
}
