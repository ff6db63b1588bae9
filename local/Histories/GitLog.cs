using System.Runtime.CompilerServices;

namespace Grain.Local.Histories;

/// <summary>
/// Reads what <c>git log -z</c> writes in <see cref="Format"/>: fields that end with a zero byte, which neither a name nor a message nor
/// a path can hold, so that nothing in a commit can pass for the next one.
/// </summary>
internal static class GitLog
{
    /// <summary>
    /// An empty field, then hash, author's name and address, time, message, parents. Git adds an empty field, and then the paths.
    /// </summary>
    public const string Format = "tformat:%x00%H%x00%an%x00%ae%x00%ct%x00%B%x00%P%x00";

    private const int ShaBytesMax = 64;
    private const int NameBytesMax = 1024;
    private const int TimeBytesMax = 64;
    private const int ParentsBytesMax = 256; // two are enough to know a merge by
    private const int PathBytesMax = 4096;
    private const long LastSecond = 253_402_300_799; // 9999-12-31T23:59:59Z

    /// <summary>As much of a message as is read of one that comes by webhook.</summary>
    private const int MessageBytesMax = 6 * 65_536;

    /// <summary>Files of a commit that are looked at; one that changes more is a release or a reformatting.</summary>
    private const int PathsMax = 1000;

    /// <summary>The commits in their order, one at a time.</summary>
    /// <exception cref="InvalidDataException">This is not what git writes.</exception>
    public static async IAsyncEnumerable<GitCommit> ReadAsync(Stream output, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var fields = new NulFields(output);
        var mark = await fields.ReadAsync(PathBytesMax, cancellation);
        while (mark is not null)
        {
            if (mark.Length > 0) throw new InvalidDataException("the output of git does not begin as it was asked to");
            var sha = await RequiredAsync(fields, ShaBytesMax, cancellation);
            var name = await RequiredAsync(fields, NameBytesMax, cancellation);
            var address = await RequiredAsync(fields, NameBytesMax, cancellation);
            var at = Time(sha, await RequiredAsync(fields, TimeBytesMax, cancellation));
            var message = await RequiredAsync(fields, MessageBytesMax, cancellation);
            var isMerge = (await RequiredAsync(fields, ParentsBytesMax, cancellation)).Contains(' ');
            if ((await RequiredAsync(fields, PathBytesMax, cancellation)).Length > 0)
                throw new InvalidDataException($"the output of git is not as expected after the commit {sha}");
            var paths = new List<string>();
            while ((mark = await fields.ReadAsync(PathBytesMax, cancellation)) is { Length: > 0 } path)
                // a line break stands before the first
                if (paths.Count < PathsMax) paths.Add(paths.Count == 0 && path[0] == '\n' ? path[1..] : path);
            yield return new GitCommit(sha, name, address, at, message, isMerge, paths);
        }
    }

    private static async ValueTask<string> RequiredAsync(NulFields fields, int maxBytes, CancellationToken cancellation) =>
        await fields.ReadAsync(maxBytes, cancellation)
            ?? throw new InvalidDataException("the output of git ends in the middle of a commit");

    /// <summary>
    /// Git counts seconds, and keeps whatever number it was told; the offset beside it, which may be one that no clock has, does not change
    /// the moment. What no calendar has becomes the first or the last moment that there is.
    /// </summary>
    private static DateTimeOffset Time(string sha, string text)
    {
        if (sha.Length is not (40 or 64)) throw new InvalidDataException($"'{sha}' is not the hash of a commit");
        var isNumber = Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds);
        return isNumber && seconds > LastSecond ? DateTimeOffset.MaxValue
            : DateTimeOffset.FromUnixTimeSeconds((long)Int128.Max(0, seconds));
    }
}
