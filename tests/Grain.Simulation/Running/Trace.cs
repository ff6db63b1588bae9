using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Grain.Simulation.Running;

/// <summary>What happened, in order: a hash of all of it, and the last of it in words.</summary>
internal sealed partial class Trace(Conductor conductor, int kept)
{
    private const int OwnShown = 25;
    private const int LastShown = 15;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Queue<string> last = new();

    /// <summary>Writes every line there at once, for whoever looks at one run.</summary>
    public Action<string>? Tell { get; init; }

    /// <summary>Notes something. What it says is part of the hash: nothing in it may differ from run to run.</summary>
    public void Note(string what)
    {
        var line = $"{conductor.Now:MM-dd HH:mm:ss.fff} {what}";
        hash.AppendData(Encoding.UTF8.GetBytes(line));
        last.Enqueue(line);
        if (last.Count > kept) last.Dequeue();
        Tell?.Invoke(line);
    }

    /// <summary>Adds content to the hash without words.</summary>
    public void Add(ReadOnlySpan<byte> content) => hash.AppendData(content);

    /// <summary>The hash so far.</summary>
    public string Hash => Convert.ToHexStringLower(hash.GetCurrentHash())[..16];

    /// <summary>
    /// What led to a finding, shortened: what was said of the first that it names, faults and deaths, and the very last of all.
    /// </summary>
    public IReadOnlyList<string> About(string finding)
    {
        var named = Id().Match(finding).Value;
        var own = last.SkipLast(LastShown).Where(line => named.Length > 0 && line.Contains(named, StringComparison.Ordinal));
        return [.. own.TakeLast(OwnShown), "…", .. last.TakeLast(LastShown)];
    }

    [GeneratedRegex(@"\b[a-z]+-[a-z]+\d*\b")]
    private static partial Regex Id();
}
