using Grain.Functions.Ledgers.Grants;

namespace Grain.Functions.Ledgers.Scores;

/// <summary>A write of the legacy model: one bucket of a contributor's score, overwritten.</summary>
/// <param name="Contributor">Whose score.</param>
/// <param name="Key">Which bucket.</param>
/// <param name="Points">What the bucket holds from now on.</param>
/// <param name="Category">For the grant that some keys also are.</param>
/// <param name="Source">The same.</param>
/// <param name="GrantedAt">The same.</param>
internal sealed record BucketWrite(string Contributor, string Key, Points Points, string Category, string Source, DateTimeOffset GrantedAt)
{
    private const string FeedPost = "content:feed-post:";
    private const string Award = "award:";

    private const int WordLengthMax = 64;

    /// <summary>In a sealed space the key as it was sent, sealed; absent elsewhere.</summary>
    public string? SentAs { get; init; }

    /// <summary>In a sealed space the grant that this also is, as it is kept.</summary>
    public Grant? Sealed { get; init; }

    /// <summary>The key without what tells one event from another; absent if it names no single event.</summary>
    public string? KindOfEvent => !IsEvent(Key) ? null
        : Key.StartsWith(FeedPost, StringComparison.Ordinal) ? FeedPost.TrimEnd(':') : Key[..Key.IndexOf(':', Award.Length)];

    /// <summary>Reads <c>{"key":…,"points":…}</c>, with optional category, source and time.</summary>
    public static BucketWrite? Read(string contributor, SentValue sent, DateTimeOffset now)
    {
        if (!sent.IsObject("key", "points", "category", "source", "grantedAt")) return null;
        var key = sent.Text("key", JournalKeys.KeyLengthMax);
        return new BucketWrite(
            contributor, key, sent.Amount("points", -Points.OneMax, Points.OneMax),
            sent.OptionalText("category", WordLengthMax)
                ?? (key.Split(':') is [{ Length: > 0 and <= WordLengthMax } first, _, ..] ? first : "general"),
            sent.OptionalText("source", WordLengthMax) ?? "contribute", sent.OptionalTime("grantedAt", now) ?? now);
    }

    /// <summary>
    /// The grant that this contribution also is, if its key names a single event rather than a count: a feed post or an
    /// award. Two contributors can hold the same award, so the grant's id names both.
    /// </summary>
    public Grant? AsGrant() => SentAs is not null ? Sealed : !IsEvent(Key) ? null : new Grant
    {
        GrantId = IdOf(Key, Contributor),
        Contributor = Contributor,
        Key = Key,
        Category = Category,
        Source = Source,
        Amount = Points,
        GrantedAt = GrantedAt,
    };

    private static bool IsEvent(string key) =>
        (key.StartsWith(FeedPost, StringComparison.Ordinal) && key.Length > FeedPost.Length)
        || (key.StartsWith(Award, StringComparison.Ordinal) && key.IndexOf(':', Award.Length) is var colon && colon > Award.Length
        && colon + 1 < key.Length);

    /// <summary>
    /// Key and contributor; the key's own <c>@</c> is escaped, so that no two pairs share an id. What is too long is hashed.
    /// </summary>
    private static string IdOf(string key, string contributor)
    {
        var id = $"{key.Replace("%", "%25", StringComparison.Ordinal).Replace("@", "%40", StringComparison.Ordinal)}@{contributor}";
        return id.Length <= JournalKeys.KeyLengthMax && !id.Contains('\n') ? id : $"contribution:{JournalHash.Of(id)}";
    }
}
