using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.SourceCred.Files;
using Grain.Functions.SourceCred.Ledger;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>What an import did.</summary>
/// <param name="Replay">What the ledger comes to.</param>
/// <param name="Events">How many events of it were played.</param>
/// <param name="New">How many of them were not here before.</param>
/// <param name="ByAction">How many events there are of each action.</param>
/// <param name="Skipped">Events that SourceCred would refuse.</param>
/// <param name="NotTaken">Parts of events that Grain does without.</param>
internal sealed record LedgerOutcome(
    LedgerReplay Replay, long Events, long New, IReadOnlyDictionary<string, long> ByAction, IReadOnlyList<SkippedEvent> Skipped,
    IReadOnlyList<SkippedEvent> NotTaken);

/// <summary>
/// Writes SourceCred's ledger into a space: piece by piece first the register, then the accounts. How far it has come stands in the
/// register, written together with what it says, so an import that was cut goes on where it was, and of two at once each event counts once.
/// </summary>
internal sealed class LedgerImport(RegisterStore registers, GrainLedger grain, BalancePayout payout)
{
    /// <summary>Writes what is not there yet; of a dry run nothing.</summary>
    /// <param name="space">The space.</param>
    /// <param name="reader">The ledger.</param>
    /// <param name="lenient">Whether events that SourceCred would refuse are passed over.</param>
    /// <param name="dryRun">Whether it is only looked at.</param>
    /// <param name="progress">Takes how many events are written.</param>
    /// <param name="cancellation">Gives up after the piece that is being written; run it again to go on.</param>
    /// <exception cref="InstanceException">The ledger is not to be taken; what was written of it before stays.</exception>
    public async Task<LedgerOutcome> RunAsync(
        JournalSpace space, LedgerReader reader, bool lenient, bool dryRun, Action<long>? progress, CancellationToken cancellation)
    {
        var register = await registers.ReadAsync(space, cancellation);
        var run = new Run(register.Imported ?? new ImportedLedger(0, "", 0), register);
        var (replay, actions) = (new LedgerReplay(), new SortedDictionary<string, long>(StringComparer.Ordinal));
        var (translation, pieces) = (new LedgerTranslation(replay), new LedgerPieces(run.Before));
        foreach (var e in reader.Play(replay, lenient))
        {
            actions[e.Action.Type] = actions.GetValueOrDefault(e.Action.Type) + 1;
            if (pieces.Add(translation.Next(e)) is { } full) await WriteAsync(space, run, full, dryRun, progress, cancellation);
        }

        if (pieces.End() is { } last) await WriteAsync(space, run, last, dryRun, progress, cancellation);
        if (!dryRun) await SettleAsync(space, pieces, cancellation);
        var added = Math.Max(0, pieces.Count - run.Before.Events);
        return new LedgerOutcome(replay, pieces.Count, added, actions, reader.Skipped, run.NotTaken);
    }

    private async Task WriteAsync(
        JournalSpace space, Run run, LedgerPiece piece, bool dryRun, Action<long>? progress, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var isNew = piece.End > run.Before.Events;
        if (dryRun)
        {
            var when = run.Register.LastAt ?? default;
            if (isNew) run.Register = run.Register.After(RegisterPart.ChangeOf(run.Register, piece, when, run.NotTaken));
            return;
        }

        if (isNew) await SpentMeanwhile.CheckAsync(grain, space, piece, cancellation);
        // What is begun is ended, so that an interrupted import stands between two pieces.
        if (isNew) await TellAsync(space, run, piece);
        if (piece.PaysOut) await payout.RunAsync(space, CancellationToken.None);
        await grain.AppendAllAsync(space,
            isNew ? piece.Grain : [.. piece.Grain.Select(append => append with { MaybeSeen = true })], CancellationToken.None);
        progress?.Invoke(piece.End);
    }

    private async Task TellAsync(JournalSpace space, Run run, LedgerPiece piece)
    {
        List<SkippedEvent> notTaken = [];
        await registers.WriteAsync(space, (register, when) =>
        {
            notTaken.Clear();
            var there = register.Imported?.Events ?? 0;
            if (there == piece.First) return RegisterPart.ChangeOf(register, piece, when, notTaken);
            return there == piece.End && register.Imported!.Hash == piece.Hash ? null
                : throw new InstanceException("another import is at work in this space; run this one again when that has ended");
        }, CancellationToken.None);
        run.NotTaken.AddRange(notTaken);
    }

    /// <summary>
    /// Says that nobody goes on with an import that was cut off. What is written stays, and epochs wait no longer. The same ledger can
    /// still be imported.
    /// </summary>
    /// <returns>How far it came; <see langword="null"/> if none was waited for.</returns>
    public async Task<ImportedLedger?> AbandonAsync(JournalSpace space, CancellationToken cancellation)
    {
        ImportedLedger? abandoned = null;
        await registers.WriteAsync(space, (register, when) =>
        {
            abandoned = register.Imported is { IsAwaited: true } there ? there with { IsAbandoned = true } : null;
            return abandoned is null ? null : new RegisterChange(when, []) { Imported = abandoned };
        }, cancellation);
        return abandoned;
    }

    private Task<CommunityRegister> SettleAsync(JournalSpace space, LedgerPieces pieces, CancellationToken cancellation) =>
        registers.WriteAsync(space, (register, when) =>
            register.Imported is { } there && there.Events == pieces.Count && there.Settled < there.Events
                ? new RegisterChange(when, []) { Imported = there with { Settled = there.Events, IsAbandoned = false } }
                : null, cancellation);

    private sealed class Run(ImportedLedger before, CommunityRegister register)
    {
        public ImportedLedger Before => before;

        /// <summary>What the register would be after a dry run so far.</summary>
        public CommunityRegister Register { get; set; } = register;

        public List<SkippedEvent> NotTaken { get; } = [];
    }
}
