namespace Grain.Functions.Hosting;

/// <summary>
/// What a text looks like: two texts that people take for the same have the same. After the skeletons of Unicode's UTS #39, with those
/// of its confusables that look like letters and digits of logins. Accents stay, since people see them, and so do letters that look like
/// one only side by side.
/// </summary>
internal static class LookAlike
{
    /// <summary>Pairs: what looks like the Latin letter behind it. Cyrillic, Greek, Armenian and Cherokee letters, and some more.</summary>
    private const string Pairs =
        "аaᴀaαaɑaЬbВbβbᏏbсcϲcᴄcԁdᏧdеeҽeԑeεeցgɡgһhհhᏂhіiıiɩiιiӏlјjϳjкkκkԛqоoοoσoօoᴏoрpρpѕsꜱsтtτtսuυuᴜuνvѵvᴠvԝwѡwωwᴡwхxχxуyүyγyᴢzմm"
        + "мmмmнhгrѓrոnпnηnΑaАaΒbСcϹcЕeΕeЗ3НhΗhІlΙlЈjКkΚkМmΜmΝnОoΟoРpΡpЅsТtΤtԜwХxΧxУyҮyΥyΖzԚq";

    private static readonly Dictionary<char, char> Letters = Pairs.Chunk(2).DistinctBy(pair => pair[0])
        .ToDictionary(pair => pair[0], pair => pair[1]);

    /// <summary>What a text looks like; the same for every text that looks so.</summary>
    public static string SkeletonOf(string text)
    {
        var skeleton = new StringBuilder(text.Length);
        foreach (var c in text)
            if (char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.NonSpacingMark or UnicodeCategory.Control))
                skeleton.Append(Shape(Letters.GetValueOrDefault(Narrow(c), Narrow(c))));
        return skeleton.ToString();
    }

    /// <summary>Full-width forms are the ASCII ones, only wider.</summary>
    private static char Narrow(char c) => c is >= '！' and <= '～' ? (char)(c - '！' + '!') : c;

    /// <summary>The capital I, the digit and the bar look like the small l in many fonts.</summary>
    private static char Shape(char c) => c switch
    {
        'I' or '1' or '|' => 'l',
        '0' => 'o',
        '_' or '‐' or '‑' or '–' or '—' or '−' => '-',
        '∕' or '⁄' => '/',
        _ => char.ToLowerInvariant(c),
    };
}
