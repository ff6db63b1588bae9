namespace Grain.Functions.Ledgers.Identities;

/// <summary>
/// Who somebody is to an identity provider, as the register keeps it: a hash. Providers make such names of random bits, and nobody but the
/// door has to read them.
/// </summary>
internal static class SubjectKey
{
    /// <summary>No issuer and no subject is longer.</summary>
    public const int LengthMax = 500;

    /// <summary>The key of a caller who has signed in.</summary>
    public static string Of(CallerSubject subject) => Of(subject.Issuer, subject.Id);

    /// <summary>The key of a provider's subject.</summary>
    public static string Of(string issuer, string id) => JournalHash.Of($"{issuer.TrimEnd('/')}\n{id}");
}
