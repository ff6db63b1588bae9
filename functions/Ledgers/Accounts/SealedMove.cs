using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>
/// Takes what people say out of moves of grain, in a sealed space: the caller's id becomes an HMAC, which is the same each time, and the
/// memo is sealed under the keys of all whom it concerns, without addresses, which nobody could find in it later. In other spaces both stay
/// as they are.
/// </summary>
internal sealed class SealedMove(PeopleVault vault)
{
    /// <summary>The id under which a move is kept; one that is opaque, and that of an epoch, means itself.</summary>
    public async Task<string> IdAsync(Space space, string kind, string id, CancellationToken cancellation) =>
        !space.IsSealed || Opaque.Is(Opaque.Move, id) || Epoch.IsId(id) ? id
            : Opaque.Move + await vault.HashAsync(space.Name, kind, id, cancellation);

    /// <summary>A memo as it is kept; nothing if one of those whom it concerns is erased.</summary>
    public async Task<string?> MemoAsync(Space space, string? memo, IReadOnlyCollection<string> whose, CancellationToken cancellation) =>
        !space.IsSealed || memo is null ? memo : await vault.SealAsync(space.Name, whose, Addresses.Mask(memo), cancellation);
}
