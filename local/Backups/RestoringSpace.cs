using Azure;
using Azure.Data.Tables;
using Grain.Functions.Storage;

namespace Grain.Local.Backups;

/// <summary>
/// The row of a space that is being restored. It takes the name, keeps everybody out, and says how far the restore has come; of several
/// restores at once the one that took it last goes on.
/// </summary>
internal sealed class RestoringSpace(Table table, TableEntity taken, string backup, TimeProvider time)
{
    private const string PartsDone = "RestoredParts";
    private const string By = "RestoredBy";
    private const string HeardAt = "RestoreHeardAt";

    /// <summary>How often a restore says that it is at work, and finds out whether it was overtaken.</summary>
    internal static readonly TimeSpan SaysEvery = TimeSpan.FromSeconds(5);

    /// <summary>After so long a restore that was overtaken has found out, and writes nothing more.</summary>
    internal static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(30);

    private readonly string run = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
    private ETag version;
    private DateTimeOffset saidAt;

    /// <summary>How many parts are written.</summary>
    public int Parts { get; private set; }

    /// <summary>Takes the name, or takes up what was begun under it.</summary>
    /// <returns>Whether it was begun now.</returns>
    /// <exception cref="CommandException">The name is taken.</exception>
    public async Task<bool> TakeAsync(CancellationToken cancellation)
    {
        var name = taken.RowKey;
        var found = await table.FindAsync(SpaceRows.Partition, name, cancellation);
        if (found is not null && FaultOf(found, name) is { } fault) throw new CommandException(fault);
        Parts = found?.GetInt32(PartsDone) ?? 0;
        await WriteAsync(Row(), found?.ETag, cancellation);
        return found is null;
    }

    /// <summary>A part is written.</summary>
    public Task AdvanceAsync(CancellationToken cancellation)
    {
        Parts++;
        return WriteAsync(Row(), version, cancellation);
    }

    /// <summary>To be called before each write: stops who was overtaken.</summary>
    /// <exception cref="CommandException">Somebody else restores the space, or has given it up.</exception>
    public Task KeepAsync(CancellationToken cancellation) =>
        time.GetUtcNow() - saidAt < SaysEvery ? Task.CompletedTask : WriteAsync(Row(), version, cancellation);

    /// <summary>Says that nobody is at work on it any more, after a failure; whoever gives it up need not wait.</summary>
    public async Task LetGoAsync()
    {
        var row = Row();
        row.Remove(HeardAt);
        try
        {
            await table.TryWriteAsync(row, version, CancellationToken.None);
        }
        catch (Azure.RequestFailedException)
        {
            return; // who gives it up waits a little
        }
    }

    /// <summary>Opens the space.</summary>
    public Task OpenAsync(CancellationToken cancellation) =>
        WriteAsync(new TableEntity(Copy()) { [SpaceRows.RestoredFrom] = backup }, version, cancellation);

    /// <summary>Forgets a space that was never opened; its name is free again.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static async Task DiscardAsync(
        Table table, SpaceRemains remains, string name, TimeProvider time, Action<string> tell, Action begun,
        CancellationToken cancellation)
    {
        var found = await table.FindAsync(SpaceRows.Partition, name, cancellation);
        if (found is null || SpaceRows.StateOf(found) != SpaceState.Restoring)
            throw new CommandException($"no space '{name}' is being restored; nothing was changed");
        // Whoever is at work on it is overtaken, and stops before it writes more; what it is writing now comes before the removal.
        var quietIn = found.GetDateTimeOffset(HeardAt) + QuietAfter - time.GetUtcNow();
        found[By] = "";
        var version = await table.TryWriteAsync(found, found.ETag, cancellation) ?? throw Overtaken(name);
        begun();
        if (quietIn > TimeSpan.Zero)
        {
            tell($"a restore of '{name}' was at work just now: waiting {Math.Ceiling(quietIn.Value.TotalSeconds)} s until it has stopped");
            await Task.Delay(quietIn.Value < QuietAfter ? quietIn.Value : QuietAfter, time, cancellation);
        }

        while (!await remains.RemoveAsync(name, cancellation)) { }
        if (!await table.DeleteAsync(SpaceRows.Partition, name, version, cancellation)) throw Overtaken(name);
    }

    private string? FaultOf(TableEntity found, string name) => SpaceRows.StateOf(found) switch
    {
        SpaceState.Restoring when found.GetString(SpaceRows.Restoring) == backup => null,
        SpaceState.Restoring => $"the space '{name}' is being restored from another backup; ./grain restore --discard {name} gives that up",
        SpaceState.Deleting or SpaceState.Deleted => $"a space '{name}' was deleted in this storage account, and its name stays taken",
        _ when found.GetString(SpaceRows.RestoredFrom) == backup => $"the space '{name}' is there: it was restored from this very backup",
        _ => $"there is a space '{name}' in this storage account; a backup comes back only where its name is free",
    };

    private async Task WriteAsync(TableEntity row, ETag? read, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await WriteOnceAsync(row, read, cancellation);
        saidAt = now;
    }

    private async Task WriteOnceAsync(TableEntity row, ETag? read, CancellationToken cancellation)
    {
        if (await table.TryWriteAsync(row, read, cancellation) is { } written)
        {
            version = written;
            return;
        }

        // Perhaps it was our own first try, whose answer was lost: the row tells.
        var now = await table.FindAsync(SpaceRows.Partition, row.RowKey, cancellation);
        if (now is null || !RowLine.AreEqual(now, row)) throw Overtaken(row.RowKey);
        version = now.ETag;
    }

    private TableEntity Row() => new(Copy())
    {
        [SpaceRows.Restoring] = backup,
        [PartsDone] = Parts,
        [By] = run,
        [HeardAt] = time.GetUtcNow(),
    };

    private Dictionary<string, object> Copy() => RowLine.Properties(taken).Concat(
        [new("PartitionKey", taken.PartitionKey), new("RowKey", taken.RowKey)]).ToDictionary(StringComparer.Ordinal);

    private static CommandException Overtaken(string name) =>
        new($"somebody else restores the space '{name}', or has made it, at this moment; this one stops");
}
