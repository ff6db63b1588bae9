namespace Grain.Functions.Ledgers.Identities.Sealing;

/// <summary>
/// The name of an identity in a sealed space: <c>i_</c> and the HMAC of its spelling without case, which is unique in the register, a dot,
/// and the name itself, sealed under the identity's key.
/// </summary>
internal static class SealedName
{
    /// <summary>What is the same for all who want this name; <see langword="null"/> for a name that is not sealed.</summary>
    public static string? KeyOf(string name) =>
        name.Length > Opaque.Name.Length + Opaque.Length && Opaque.Is(Opaque.Name, name.AsSpan(0, Opaque.Name.Length + Opaque.Length))
            && name[Opaque.Name.Length + Opaque.Length] == '.' && SealedText.Is(name[(Opaque.Name.Length + Opaque.Length + 1)..])
            ? name[..(Opaque.Name.Length + Opaque.Length)] : null;

    /// <summary>The name as the register keeps it. One that nobody can have stays, to be refused by the register.</summary>
    /// <param name="vault">Whose keys.</param>
    /// <param name="space">A sealed space, or another.</param>
    /// <param name="id">Who is to be called so.</param>
    /// <param name="name">The name; nothing if nothing is said of it.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<string?> SealNameAsync(
        this PeopleVault vault, JournalSpace space, string id, string? name, CancellationToken cancellation)
    {
        if (!space.IsSealed || name is null || RegisterRules.FaultOfName(name) is not null) return name;
        var hash = await vault.HashAsync(space.Name, "identity", name.ToLowerInvariant(), cancellation);
        return await vault.SealAsync(space.Name, [id], name, cancellation) is { } text ? $"{Opaque.Name}{hash}.{text}" : name;
    }
}
