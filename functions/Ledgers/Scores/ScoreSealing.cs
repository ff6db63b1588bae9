using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Scores;

/// <summary>
/// Takes what people say out of the buckets of the legacy score, in a sealed space: a bucket's key becomes an HMAC, and is sealed under the
/// key of whose it is. In other spaces everything stays as it is.
/// </summary>
internal sealed class ScoreSealing(GrantLedger ledger, AccountSpelling spelling)
{
    /// <summary>The write as it is kept.</summary>
    /// <exception cref="ProblemException">409: the contributor was erased.</exception>
    public async Task<BucketWrite> SealAsync(JournalSpace space, BucketWrite told, CancellationToken cancellation)
    {
        if (!space.IsSealed) return told;
        var (vault, whose) = (spelling.Vault, told.Contributor);
        if (await vault.OpenAsync(space.Name, whose, cancellation) is not { } person)
            throw new ProblemException(Problem.Conflict($"{whose} was erased, or is nobody: nothing is kept of them."));
        // By name: so that the same, told again when they were erased, is known by its id and counts no second time.
        var grant = (told with { Contributor = person.Name }).AsGrant() is { } also ? also with
        {
            Contributor = whose,
            Key = told.KindOfEvent!,
        } : null;
        return told with
        {
            Key = Opaque.Bucket + await vault.HashAsync(space.Name, "bucket", $"{whose}\n{told.Key}", cancellation),
            SentAs = await vault.SealAsync(space.Name, [whose], told.Key, cancellation),
            Sealed = grant is null ? null : (await ledger.Arriving.SealAsync(space, [grant], cancellation))[0],
        };
    }
}
