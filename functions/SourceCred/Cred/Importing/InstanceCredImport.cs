using System.Text.Json.Nodes;
using Grain.Functions.Epochs.Before;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.SourceCred.Cred.Config;
using Grain.Functions.SourceCred.Cred.Recomputing;
using Grain.Functions.SourceCred.Cred.Shown;
using Grain.Functions.SourceCred.Files;
using Microsoft.Extensions.Options;

namespace Grain.Functions.SourceCred.Cred.Importing;

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
    string? File, int Intervals, DateTimeOffset? From, DateTimeOffset? Until, double? Shown, double? Recomputed, double? Difference,
    string? DifferenceOf, bool New)
{
    /// <summary>
    /// What of the space's configuration now says what the instance's own said, by path. Only the first import changes it.
    /// </summary>
    public IReadOnlyList<string> Configured { get; init; } = [];

    /// <summary>
    /// The largest difference where what is computed again is stopped where SourceCred stops, short of its end: nearly nothing if the same
    /// was computed of the same.
    /// </summary>
    public double? StoppedDifference { get; init; }
}

/// <summary>Brings the cred of an instance into a space: as it was shown, and as it is computed again.</summary>
internal sealed class InstanceCredImport(
    SpaceDirectory spaces, EarlierCreds creds, ConfigForm form, IOptions<GrainOptions> options, StorageService storage)
{
    /// <summary>Imports it.</summary>
    /// <param name="imported">The space.</param>
    /// <param name="files">The instance.</param>
    /// <param name="participants">The participants of its ledger.</param>
    /// <param name="people">The same as they are in Grain.</param>
    /// <param name="dryRun">Whether nothing is written.</param>
    /// <param name="notes">Takes what was not taken and why.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What was found; without intervals if the instance has neither cred nor graphs.</returns>
    /// <exception cref="InstanceException">A graph or the weights cannot be read.</exception>
    public async Task<CredReport> RunAsync(
        Space imported, InstanceFiles files, InstancePeople participants, IReadOnlyList<ImportedPerson> people, bool dryRun,
        InstanceNotes notes, CancellationToken cancellation)
    {
        var shown = ShownCred.Read(files, notes);
        var recomputed = InstanceRanking.Compute(files, participants, notes, cancellation);
        var history = InstanceHistory.Of(shown, recomputed, people, notes);
        CredComparison? With(IntervalCred? computed) =>
            shown is { } there && computed is not null ? CredComparison.Of(there.Cred, computed) : null;
        var comparison = With(recomputed);
        var report = history is null ? new CredReport(null, 0, null, null, null, null, null, null, New: false)
            : new CredReport(shown?.Path, history.Intervals, DateTimeOffset.FromUnixTimeMilliseconds(history.StartsMs[0]),
                DateTimeOffset.FromUnixTimeMilliseconds(history.EndMs), shown?.Cred.Total, recomputed?.Total, comparison?.Largest,
                comparison?.Name, New: false);
        var ids = people.ToDictionary(person => person.SourceId, person => person.Id, StringComparer.Ordinal);
        var patch = ConfigPatch.Of(files, participants,
            id => participants.Find(id, null) is var found and >= 0 ? ids.GetValueOrDefault(participants.All[found].Id) : null, notes);
        // The blob first: a configuration never names what is not there. Where there is no cred it says that the configuration was taken
        // over.
        var before = dryRun || (history is null && patch.Count == 0) ? null
            : await creds.WriteAsync(imported, history ?? EarlierCred.None, cancellation);
        var (isNew, configured) = await storage.Contention.UntilDoneAsync($"The configuration of {imported.Name}",
            () => ConfigureAsync(imported, before, patch, dryRun, notes, cancellation), cancellation);
        return report with { New = isNew, Configured = configured, StoppedDifference = With(recomputed?.Stopped)?.Largest };
    }

    /// <summary>Names the cred; the first time the instance's own configuration is taken over, too.</summary>
    private async Task<(bool IsDone, (bool IsNew, IReadOnlyList<string> Configured) Result)> ConfigureAsync(
        Space imported, CredBefore? before, JsonObject patch, bool dryRun, InstanceNotes notes, CancellationToken cancellation)
    {
        var space = await spaces.FindAsync(imported.Name, fresh: true, cancellation) ?? imported;
        var isFirst = space.Config.Before is null;
        if (before is not null && space.Config.Before == before) return (true, (false, []));
        var (config, configured) = isFirst ? Filled(space, patch, notes) : (space.Config with { }, []);
        if (dryRun || (before is null && configured.Count == 0)) return (true, (isFirst, configured));
        if (before is not null) config.Before = before;
        return (await spaces.ConfigureAsync(space, config, cancellation) is not null, (true, configured));
    }

    /// <summary>The configuration with what the instance says; as it is if that is not to be taken.</summary>
    private (SpaceConfig Config, IReadOnlyList<string> Taken) Filled(Space space, JsonObject patch, InstanceNotes notes)
    {
        var filled = JsonObject.Create(form.Complete(space.Config).ToJson())!;
        var said = new InstanceNotes();
        string[] taken = [.. ConfigFill.Into(filled, JsonObject.Create(form.Complete(new SpaceConfig()).ToJson()), patch, said)];
        var config = SpaceConfig.Of(JsonSerializer.SerializeToElement(filled, ConfigFillJson.Default.JsonObject));
        var fault = form.Check(config, space.Config, options.Value).Select(each => $"{each.Path} {each.Message}").FirstOrDefault()
            ?? (spaces.Holds(space.Name, config) ? null : "it would be larger than a configuration may be");
        foreach (var note in said.All) notes.Add(note.What, note.Why);
        if (fault is null) return (config, taken);
        notes.Add("config", $"what it says is not taken over: {fault}");
        return (space.Config with { }, []);
    }
}

/// <summary>How a configuration is put together.</summary>
[JsonSerializable(typeof(JsonObject))]
internal sealed partial class ConfigFillJson : JsonSerializerContext;
