using Azure;
using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Ledgers.Runs;

/// <summary>What a space's closed epochs add up to. Written together with the beginning and the closing of an epoch.</summary>
/// <param name="LastClosed">The last closed epoch; absent before the first.</param>
/// <param name="Supply">All grain ever minted, in base units.</param>
/// <param name="CarriedOver">What the last epoch could not pay and hands to the next one, in base units.</param>
/// <param name="Statement">The last statement; the next one names its hash.</param>
/// <param name="ETag">Changes with every writing; absent before the first.</param>
/// <param name="Open">
/// The id of the epoch that has begun and is not closed. It is written in the transaction that begins the epoch, under the ETag: so there
/// is only ever one, whoever looked at which configuration.
/// </param>
public sealed record SpaceBooks(Epoch? LastClosed, GrainAmount Supply, GrainAmount CarriedOver, StoredPiece? Statement, ETag? ETag,
    string? Open = null)
{
    /// <summary>The books of a space that has not closed any epoch.</summary>
    public static SpaceBooks Empty { get; } = new(null, GrainAmount.Zero, GrainAmount.Zero, null, null);
}
