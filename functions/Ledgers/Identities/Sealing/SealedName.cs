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

    /// <summary>The name as the register keeps it.</summary>
    /// <param name="hash">Of its spelling without case.</param>
    /// <param name="text">The name, sealed.</param>
    public static string Of(string hash, string text) => $"{Opaque.Name}{hash}.{text}";
}
