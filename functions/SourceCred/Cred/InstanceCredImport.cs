using Grain.Functions.Epochs.Before;
using Grain.Functions.SourceCred.Cred.Recomputing;
using Grain.Functions.SourceCred.Cred.Shown;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Cred;

/// <summary>What an import found of cred.</summary>
/// <param name="File">The file in which the instance shows its cred; absent if it shows none.</param>
/// <param name="Intervals">How many intervals there are.</param>
/// <param name="From">Where the first one begins.</param>
/// <param name="Until">Where the last one ends.</param>
/// <param name="Shown">All cred that it shows; absent if it shows none.</param>
/// <param name="Recomputed">All cred that was computed again; absent if it could not be.</param>
/// <param name="Difference">The largest difference of anybody's whole cred; absent unless there are both.</param>
/// <param name="DifferenceOf">Whose it is.</param>
/// <param name="New">Whether it was not here before.</param>
public sealed record CredReport(
    string? File, int Intervals, DateTimeOffset From, DateTimeOffset Until, double? Shown, double? Recomputed, double? Difference,
    string? DifferenceOf, bool New);

/// <summary>Brings the cred of an instance into a space: as it was shown, and as it is computed again.</summary>
internal sealed class InstanceCredImport(SpaceDirectory spaces, EarlierCreds creds, StorageService storage)
{
    /// <summary>Imports it.</summary>
    /// <param name="imported">The space.</param>
    /// <param name="files">The instance.</param>
    /// <param name="participants">The participants of its ledger.</param>
    /// <param name="people">The same as they are in Grain.</param>
    /// <param name="dryRun">Whether nothing is written.</param>
    /// <param name="notes">Takes what was not taken and why.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What was found; absent if the instance has neither cred nor graphs.</returns>
    /// <exception cref="InstanceException">A graph or the weights cannot be read.</exception>
    public async Task<CredReport?> RunAsync(
        Space imported, InstanceFiles files, InstancePeople participants, IReadOnlyList<ImportedPerson> people, bool dryRun,
        InstanceNotes notes, CancellationToken cancellation)
    {
        var shown = ShownCred.Read(files, notes);
        var recomputed = InstanceRanking.Compute(files, participants, notes, cancellation);
        if (InstanceHistory.Of(shown, recomputed, people, notes) is not { } history) return null;
        var comparison = shown is { } there && recomputed is not null ? CredComparison.Of(there.Cred, recomputed) : null;
        var report = new CredReport(shown?.Path, history.Intervals, DateTimeOffset.FromUnixTimeMilliseconds(history.StartsMs[0]),
            DateTimeOffset.FromUnixTimeMilliseconds(history.EndMs), shown?.Cred.Total, recomputed?.Total, comparison?.Largest,
            comparison?.Name, New: false);
        if (dryRun) return report with { New = imported.Config.Before is null };
        // The blob first: a configuration never names what is not there.
        var before = await creds.WriteAsync(imported, history, cancellation);
        return report with { New = await NameAsync(imported, before, cancellation) };
    }

    private Task<bool> NameAsync(Space imported, CredBefore before, CancellationToken cancellation) =>
        storage.Contention.UntilDoneAsync($"The configuration of {imported.Name}", async () =>
        {
            var space = await spaces.FindAsync(imported.Name, fresh: true, cancellation) ?? imported;
            if (space.Config.Before == before) return (true, false);
            var config = space.Config with { };
            config.Before = before;
            return (await spaces.ConfigureAsync(space, config, cancellation) is not null, true);
        }, cancellation);
}
