using Grain.Functions.Storage;
using Grain.Local.Backups;

namespace Grain.Local.Verbs;

/// <summary><c>backup --space S --to PLACE</c>: all of a space in one file, while it goes on being written to.</summary>
internal static class BackupCommand
{
    private const int WaitDefault = 300;
    private const int WaitMax = 3600;

    internal static Command Create()
    {
        var space = Ask.Space();
        var to = new Option<string>("--to")
        {
            Description = "The file to write, a folder for it, or the address of a blob container: https://….",
            HelpName = "PLACE",
            Required = true,
        };
        var without = Ask.For<bool>("--without-secrets", "Leave out secrets, sealed ones too.");
        var wait = Ask.Number("--wait", WaitDefault, 0, WaitMax, "Seconds to wait for an epoch that is being paid.");
        var command = new Command("backup", "Writes all of a space into one file, which ./grain restore brings back.")
        {
            space, to, without, wait,
        };
        command.SetAction(CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            var found = await scope.FindSpaceAsync(parsed.GetValue(space), cancellation);
            var time = scope.Get<TimeProvider>();
            var (takenAt, progress) = (time.GetUtcNow(), new Progress(scope.Error, time, "rows written"));
            var backup = new SpaceBackup(scope.Get<StorageService>(), scope.Get<SpaceSecrets>(), time, found, scope.Tell)
            {
                WaitMax = TimeSpan.FromSeconds(parsed.GetValue(wait)),
                WithSecrets = !parsed.GetValue(without),
            };
            BackupManifest? manifest = null;
            var place = await BackupPlace.WriteAsync(
                parsed.GetRequiredValue(to), BackupPlace.NameOf(found.Name, takenAt), scope.Get<StorageAccount>(), async content =>
                {
                    using var writer = new BackupWriter(content, takenAt, progress.Report);
                    manifest = await backup.RunAsync(writer, takenAt, cancellation);
                }, cancellation);
            await TellAsync(scope.Output, manifest!, place);
            return 0;
        }));
        return command;
    }

    private static async Task TellAsync(TextWriter output, BackupManifest manifest, string place)
    {
        await output.WriteLineAsync(
            $"{manifest.Space}: {Shown.Count(manifest.Rows, "row")} and {Shown.Count(manifest.Epochs, "closed epoch")} are in {place}");
        if (manifest.Statement is { } statement)
            await output.WriteLineAsync($"the last epoch is {manifest.LastEpoch}, its statement {statement}");
        if (manifest.SecretsLeftOut > 0)
            await output.WriteLineAsync($"{Shown.Count(manifest.SecretsLeftOut, "secret")} left out: set them again after a restore");
    }
}
