namespace Grain.Functions.Ledgers.Activities.Log;

/// <summary>The last pages of the log as they will be.</summary>
internal sealed class LogDraft(ActivityCache cache)
{
    /// <summary>Pages of one transaction; their rows are kept free.</summary>
    public const int PagesMax = 3;

    /// <summary>Facts are at most some three kilobytes, so that a page stays well below the megabyte of a row.</summary>
    private const int PageCharsMax = 150_000;

    /// <summary>Lines of a page: a page of recent events is mostly one or two reads.</summary>
    private const int PageLinesMax = 100;

    private readonly List<(StoredPage Page, List<string> Lines)> pages = [];

    /// <summary>Whether another item's lines can be added.</summary>
    public bool HasRoom => pages.Count < PagesMax;

    /// <summary>Adds a line.</summary>
    /// <returns>How many pages the log has with it.</returns>
    public long Add(string line)
    {
        var (number, before) =
            pages.Count > 0 ? (pages[^1].Page.Number, (IReadOnlyList<string>)pages[^1].Lines) : (cache.Tail!.Number, cache.Tail.Lines);
        if (before.Count >= PageLinesMax || before.Sum(each => each.Length) + line.Length > PageCharsMax)
            pages.Add((new StoredPage(number + 1, [], null), []));
        else if (pages.Count == 0)
            pages.Add((cache.Tail!, [.. before]));
        pages[^1].Lines.Add(line);
        return pages[^1].Page.Number;
    }

    /// <summary>Has an attempt write them.</summary>
    public void WriteWith(Attempt attempt)
    {
        foreach (var (page, lines) in pages)
            attempt.Write(ActivityRows.Page(cache.Place.Partition, page.Number, lines), page.Version,
                version => cache.Tail = new StoredPage(page.Number, lines, version));
    }
}
