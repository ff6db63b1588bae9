using Azure.Data.Tables;
using Grain.Functions.Storage.Formats;

namespace Grain.Functions.Spaces;

/// <summary>The spaces as people are shown them: a page at a time, or those that everybody may find.</summary>
internal sealed class SpaceListing(Table table, SpaceRows rows)
{
    /// <summary>Rows are as large as their configurations: few at once.</summary>
    private const int RowsAtOnceMax = 100;

    /// <summary>How many spaces there are that are not deleted.</summary>
    public async Task<long> CountAsync(CancellationToken cancellation) =>
        await table.QueryAsync(Filters.Partition(SpaceRows.Partition), ["DeletedAt"], cancellation: cancellation)
            .LongCountAsync(row => row["DeletedAt"] is null, cancellation);

    /// <summary>A page of the spaces in some states, by name.</summary>
    /// <param name="after">The name that it follows on; empty from the start.</param>
    /// <param name="limit">How many.</param>
    /// <param name="states">The states.</param>
    /// <param name="names">Only these; all if absent.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The page, and whether more follow.</returns>
    public async Task<(IReadOnlyList<SpaceSummary> Page, bool More)> PageAsync(
        string after, int limit, IReadOnlyCollection<SpaceState> states, IReadOnlyList<string>? names, CancellationToken cancellation)
    {
        var page = new List<SpaceSummary>();
        if (names is not null)
        {
            foreach (var name in names.Order(StringComparer.Ordinal).Where(name => string.CompareOrdinal(name, after) > 0))
            {
                if (!SpaceName.IsValid(name) || await table.FindAsync(SpaceRows.Partition, name, cancellation) is not { } one
                    || !states.Contains(SpaceRows.StateOf(one))) continue;
                if (page.Count == limit) return (page, true);
                page.Add(SpaceSummary.Of(one, rows));
            }

            return (page, false);
        }

        var filter = after.Length == 0 ? Filters.Partition(SpaceRows.Partition)
            : $"{Filters.Partition(SpaceRows.Partition)} and RowKey gt {Filters.Literal(after)}";
        await foreach (var row in table.QueryAsync(filter, pageSize: Math.Min(limit + 1, RowsAtOnceMax), cancellation: cancellation))
        {
            if (!states.Contains(SpaceRows.StateOf(row))) continue;
            if (page.Count == limit) return (page, true);
            page.Add(SpaceSummary.Of(row, rows));
        }

        return (page, false);
    }

    /// <summary>Spaces that everybody may find, by name; one that cannot be read is none.</summary>
    public async IAsyncEnumerable<Space> ListedAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in table.QueryAsync(Filters.Partition(SpaceRows.Partition), cancellation))
            if (SpaceRows.StateOf(row) is SpaceState.Active or SpaceState.Archived && IsListed(row, out var space)) yield return space!;
    }

    private bool IsListed(TableEntity row, out Space? space)
    {
        try
        {
            return (space = rows.Read(row)).Config.Visibility == SpaceVisibility.Listed;
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException or UnknownFormatException)
        {
            space = null;
            return false;
        }
    }
}
