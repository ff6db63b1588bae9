using System.Runtime.CompilerServices;
using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Storage.Formats;

namespace Grain.Local.Doctor;

/// <summary>Of each space: whether it can be read, its secrets too, and whether its epochs are closed.</summary>
internal sealed class SpacesCheck(SpaceDirectory spaces, SpaceSecrets secrets, EpochStore store, TimeProvider time)
{
    private readonly DueEpochs epochs = new(store);

    public async IAsyncEnumerable<Finding> RunAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        var (count, faults) = (0, 0);
        await foreach (var each in SpacePages.AllAsync(spaces, [SpaceState.Active], cancellation))
        {
            count++;
            foreach (var found in each.Fault is { } fault ? [Unreadable(each.Name, fault)] : await OfAsync(each.Name, cancellation))
            {
                faults++;
                yield return found;
            }
        }

        if (faults == 0) yield return Finding.Ok("spaces", $"{Shown.Count(count, "space")}: secrets can be read, epochs are closed");
    }

    private static Finding Unreadable(string name, string fault) => Finding.Fault("spaces", $"{name}: its row cannot be read: {fault}",
        "if a later version wrote it, run that version; else restore the space from a backup");

    private async Task<IEnumerable<Finding>> OfAsync(string name, CancellationToken cancellation)
    {
        try
        {
            if (await spaces.LookAsync(name, fresh: true, cancellation) is not { } space) return [];
            return [.. SecretsOf(space), .. await LateAsync(space, cancellation)];
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException or UnknownFormatException)
        {
            return [Unreadable(name, fault.Message)];
        }
    }

    private List<Finding> SecretsOf(Space space)
    {
        var (missing, closed) = (new List<string>(), 0);
        space.Config.WithSecrets(text =>
        {
            if (secrets.Resolve(text) is not null) return text;
            if (SpaceSecrets.IsReference(text)) missing.Add(text[SpaceSecrets.ReferencePrefix.Length..]);
            else closed++;
            return text;
        });
        var found = missing.Distinct().Select(setting => Finding.Fault("secrets",
            $"{space.Name}: the setting {setting} is missing, to which a secret refers", $"set {setting} for the app")).ToList();
        if (closed > 0) found.Add(Finding.Fault("secrets",
            $"{space.Name}: {Shown.Count(closed, "secret")} cannot be opened by any key of Grain__SecretKeys",
            "put the key that is missing behind the first; if it is lost, give the secrets anew: ./grain config edit"));
        return found;
    }

    private async Task<IEnumerable<Finding>> LateAsync(Space space, CancellationToken cancellation)
    {
        if (!space.Config.Enabled) return [];
        var now = time.GetUtcNow();
        var books = await store.ReadBooksAsync(space.Name, cancellation);
        if (await epochs.FindAsync(space, books, now, cancellation) is not { } due || now - due.Epoch.End < LateEpochs.Patience) return [];
        var why = due.Run?.Error is { } error ? $"its last run failed: {PlainLine.Of(error, 200)}"
            : due.Run is null ? "no run of it has begun: see whether the timer EpochsSchedule runs"
            : "a run has begun and not come to its end";
        return [Finding.Fault("epochs",
            $"{space.Name}: epoch {due.Epoch.Id} ended {due.Epoch.End:yyyy-MM-dd HH:mm}Z and is not closed; {why}",
            $"./grain epochs close --space {space.Name} tries at once")];
    }
}
