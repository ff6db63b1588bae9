using System.Runtime.CompilerServices;
using Grain.Functions.Webhooks.Commits;

namespace Grain.Local.Histories;

/// <summary>A commit among others.</summary>
/// <param name="Sha">Its hash.</param>
/// <param name="Parents">Hashes of its parents, the one that it goes on from first.</param>
/// <param name="Title">The first line of its message.</param>
internal sealed record PlacedInHistory(string Sha, IReadOnlyList<string> Parents, string Title);

/// <summary>
/// Which commits came in by the merge of which pull request. A pull request brings what its merge reaches and nothing before it in the line
/// of first parents. Remembers commits of pull requests, some forty bytes each.
/// </summary>
internal sealed class MergedPulls
{
    /// <summary>What <c>git log -z</c> is to write for <see cref="ReadAsync"/>.</summary>
    public const string Format = "tformat:%H %P%x00%s";

    private const int FieldMax = 8192; // an octopus has many parents
    private const int Line = int.MaxValue;

    /// <summary>By the first half of the hash.</summary>
    private readonly Dictionary<UInt128, int> pulls = [];

    /// <summary>Reads commits, none before those that go on from it.</summary>
    public static async Task<MergedPulls> OfAsync(IAsyncEnumerable<PlacedInHistory> commits, CancellationToken cancellation)
    {
        var merged = new MergedPulls();
        // How each commit that is still to come is reached: by the line itself, or by the earliest merge in it.
        var reached = new Dictionary<string, (int Place, int Pull)>(StringComparer.Ordinal);
        var place = 0;
        await foreach (var commit in commits.WithCancellation(cancellation))
        {
            if (!reached.Remove(commit.Sha, out var by)) by = (place == 0 ? Line : 0, 0);
            if (by.Place == Line) place++;
            else if (by.Pull > 0) merged.pulls[KeyOf(commit.Sha)] = by.Pull;
            foreach (var (number, parent) in commit.Parents.Index())
            {
                var next = by;
                if (number > 0 && by.Pull == 0)
                    next = (by.Place == Line ? place : by.Place, MergeMessage.PullOfMerge(commit.Title) ?? 0);
                if (!reached.TryGetValue(parent, out var other) || other.Place < next.Place) reached[parent] = next;
            }
        }

        return merged;
    }

    /// <summary>The pull request that brought a commit.</summary>
    public int? Of(string sha) => pulls.TryGetValue(KeyOf(sha), out var pull) ? pull : null;

    /// <summary>Reads what git writes.</summary>
    public static async IAsyncEnumerable<PlacedInHistory> ReadAsync(Stream output, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var fields = new NulFields(output);
        while (await fields.ReadAsync(FieldMax, cancellation) is { } hashes)
            yield return hashes.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var sha, .. var parents]
                ? new PlacedInHistory(sha, parents, await fields.ReadAsync(FieldMax, cancellation) ?? "")
                : throw new InvalidDataException("the output of git has a commit without a hash");
    }

    private static UInt128 KeyOf(string sha) =>
        UInt128.Parse(sha.AsSpan(0, 32), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
