using Grain.Simulation.Model;

namespace Grain.Simulation.Deeds;

/// <summary>All that was ever asked, and whether it came out as it was answered.</summary>
internal sealed class DeedBook(Findings findings)
{
    private readonly List<Deed> all = [];

    /// <summary>All of a kind.</summary>
    public IReadOnlyList<Deed> All => all;

    /// <summary>Notes a deed that is about to be asked for.</summary>
    public void Add(Deed deed)
    {
        if (!deed.Reads) all.Add(deed);
    }

    /// <summary>What was done under ids that stood for several things, one of each.</summary>
    public IReadOnlyList<Deed> Contested() =>
    [
        .. all.Where(deed => deed is { IsExact: true, Ask: not null }).GroupBy(deed => (deed.Kind, deed.Id))
            .Select(each => each.DistinctBy(deed => deed.Content).ToArray()).Where(each => each.Length > 1)
            .SelectMany(each => each.Where(deed => deed.IsDone())),
    ];

    /// <summary>When all is at rest: what was promised is there, and what was refused is not.</summary>
    public void Check()
    {
        foreach (var same in all.GroupBy(deed => (deed.Kind, deed.Id, deed.Content)))
        {
            var (first, isDone) = (same.First(), same.First().IsDone());
            if (same.Any(deed => deed.WasGood)) findings.Must(isDone || IsTaken(first), $"{first} was promised, and is not there");
            else if (first.IsExact && same.All(deed => deed.WasRefused)) findings.Must(!isDone, $"{first} was refused, and is there");
        }
    }

    /// <summary>
    /// Whether a grant of the queue may have met an id that was given to another, of whom nobody knows whether it counted: the id is the
    /// other's, and the queue's grant ends in the log as a conflict.
    /// </summary>
    private bool IsTaken(Deed queued) => queued.Kind == "queued"
        && all.Exists(other => other.IsOpen && other.Kind != "back" && other.Content != queued.Content
            && other.Content.Contains($"Id = {queued.Id},", StringComparison.Ordinal));
}
