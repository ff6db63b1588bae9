namespace Grain.Functions.Ledgers.Identities;

/// <summary>Words of <see cref="Privacy"/>, as people send and read them.</summary>
internal static class PrivacyWords
{
    private static readonly (Privacy Privacy, string Word)[] All =
    [
        (Privacy.Open, "open"), (Privacy.Pseudonymous, "pseudonymous"), (Privacy.Private, "private"), (Privacy.OptedOut, "opted-out"),
    ];

    /// <summary>The member <c>privacy</c>; <see langword="null"/> if it is absent.</summary>
    public static Privacy? Read(SentValue body) =>
        body.OptionalChoice("privacy", [.. All.Select(each => each.Word)]) is { } word ? All.First(each => each.Word == word).Privacy
            : null;

    /// <summary>As it is written.</summary>
    public static string Of(Privacy privacy) => All.First(each => each.Privacy == privacy).Word;
}
