using Grain.Functions.Ledgers.Identities.Sealing;

namespace Grain.Functions.Ledgers.Identities;

/// <summary>
/// What people say of an identity, as the register keeps it: sealed in a sealed space, as it is elsewhere. Nobody can send what has the
/// form of something sealed, since rules could not look into it.
/// </summary>
internal static class IdentityWords
{
    /// <summary>A name. One that nobody can have stays, to be refused by the register.</summary>
    /// <param name="vault">Whose keys.</param>
    /// <param name="space">A sealed space, or another.</param>
    /// <param name="id">Who is to be called so.</param>
    /// <param name="name">The name; nothing if nothing is said of it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="ProblemException">409: the name has the form of a sealed one, or the person is erased.</exception>
    public static async Task<string?> NameAsync(
        this PeopleVault vault, JournalSpace space, string id, string? name, CancellationToken cancellation)
    {
        if (name is null) return null;
        var fault = RegisterRules.FaultOfName(name);
        if (SealedName.KeyOf(name) is not null && fault is not null) throw Refused(RegisterFault.InvalidName, fault.Reason);
        if (!space.IsSealed || fault is not null) return name;
        var hash = await vault.HashAsync(space.Name, "identity", name.ToLowerInvariant(), cancellation);
        return SealedName.Of(hash, await SealAsync(vault, space, id, name, cancellation));
    }

    /// <summary>A payout address. One at which nobody can be paid stays, to be refused by the register.</summary>
    /// <exception cref="ProblemException">409: the address has the form of a sealed one, or the person is erased.</exception>
    public static async Task<string?> AddressAsync(this PeopleVault vault, JournalSpace space, string id, Currency? currency,
        string? address, CancellationToken cancellation)
    {
        if (address is null || currency is null) return address;
        var fault = currency.FaultOf(address);
        if (SealedText.Is(address)) throw Refused(RegisterFault.InvalidPayoutAddress, $"it is no address: {fault}");
        return space.IsSealed && fault is null ? await SealAsync(vault, space, id, address, cancellation) : address;
    }

    private static async Task<string> SealAsync(
        PeopleVault vault, JournalSpace space, string id, string text, CancellationToken cancellation) =>
        await vault.SealAsync(space.Name, [id], text, cancellation)
            ?? throw new ProblemException(Problem.Erased(id));

    private static ProblemException Refused(string kind, string reason) => new(Problem.Refused(kind, reason));
}
