using Grain.Functions.Audit;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Escrows;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Ledgers.Verification;
using Grain.Functions.Storage;
using Grain.Local.Backups;

namespace Grain.Local.Verbs;

/// <summary><c>restore FILE</c>: brings back what <c>backup</c> wrote, proves it, and opens it.</summary>
internal static class RestoreCommand
{
    /// <summary>What it is called in the audit; whether it was done is seen by the space (<see cref="SpaceRows.RestoredFrom"/>).</summary>
    private const string Verb = SpaceRows.RestoreVerb;

    internal static Command Create()
    {
        var file = new Argument<string?>("FILE")
        {
            Description = "What backup wrote: a file, or the address of a blob.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var name = Ask.For<string>("--as", "The space's name; only the one that it had.");
        var statement = Ask.For<string>("--statement", "The hash of the last epoch's statement, as you know it from elsewhere.");
        var check = Ask.For<bool>("--check", "Only looks whether the file is whole; writes nothing.");
        var discard = Ask.For<string>("--discard", "Removes what a restore of this space has written that never ended.");
        var command = new Command("restore", "Brings a space back from what ./grain backup wrote, proves it and opens it.")
        {
            file, name, statement, check, discard,
        };
        command.SetAction(CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            if (parsed.GetValue(discard) is { } given)
            {
                if (parsed.GetValue(file) is not null) throw new UsageException("--discard goes without a file");
                await DiscardAsync(scope, given, cancellation);
                return 0;
            }

            var from = parsed.GetValue(file) ?? throw new UsageException("./grain restore needs FILE, or --discard NAME");
            await using var content = await BackupPlace.OpenAsync(from, scope.Get<StorageAccount>(), cancellation);
            using var backup = await BackupReader.OpenAsync(content, cancellation);
            Refuse(backup.Manifest, parsed.GetValue(name), parsed.GetValue(statement));
            var restore = Restore(scope, backup);
            if (parsed.GetValue(check)) await restore.CheckAsync(cancellation);
            else await RunAsync(scope, restore, backup, cancellation);
            await TellAsync(scope.Output, backup.Manifest, parsed.GetValue(check) ? "is whole in the file" : "is restored and proven");
            return 0;
        }));
        return command;
    }

    private static void Refuse(BackupManifest manifest, string? name, string? statement)
    {
        if (name is not null && name != manifest.Space)
            throw new CommandException(
                $"the backup is of the space '{manifest.Space}', and it comes back under that name only: hash chains, "
                + "sealed secrets and ids of events are made with it. ./grain import grants --rechain brings grants into another space");
        if (statement is not null && statement != manifest.Statement)
            throw new CommandException($"the last statement in the backup is {manifest.Statement ?? "none"}, and not {statement}");
    }

    private static SpaceRestore Restore(CommandScope scope, BackupReader backup)
    {
        var (storage, time) = (scope.Get<StorageService>(), scope.Get<TimeProvider>());
        var credits = new CreditsUnderWay(
            storage, time, scope.Get<CreditLedger>(), scope.Get<EscrowLedger>(), scope.Get<TaskCredits>());
        var progress = new Progress(scope.Error, time, "rows read");
        return new SpaceRestore(
            storage, scope.Get<SpaceSecrets>(), [.. scope.GetAll<LedgerCheck>()], credits, backup, time, progress.Report, scope.Tell);
    }

    private static async Task RunAsync(CommandScope scope, SpaceRestore restore, BackupReader backup, CancellationToken cancellation)
    {
        var (_, unread) = await scope.Get<Acts>().AroundAsync(backup.Manifest.Space, Verb, async act =>
        {
            act.About(backup.Id).Nothing(); // until the name is taken
            restore.Taken = () => act.Nothing(false);
            await act.BeginAsync(cancellation);
            return await restore.RunAsync(cancellation);
        }, cancellation, isOfOwners: true);
        if (unread > 0)
            scope.Tell($"{Shown.Count(unread, "secret")} cannot be opened with this app's Grain__SecretKeys: take those of the "
                + "other app along, or set the secrets again");
    }

    private static async Task DiscardAsync(CommandScope scope, string name, CancellationToken cancellation)
    {
        var storage = scope.Get<StorageService>();
        await scope.Get<Acts>().AroundAsync(name, $"{Verb} --discard", async act =>
        {
            act.Nothing(); // unless there is one
            await RestoringSpace.DiscardAsync(storage.For("backup").Table("spaces"), new SpaceRemains(storage), name,
                scope.Get<TimeProvider>(), scope.Tell, () => act.Nothing(false), cancellation);
        }, cancellation, isOfOwners: true);
        await scope.Output.WriteLineAsync($"{name}: what the restore had written is removed; the name is free");
    }

    private static async Task TellAsync(TextWriter output, BackupManifest manifest, string what)
    {
        await output.WriteLineAsync($"{manifest.Space} {what}: {Shown.Count(manifest.Rows, "row")} and "
            + $"{Shown.Count(manifest.Epochs, "closed epoch")}, as of {manifest.TakenAt.UtcDateTime:u}");
        if (manifest.SecretsLeftOut > 0)
            await output.WriteLineAsync($"{Shown.Count(manifest.SecretsLeftOut, "secret")} left out of it: set them again");
    }
}
