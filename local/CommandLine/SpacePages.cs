using System.Runtime.CompilerServices;

namespace Grain.Local.CommandLine;

/// <summary>The spaces of a storage, one after the other. One whose row cannot be read is among them, with its fault.</summary>
internal static class SpacePages
{
    private const int PageMax = 500;

    public static async IAsyncEnumerable<SpaceSummary> AllAsync(
        SpaceDirectory spaces, SpaceState[] states, [EnumeratorCancellation] CancellationToken cancellation)
    {
        for (var (after, more) = ("", true); more;)
        {
            (var page, more) = await spaces.Listing.PageAsync(after, PageMax, states, null, cancellation);
            foreach (var each in page) yield return each;
            if (page.Count > 0) after = page[^1].Name;
        }
    }
}
