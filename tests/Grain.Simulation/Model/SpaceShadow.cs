using Grain.Simulation.Faults;

namespace Grain.Simulation.Model;

/// <summary>
/// Spaces that are made and deleted besides: of a deleted one nothing is left at the end, and whoever removes it removes of no other.
/// </summary>
internal sealed class SpaceShadow(Findings findings)
{
    private readonly HashSet<string> deleted = [];
    private readonly HashSet<(string Space, string Place)> held = [];

    /// <summary>Whether a space was deleted: what comes to it meanwhile is removed as well.</summary>
    public bool IsDeleted(string space) => deleted.Contains(space);

    /// <summary>All that were.</summary>
    public IReadOnlySet<string> Deleted => deleted;

    /// <summary>What is still there of a space.</summary>
    public IEnumerable<string> LeftOf(string space) => held.Where(place => place.Space == space).Select(place => place.Place);

    /// <summary>Takes a change that storage took.</summary>
    public void Take(StorageCall call)
    {
        if (call.Service == "blob")
        {
            // The first part is the container.
            var parts = call.Request.Path.Split('/', 3);
            if (parts.Length == 3 && call.Request.Asked("comp") is null) Keep(call, parts[1], call.Request.Path, call.Request.Method);
        }

        if (call.Service != "table") return;
        var table = call.Changes[0].Path.Split('(')[0];
        foreach (var change in call.Changes)
        {
            var (partition, key) = change.Keys;
            if (table == "spaces" && partition == "spaces" && change.Row?.TryGet("DeletedAt") is not null) deleted.Add(key);
            var space = table == "boards" ? key : table == "spaces" && partition.StartsWith("config~", StringComparison.Ordinal)
                ? partition["config~".Length..] : change.Space;
            Keep(call, space, $"{table} {partition}/{key}", change.Method);
        }
    }

    private void Keep(StorageCall call, string space, string place, string method)
    {
        if (method != "DELETE")
        {
            held.Add((space, place));
            return;
        }

        held.Remove((space, place));
        findings.Must(call.Function != "SpacesErase" || deleted.Contains(space), $"spaces: {place} of {space} goes with another space");
    }
}
