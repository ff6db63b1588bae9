using Azure.Data.Tables;
using Grain.Functions.Storage.Formats;

namespace Grain.Functions.Spaces;

/// <summary>A space in a list.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DisplayName">What people call it: its name if they call it nothing else.</param>
/// <param name="State"><c>active</c>, <c>archived</c>, <c>deleting</c> or <c>deleted</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ArchivedAt">Since when it is archived.</param>
/// <param name="DeletedAt">When it was deleted.</param>
/// <param name="ConfigVersion">Counts the changes of its configuration.</param>
/// <param name="Fault">Why it cannot be read; absent where it can.</param>
internal sealed record SpaceSummary(
    string Name, string DisplayName, string State, DateTimeOffset? CreatedAt, DateTimeOffset? ArchivedAt, DateTimeOffset? DeletedAt,
    int? ConfigVersion, string? Fault = null)
{
    /// <summary>Other spaces whose name, or what people call them, looks like this one's; absent if there are none.</summary>
    public IReadOnlyList<string>? LooksLike { get; init; }

    public static IReadOnlyList<string> Words { get; } = [.. Enum.GetValues<SpaceState>().Select(Word)];

    /// <summary>A state, for programs.</summary>
    public static string Word(SpaceState state) => state.ToString().ToLowerInvariant();

    /// <summary>A space.</summary>
    public static SpaceSummary Of(Space space) => new(space.Name, space.DisplayName, Word(space.State), space.CreatedAt, space.ArchivedAt,
        space.Deletion?.At, space.ConfigVersion);

    /// <summary>The space of a row. One that cannot be read keeps nobody from seeing the others.</summary>
    public static SpaceSummary Of(TableEntity row, SpaceRows rows)
    {
        try
        {
            return Of(rows.Read(row));
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException or UnknownFormatException)
        {
            return new SpaceSummary(row.RowKey, row.RowKey, Word(SpaceRows.StateOf(row)), row["CreatedAt"] as DateTimeOffset?,
                row["ArchivedAt"] as DateTimeOffset?, row["DeletedAt"] as DateTimeOffset?, row["ConfigVersion"] as int?, fault.Message);
        }
    }
}

/// <summary>A page of spaces.</summary>
/// <param name="Spaces">The spaces, by name.</param>
/// <param name="Next">Ask with <c>after</c> = this for the next page; absent on the last.</param>
internal sealed record SpaceListAnswer(IReadOnlyList<SpaceSummary> Spaces, string? Next);

/// <summary>What becomes of a space that is to be deleted.</summary>
/// <param name="Space">The space.</param>
/// <param name="Note">What happens next, for people.</param>
internal sealed record SpaceDeletedAnswer(SpaceSummary Space, string Note);
