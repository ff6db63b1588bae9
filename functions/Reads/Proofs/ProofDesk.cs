using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Checkpoints;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Identities.Sealing;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Ledgers.Trees;

namespace Grain.Functions.Reads.Proofs;

/// <summary>Puts proofs together. Nobody gets one of somebody who is not shown to them.</summary>
internal sealed class ProofDesk(
    EpochStore store, CheckpointBook book, SigningKeys keys, TreeReader trees, GrantLedger grants, GrainLedger grain,
    RegisterStore registers, PeopleVault vault)
{
    private static readonly string[] Ledgers = [TreeGrowth.TableOf(isGrain: false), TreeGrowth.TableOf(isGrain: true)];

    /// <summary>The checkpoint of an epoch, and its trees.</summary>
    /// <exception cref="ProblemException">404: there is none. 409: it cannot be signed.</exception>
    public async Task<(ProofAnswer Proof, EpochTrees Trees)> ReadAsync(
        Space space, string epoch, string kind, CancellationToken cancellation)
    {
        var run = await store.ReadAskedAsync(space, epoch, cancellation);
        var signed = await SignedAsync(run, cancellation) ?? throw new ProblemException(Problem.NotFound(
            run.Stage == EpochStage.Closed ? $"Epoch {epoch} was closed without trees; the next one has all that is in it."
                : $"Epoch {epoch} is not closed yet; it is at stage {run.Stage}."));
        return (new ProofAnswer
        {
            Kind = kind,
            Checkpoint = signed.Read(),
            Signature = signed.Signature,
            Keys = [.. (await keys.ListAsync(space.Name, cancellation)).Select(SigningKeyAnswer.Of)],
        }, await trees.ReadAsync(run.Trees!, cancellation));
    }

    private async Task<SignedCheckpoint?> SignedAsync(EpochRun run, CancellationToken cancellation)
    {
        try
        {
            return await book.FindOrSignAsync(run, cancellation);
        }
        catch (SigningKeyLostException lost)
        {
            throw new ProblemException(Problem.Conflict(lost.Message));
        }
    }

    /// <summary>That a grant is in the log; <see langword="null"/> if there is none, or none that the caller may see.</summary>
    public async Task<ProofAnswer?> OfGrantAsync(Space space, Faces faces, string epoch, string id, CancellationToken cancellation)
    {
        var (proof, epochTrees) = await ReadAsync(space, epoch, "grant", cancellation);
        var known = space.IsSealed && !Opaque.Is(Opaque.Grant, id)
            ? Opaque.Grant + await vault.HashAsync(space.Name, "grant", id, cancellation) : id;
        if (known.Length > JournalKeys.KeyLengthMax || await grants.FindAsync(space.Journal, known, cancellation) is not { } entry
            || !faces.AreOpen(entry.Account)) return null;
        return await OfEntryAsync(space, proof, epochTrees, isGrain: false, entry, faces.Hide(entry.Value), cancellation);
    }

    /// <summary>That what an epoch paid somebody is in the log.</summary>
    public async Task<ProofAnswer?> OfPaymentAsync(
        Space space, AskedPerson person, string epoch, CancellationToken cancellation)
    {
        var (proof, epochTrees) = await ReadAsync(space, epoch, "payment", cancellation);
        if (person.IsPseudonymous || person.IsNobody) return null;
        var register = await registers.ReadAsync(space.Journal, cancellation);
        foreach (var account in register.AccountsOf(person.Account).Prepend(person.Account).Distinct(StringComparer.Ordinal))
            if (await grain.FindAsync(space.Journal, account, GrainLedger.PaymentKey(epoch), cancellation) is { } entry)
                return await OfEntryAsync(space, proof, epochTrees, isGrain: true, entry, isHidden: false, cancellation);
        return null;
    }

    /// <summary>
    /// What an account held, or that there was none. The latter names a hash of somebody's id, and is told only where everybody is shown.
    /// </summary>
    public async Task<ProofAnswer?> OfAccountAsync(
        Space space, Faces faces, AskedPerson person, string epoch, CancellationToken cancellation)
    {
        var (proof, epochTrees) = await ReadAsync(space, epoch, "account", cancellation);
        if (person.IsPseudonymous || person.IsNobody) return null;
        var (found, path) = await trees.FindAccountAsync(space.Name, epochTrees, person.Account, cancellation);
        if (found?.Account == person.Account) return proof with { Account = ProvenAccount.Of(found), Path = Hex(path) };
        if (!faces.HideNobody || space.IsSealed) return null;
        var other = found?.ToLeaf() is { } leaf
            ? new OtherLeaf(Convert.ToHexStringLower(leaf.Key), Convert.ToHexStringLower(leaf.Value)) : null;
        return proof with { Kind = "no-account", Missing = new MissingAccount(person.Account, other), Path = Hex(path) };
    }

    /// <summary>That the log of an epoch began with that of an earlier one.</summary>
    /// <exception cref="ProblemException">404: there is none. 400: the other one is later.</exception>
    public async Task<ProofAnswer> OfHistoryAsync(Space space, string epoch, string since, CancellationToken cancellation)
    {
        var (proof, epochTrees) = await ReadAsync(space, epoch, "history", cancellation);
        var (earlier, before) = await ReadAsync(space, since, "history", cancellation);
        if (before.Entries.Size > epochTrees.Entries.Size || earlier.Checkpoint.Number > proof.Checkpoint.Number)
            throw new ProblemException(Problem.BadRequest("since", $"must not be later than {epoch}"));
        var path = before.Entries.Size == 0 ? []
            : await trees.ConsistencyAsync(space.Name, epochTrees, before.Entries.Size, cancellation);
        return proof with { Earlier = new EarlierAnswer(earlier.Checkpoint, earlier.Signature), Path = Hex(path) };
    }

    private async Task<ProofAnswer?> OfEntryAsync<T>(
        Space space, ProofAnswer proof, EpochTrees epochTrees, bool isGrain, JournalEntry<T> entry, bool isHidden,
        CancellationToken cancellation)
    {
        if (await trees.FindLeafAsync(space.Name, epochTrees, isGrain, entry.Account, entry.Seq, cancellation) is not { } leaf) return null;
        var proven = new ProvenEntry(Ledgers[isGrain ? 1 : 0], entry.Account, entry.Seq, entry.Hash, leaf);
        return proof with
        {
            Entry = isHidden ? proven : proven with
            {
                Previous = await PreviousAsync(space, isGrain, entry.Account, entry.Seq, cancellation),
                Key = entry.Key,
                RecordedAt = JournalHash.Time(entry.RecordedAt),
                Content = entry.Content,
            },
            Path = Hex(await trees.InclusionAsync(space.Name, epochTrees, leaf, cancellation)),
        };
    }

    private async Task<string> PreviousAsync(Space space, bool isGrain, string account, long seq, CancellationToken cancellation)
    {
        if (seq == 1) return JournalHash.Genesis(TreeGrowth.TableOf(isGrain), space.Name, account);
        return (isGrain ? await grain.ReadHashesAsync(space.Journal, account, seq - 1, 1, cancellation)
            : await grants.ReadHashesAsync(space.Journal, account, seq - 1, 1, cancellation))[0];
    }

    private static IReadOnlyList<string> Hex(IReadOnlyList<byte[]> hashes) => [.. hashes.Select(Convert.ToHexStringLower)];
}
