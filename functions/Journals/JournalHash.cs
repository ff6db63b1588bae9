namespace Grain.Functions.Journals;

/// <summary>
/// The hash chain of an account. The hash of an entry is SHA-256 over the UTF-8 text
/// <c>previous hash ⏎ seq ⏎ key ⏎ recorded time ⏎ content</c> (line feeds, hashes in lower-case hex, time as
/// <c>yyyy-MM-ddTHH:mm:ss.fffffffZ</c>). The first entry's previous hash binds the chain to its place: SHA-256 over
/// <c>grain-journal/1 ⏎ table ⏎ space ⏎ account</c>. Changing, dropping, inserting or moving an entry breaks every later hash.
/// </summary>
public static class JournalHash
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    /// <summary>The hash before the first entry.</summary>
    public static string Genesis(string table, string space, string account) =>
        Of($"grain-journal/1\n{table}\n{space}\n{account}");

    /// <summary>The hash of an entry that follows <paramref name="previous"/>.</summary>
    public static string Next(string previous, long seq, string key, DateTimeOffset recordedAt, string content) =>
        Of(string.Create(CultureInfo.InvariantCulture, $"{previous}\n{seq}\n{key}\n{Time(recordedAt)}\n{content}"));

    /// <summary>SHA-256 of a text's UTF-8 bytes, lower-case hex.</summary>
    public static string Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>A time as it is hashed.</summary>
    public static string Time(DateTimeOffset at) => at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    /// <summary>Reads what <see cref="Time"/> gives.</summary>
    /// <exception cref="FormatException">It is not exactly of that form.</exception>
    public static DateTimeOffset ReadTime(string text) => DateTimeOffset.ParseExact(
        text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
