using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.SourceCred.Cred;
using Grain.Functions.SourceCred.Cred.Importing;
using Grain.Functions.SourceCred.Files;
using Grain.Functions.SourceCred.Ledger;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>How an instance is imported.</summary>
/// <param name="Lenient">Whether events that SourceCred would refuse are passed over and listed; else the first ends it.</param>
/// <param name="DryRun">Whether it is only looked at.</param>
internal sealed record ImportChoice(bool Lenient, bool DryRun);

/// <summary>Brings an instance of SourceCred into a space, and lets its epochs go on from there.</summary>
internal sealed class InstanceImport(
    SpaceDirectory spaces, LedgerImport ledgers, ReportMaking reports, InstanceCredImport creds, EpochsFromThere epochs)
{
    /// <summary>SourceCred's amounts have 18 decimals, always.</summary>
    internal const int Decimals = 18;

    /// <summary>Imports it.</summary>
    /// <param name="space">The space.</param>
    /// <param name="files">The instance.</param>
    /// <param name="choice">How.</param>
    /// <param name="progress">Takes how many events of the ledger are written.</param>
    /// <param name="cancellation">Gives up; run it again to go on.</param>
    /// <exception cref="InstanceException">It cannot be taken; says why and where.</exception>
    public async Task<ImportReport> RunAsync(
        Space space, InstanceFiles files, ImportChoice choice, Action<long>? progress, CancellationToken cancellation)
    {
        if (space.IsSealed) throw new InstanceException(
            $"the space '{space.Name}' is sealed: names and addresses of a public ledger cannot be brought in there");
        // What is written counts in them, so they cannot be others afterwards.
        if (!choice.DryRun) space = await spaces.FixDecimalsAsync(space, cancellation);
        if (space.Config.Token.Decimals != Decimals) throw new InstanceException(
            $"the token of '{space.Name}' has {space.Config.Token.Decimals} decimals (token.decimals), and SourceCred's amounts have "
                + $"{Decimals}: import into a space whose token has as many");
        var reader = LedgerReader.Open(files);
        var outcome = await ledgers.RunAsync(space.Journal, reader, choice.Lenient, choice.DryRun, progress, cancellation);
        var (people, notes) = (new LedgerPeople(outcome.Replay), new InstanceNotes());
        var cred = await CredAsync(space, files, people, choice, notes, cancellation);
        var report = await reports.OfAsync(space.Journal, files, reader, outcome, choice.DryRun, cancellation);
        return report with
        {
            Cred = cred,
            Next = outcome.Replay.LastCredAt is { } last ? await epochs.GoOnAsync(space, last, choice.DryRun, cancellation) : null,
            NotTaken = [.. report.NotTaken, .. notes.All.Select(note => new NotTaken(note.What, note.Why))],
        };
    }

    /// <summary>Cred goes with what was paid for it, so what cannot be read ends the import, unless somebody says otherwise.</summary>
    private async Task<CredReport?> CredAsync(
        Space space, InstanceFiles files, LedgerPeople people, ImportChoice choice, InstanceNotes notes, CancellationToken cancellation)
    {
        try
        {
            return await creds.RunAsync(space, files, people.InSourceCred, people.InGrain, choice.DryRun, notes, cancellation);
        }
        catch (InstanceException fault) when (choice.Lenient)
        {
            notes.Add("cred and configuration", fault.Message);
            return null;
        }
        catch (InstanceException fault) when (!choice.DryRun)
        {
            throw new InstanceException($"{fault.Message}; the ledger is brought in, and cred is not: mend it and import again, which goes "
                + "on from here, or do without that cred (lenient)");
        }
    }
}
