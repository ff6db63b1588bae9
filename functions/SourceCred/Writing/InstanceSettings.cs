using System.Text.Json.Nodes;
using Grain.Functions.SourceCred.Cred;
using Grain.Functions.SourceCred.Cred.Config;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>Takes over how an instance was configured: token, weights, budgets and policies.</summary>
internal sealed class InstanceSettings(SpaceDirectory spaces, ConfigChange change, StorageService storage)
{
    private const int FaultsTold = 20;

    /// <summary>Patches the space's configuration by what the instance's files say; a section that does not fit is left as it is.</summary>
    /// <returns>Whether there was anything to take.</returns>
    public async Task<bool> TakeAsync(
        Space imported, InstanceFiles files, LedgerPeople people, bool dryRun, InstanceNotes notes, CancellationToken cancellation)
    {
        var said = ConfigPatch.Of(files, people.InSourceCred, people.IdOf, notes);
        foreach (var section in said.Select(section => section.Key).ToArray())
        {
            var alone = new JsonObject { [section] = said[section]!.DeepClone() };
            if (Refusal(imported, alone) is not { } faults) continue;
            said.Remove(section);
            foreach (var fault in faults.Take(FaultsTold)) notes.Add($"configuration, {fault.Path}", fault.Message);
        }

        if (said.Count == 0 || dryRun) return said.Count > 0;
        return await storage.Contention.UntilDoneAsync($"The configuration of {imported.Name}", async () =>
        {
            var space = await spaces.FindAsync(imported.Name, fresh: true, cancellation) ?? imported;
            return (await spaces.ConfigureAsync(space, Patched(space, said), cancellation) is not null, true);
        }, cancellation);
    }

    private IReadOnlyList<Fault>? Refusal(Space space, JsonObject patch)
    {
        try
        {
            Patched(space, patch);
            return null;
        }
        catch (ProblemException refused)
        {
            return refused.Problem.Faults is { Count: > 0 } faults ? faults : [new Fault("$", refused.Message)];
        }
    }

    private SpaceConfig Patched(Space space, JsonObject patch)
    {
        using var document = JsonDocument.Parse(patch.ToJsonString());
        return change.Patch(space, document.RootElement);
    }
}
