using Grain.Simulation.Faults;

namespace Grain.Simulation.Model;

/// <summary>
/// Rankings of open epochs: the pieces of one stay as long as its row names them, and for a while after another took its place, for those
/// who have just read of it.
/// </summary>
internal sealed class OpenShadow(Findings findings)
{
    /// <summary>They stay for ten minutes; the row may have been on its way for some of them.</summary>
    private static readonly TimeSpan KeptFor = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, string> named = [];
    private readonly Dictionary<(string Space, string Folder), DateTimeOffset> replaced = [];

    /// <summary>The latest moment by any clock of those who ranked: they may differ, and they decide what is old.</summary>
    private DateTimeOffset latest;

    /// <summary>Takes a change that storage took.</summary>
    public void Take(StorageCall call)
    {
        var now = call.Process.Time.GetUtcNow();
        // With a space all of it is removed.
        if (call is { Service: "blob", Request.Method: "DELETE", Function: not "SpacesErase" }
            && call.Request.Path.Split('/') is [_, var space, "open", var folder, ..]) TakeRemoval(space, folder, now);
        if (call.Service != "table" || call.Resource != "table epochs") return;
        foreach (var change in call.Changes.Where(change => change.Keys.Row == "~open"))
        {
            // The row goes with its space. Whoever ranked it meanwhile may write it once more, and knows of no ranking before.
            if (change.Row is not { } row) named.Remove(change.Space);
            else if (row.TryGet("Owner") is { } owner) TakeRow(change.Space, owner, now);
        }
    }

    private void TakeRow(string space, string owner, DateTimeOffset now)
    {
        latest = now > latest ? now : latest;
        if (named.TryGetValue(space, out var before) && before != owner) replaced[(space, before)] = latest;
        named[space] = owner;
    }

    private void TakeRemoval(string space, string folder, DateTimeOffset now)
    {
        findings.Must(named.GetValueOrDefault(space) != folder, $"open: {folder} of {space} is removed, which is the last ranking");
        var since = replaced.TryGetValue((space, folder), out var at) ? (now > latest ? now : latest) - at : TimeSpan.MaxValue;
        findings.Must(since >= KeptFor, $"open: {folder} of {space} is removed {since} after another took its place");
    }
}
