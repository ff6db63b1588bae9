using Grain.Functions.Ledgers.Identities;
using Grain.Functions.SourceCred.Files;
using Grain.Functions.SourceCred.Ledger;
using static Grain.Functions.Ledgers.Identities.RegisterFault;

namespace Grain.Functions.SourceCred.Writing;

/// <summary>
/// What a piece of the ledger changes in a register as it is. SourceCred has decided what may happen; the register is asked only whether it
/// can hold it beside what it has. Pure.
/// </summary>
internal static class RegisterPart
{
    private const int AliasShown = 100;

    /// <summary>Rules for what people ask for today. What happened, happened.</summary>
    private static readonly HashSet<string> Overruled = [InvalidPayoutAddress, NoPayoutAddress, InactiveAccount, AccountingDisabled];

    /// <summary>It is so already: somebody has done it here meanwhile, or two addresses of SourceCred are one in Grain.</summary>
    private static readonly HashSet<string> Known = [SameName, SameType, AliasAlreadyOwn, AlreadyMerged, AlreadyExecuted];

    /// <summary>It is told, and done without.</summary>
    private static readonly HashSet<string> Untaken = [AliasAlreadyBound, InvalidId, TrackingNotEnabled, DistributionNotTracked];

    /// <summary>The change.</summary>
    /// <param name="register">The register as it is.</param>
    /// <param name="piece">The piece.</param>
    /// <param name="when">The time of the change.</param>
    /// <param name="notTaken">Takes what is done without.</param>
    /// <exception cref="InstanceException">The register cannot hold an event; says which and why.</exception>
    public static RegisterChange ChangeOf(
        CommunityRegister register, LedgerPiece piece, DateTimeOffset when, ICollection<SkippedEvent> notTaken)
    {
        var (after, events, times) = (register, new List<RegisterEvent>(), new List<DateTimeOffset>());
        foreach (var (source, happened) in piece.Events.SelectMany(each => each.Register.Select(happened => (each.Event, happened))))
        {
            var verdict = happened is AliasAdded { Alias: var alias } && AccountId.Fault(alias) is { } fault
                ? new RegisterVerdict.Refused(InvalidId, $"'{Shown(alias)}' {fault}") : after.Judge(happened, when);
            if (verdict is RegisterVerdict.NothingToDo) continue;
            if (verdict is RegisterVerdict.Refused no && !IsTaken(source, happened, no, notTaken)) continue;
            after = after.After(happened, source.At) with { LastAt = register.LastAt };
            events.Add(happened);
            times.Add(source.At);
        }

        var settled = Math.Max(piece.First, register.Imported?.Settled ?? 0);
        return new RegisterChange(when, events) { HappenedAt = times, Imported = new ImportedLedger(piece.End, piece.Hash, settled) };
    }

    private static string Shown(string alias) => string.Concat(alias.Take(AliasShown).Select(c => char.IsControl(c) ? ' ' : c));

    private static bool IsTaken(LedgerEvent source, RegisterEvent happened, RegisterVerdict.Refused no, ICollection<SkippedEvent> notTaken)
    {
        if (Overruled.Contains(no.Kind)) return true;
        if (Known.Contains(no.Kind)) return false;
        if (!Untaken.Contains(no.Kind) || happened is IdentityCreated)
            throw new InstanceException($"{InstanceFiles.LedgerPath}, line {source.Line}: {source.Action.Type}: "
                + $"the space cannot take it: {no.Reason} ({no.Kind})");
        notTaken.Add(new SkippedEvent(source.Line, no.Kind, $"{source.Action.Type}: {no.Reason}"));
        return false;
    }
}
