namespace Grain.Functions.Ledgers.Identities;

/// <summary>
/// How the id of somebody is written: one spelling for what means the same, so that every door finds the same account. Pure. Accounts from
/// before that are written otherwise stay what they are: see <see cref="AccountSpelling"/>.
/// </summary>
public static class AccountId
{
    /// <summary>Places that do not mind the case of a login. Others may: <c>slack/U02AB</c>, <c>did:key:z6Mk…</c>.</summary>
    private static readonly HashSet<string> CaseBlind = new(StringComparer.OrdinalIgnoreCase)
    {
        "github", "gitlab", "gitea", "discourse", "email",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> CaseBlindPlaces =
        CaseBlind.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Fillers that are letters or symbols by their category, and show nothing.</summary>
    private static readonly HashSet<int> Fillers = [0x034F, 0x115F, 0x1160, 0x2800, 0x3164, 0xFFA0];

    /// <summary>
    /// The spelling: without blanks around it; in lower case where case means nothing: a login of such a place (<c>github/Ada</c>,
    /// <c>github@host/Ada</c>), and a plain name without a place. The spelling of a spelling is itself.
    /// </summary>
    public static string Canonical(string id)
    {
        var text = id.Trim();
        if (text.Length == 0) return id;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0) return text.Contains(':', StringComparison.Ordinal) ? text : text.ToLowerInvariant();
        return IsCaseBlind(text.AsSpan(0, slash)) ? text.ToLowerInvariant() : text;
    }

    /// <summary>
    /// The spelling of a node's id in credits: as above, but that the case of a plain name counts, since ids of peers are hashes and keys
    /// (<c>QmAB</c> and <c>Qmab</c> are two).
    /// </summary>
    public static string CanonicalNode(string id) =>
        id.Contains('/', StringComparison.Ordinal) || id.Trim() is not { Length: > 0 } text ? Canonical(id) : text;

    /// <summary>Why nobody new may be called so; <see langword="null"/> if it is fine. Blanks around it do not matter.</summary>
    public static string? Fault(string id)
    {
        var text = id.Trim();
        if (text.Length == 0) return "must not be blank";
        foreach (var rune in text.EnumerateRunes())
            if (FaultOf(rune) is { } what) return string.Create(CultureInfo.InvariantCulture, $"holds {what} (U+{rune.Value:X4})");
        if (HasDotSegment(text)) return "must not have '.' or '..' for a part: no address could name it";
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && IsCaseBlind(text.AsSpan(0, slash)) && text.Contains(' ', StringComparison.Ordinal)
            ? "must not have a blank in it" : null;
    }

    /// <summary>The id of somebody that a member names; empty if it is none.</summary>
    public static string Read(SentValue sent, string name)
    {
        var id = sent.Text(name, JournalKeys.AccountLengthMax);
        if (id.Length > 0 && Fault(id) is { } fault) sent.Fail(name, fault);
        return id;
    }

    private static bool IsCaseBlind(ReadOnlySpan<char> place)
    {
        var at = place.IndexOf('@');
        return CaseBlindPlaces.Contains(at < 0 ? place : place[..at]);
    }

    private static string? FaultOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator =>
            "an invisible character",
        UnicodeCategory.SpaceSeparator when rune.Value != ' ' => "a blank that looks like another",
        _ when Fillers.Contains(rune.Value) => "an invisible character",
        _ when rune.Value == Rune.ReplacementChar.Value => "what is no character",
        _ => IsDecomposed(rune.Value) ? "a part of a letter; write letter and mark as one character" : null,
    };

    /// <summary>
    /// Marks for letters of Europe, for kana, and parts of Hangul syllables: what is written with them can be written as one character.
    /// </summary>
    private static bool IsDecomposed(int code) => code is (>= 0x0300 and <= 0x036F) or 0x3099 or 0x309A or (>= 0x1100 and <= 0x11FF);

    /// <summary>
    /// Clients and front ends take such parts out of an address, in whatever way they are written, however often it is escaped.
    /// </summary>
    private static bool HasDotSegment(string text)
    {
        for (var plain = Uri.UnescapeDataString(text); plain != text; plain = Uri.UnescapeDataString(text)) text = plain;
        return text.Split('/', '\\').Any(part => part.Trim() is "." or "..");
    }
}
