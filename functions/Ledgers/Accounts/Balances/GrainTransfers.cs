using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>
/// Moves grain between people. A person can have several accounts (merged identities, aliases with a past): grain leaves
/// the account that is named, and if that holds too little, the person's others are gathered into it first.
/// </summary>
internal sealed class GrainTransfers(GrainLedger ledger, GrantLedger grants, RegisterStore registers, TransferQueue queue)
{
    /// <summary>
    /// How long a request may take up to its first step. The message that finishes it comes after <see cref="TransferQueue.Delay"/>,
    /// when the first step is written or never will be: storage gives up a request after 30 seconds (Table Storage: query timeout).
    /// </summary>
    internal static readonly TimeSpan StartTimeMax = TimeSpan.FromSeconds(30);

    /// <summary>How often what others gather at the same moment is looked at anew.</summary>
    private const int GatherTriesMax = 5;

    private readonly TransferSteps steps = new(ledger);

    /// <summary>Transfers grain. The same request again, whenever, changes nothing and gets the same answer.</summary>
    public async Task<TransferOutcome> SendAsync(JournalSpace space, TransferRequest request, CancellationToken cancellation)
    {
        var register = await registers.ReadAsync(space, cancellation);
        if (await steps.IsStartedAsync(space, request, cancellation) is { } isSame)
            return isSame ? await FinishAsync(space, request.From, request.Id, register, cancellation)
                : new TransferOutcome.ConflictsWithEarlier();
        var outcome = await SendNewAsync(space, request, register, cancellation);
        // The same request at the same moment may have spent what this one then missed.
        return outcome is TransferOutcome.Refused && await steps.IsStartedAsync(space, request, cancellation) == true
            ? await FinishAsync(space, request.From, request.Id, register, cancellation) : outcome;
    }

    private async Task<TransferOutcome> SendNewAsync(JournalSpace space, TransferRequest request, CommunityRegister register,
        CancellationToken cancellation)
    {
        if (await RefusalAsync(space, request.From, request.To, request.Amount, register, cancellation) is { } refusal) return refusal;
        if (await PrepareAsync(space, request.From, request.Id, request.Amount, register, IsMadeAsync, cancellation) is { } refused)
            return refused;

        using var limited = ledger.Limit(StartTimeMax, cancellation);
        return await steps.StartAsync(space, request, register.Resolve(request.To), limited.Token)
            ?? await FinishAsync(space, request.From, request.Id, register, cancellation);

        async Task<bool> IsMadeAsync() => await steps.IsStartedAsync(space, request, cancellation) is not null;
    }

    /// <summary>Makes sure that an account holds an amount, and that whatever that starts is finished even if this process dies.</summary>
    /// <param name="space">The space.</param>
    /// <param name="account">The account.</param>
    /// <param name="id">What it is for; the same again gathers nothing more.</param>
    /// <param name="amount">How much it shall hold.</param>
    /// <param name="register">Who is who.</param>
    /// <param name="isMade">Whether the amount has left already, for the same request at the same moment: then nothing is missing.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Why the person cannot spend or hold it, or <see langword="null"/>.</returns>
    public async Task<TransferOutcome?> PrepareAsync(
        JournalSpace space, string account, string id, GrainAmount amount, CommunityRegister register, Func<Task<bool>> isMade,
        CancellationToken cancellation)
    {
        string[] accounts = [account, .. register.AccountsOf(account).Where(other => other != account)];
        using var limited = ledger.Limit(StartTimeMax, cancellation);
        for (var tries = 1; ; tries++)
        {
            var heads = await ReadSettledAsync(space, accounts, amount, cancellation);
            if (heads[0].Totals.Frozen)
                return new TransferOutcome.Refused(GrainAccountFault.FrozenAccount, $"the account '{account}' is frozen");
            if (Spendable(heads) is var spendable && spendable < amount)
                return tries > 1 && await isMade() ? null : new TransferOutcome.Refused(
                    GrainAccountFault.InsufficientBalance, $"{amount} is more than the {spendable} available");

            if (tries == 1) await queue.SendAsync(new TransferMessage(space.Name, accounts), cancellation);
            var missing = amount - heads[0].Totals.Available;
            if (missing.Sign > 0 && await isMade()) return null;
            foreach (var other in heads.Skip(1).Where(head => !head.Totals.Frozen && head.Totals.Available.Sign > 0))
            {
                if (missing.Sign <= 0) break;
                var part = missing < other.Totals.Available ? missing : other.Totals.Available;
                missing -= await GatherAsync(space, new TransferRequest($"{id}/gather", other.Account, account, part), limited.Token);
            }

            // Enough was there and did not come together: the same request at the same moment has gathered it otherwise.
            if (missing.Sign <= 0 || tries == GatherTriesMax) return null; // if it is not enough after all, the account itself refuses
        }
    }

    /// <summary>
    /// Somebody's accounts when what was on its way between them has arrived and holds whose time is over have ended. Too little is only
    /// too little if they held so at one moment: they are read one by one, and what another request moves from one to the next meanwhile is
    /// seen in neither.
    /// </summary>
    private async Task<JournalHead<GrainTotals>[]> ReadSettledAsync(
        JournalSpace space, string[] accounts, GrainAmount amount, CancellationToken cancellation)
    {
        var heads = await ReadHeadsAsync(space, accounts, cancellation);
        while (heads.Any(head => head.Totals.Pending is not null || head.Totals.HasLapsedHolds(ledger.Now))
            || (accounts.Length > 1 && Spendable(heads) < amount))
        {
            var before = heads;
            await FinishAllAsync(space, accounts, cancellation);
            heads = await ReadHeadsAsync(space, accounts, cancellation);
            if (heads.Select(head => head.Seq).SequenceEqual(before.Select(head => head.Seq))) break;
        }

        return heads;
    }

    private static GrainAmount Spendable(IEnumerable<JournalHead<GrainTotals>> heads) =>
        GrainAmount.Sum(heads.Where(head => !head.Totals.Frozen).Select(head => head.Totals.Available));

    /// <summary>Finishes whatever is under way from some accounts, and ends holds whose time is over.</summary>
    public async Task FinishAllAsync(JournalSpace space, IEnumerable<string> accounts, CancellationToken cancellation)
    {
        var register = await registers.ReadAsync(space, cancellation);
        foreach (var account in accounts)
        {
            var head = await ledger.ReadHeadAsync(space, account, cancellation);
            foreach (var pending in head.Totals.Pending ?? []) await FinishAsync(space, account, pending.Id, register, cancellation);
            await ledger.ExpireHoldsAsync(space, head, cancellation);
        }
    }

    private Task<JournalHead<GrainTotals>[]> ReadHeadsAsync(JournalSpace space, string[] accounts, CancellationToken cancellation) =>
        Task.WhenAll(accounts.Select(account => ledger.ReadHeadAsync(space, account, cancellation)));

    /// <summary>Where a transfer stands, or <see langword="null"/> if its sender never made it.</summary>
    public async Task<TransferAnswer?> ReadAsync(JournalSpace space, string from, string id, CancellationToken cancellation)
    {
        if (await ledger.FindAsync(space, from, TransferSteps.OutKey(id), cancellation) is not { Value: var sent }) return null;
        var end = await ledger.FindAsync(space, from, TransferSteps.EndKey(id), cancellation);
        var state = end?.Value.Kind switch
        {
            GrainEntryKinds.TransferSettled => "completed",
            GrainEntryKinds.TransferReturned => "returned",
            _ => "in-transit",
        };
        return new TransferAnswer(id, state, sent.Peer!, -sent.Amount);
    }

    /// <summary>The last two steps of a transfer that was started; see <see cref="TransferSteps"/>.</summary>
    internal Task<TransferOutcome> FinishAsync(JournalSpace space, string from, string id, CommunityRegister register,
        CancellationToken cancellation) =>
        steps.FinishAsync(
            space, from, id,
            receiver => register.Resolve(receiver) == register.Resolve(from) || (register.Accounting && register.IsActive(receiver)),
            cancellation);

    /// <returns>What came together; a part that was gathered before under this id counts as it was.</returns>
    private async Task<GrainAmount> GatherAsync(JournalSpace space, TransferRequest part, CancellationToken cancellation)
    {
        var outcome = await steps.StartAsync(space, part, part.To, cancellation);
        if (outcome is TransferOutcome.Refused) return GrainAmount.Zero;
        // A conflict is an earlier try of the same gathering, when other accounts held more or less.
        await steps.FinishAsync(space, part.From, part.Id, _ => true, cancellation);
        return outcome is null ? part.Amount : GrainAmount.Zero;
    }

    /// <summary>Why nobody may move or hold this, whatever the account holds; <see langword="null"/> if they may.</summary>
    internal async Task<TransferOutcome?> RefusalAsync(JournalSpace space, string from, string? to, GrainAmount amount,
        CommunityRegister register, CancellationToken cancellation)
    {
        if (!register.Accounting)
            return new TransferOutcome.Refused(TransferFault.AccountingDisabled, "balances are not kept at the moment");
        if (!await IsKnownAsync(space, from, register, cancellation))
            return new TransferOutcome.Refused(TransferFault.UnknownSender, $"nobody is known as '{from}'");
        if (to is not null && !await IsKnownAsync(space, to, register, cancellation))
            return new TransferOutcome.Refused(TransferFault.UnknownRecipient, $"nobody is known as '{to}'");
        foreach (var who in new[] { from, to ?? from })
            if (!register.IsActive(who)) return new TransferOutcome.Refused(GrainAccountFault.InactiveAccount, $"'{who}' is not active");
        return amount.Sign < 0 ? new TransferOutcome.Refused(GrainAccountFault.NegativeAmount, $"{amount} is negative") : null;
    }

    /// <summary>
    /// Whether an address means anybody: has an identity, held grain or contributed. Keeps grain from going to a misspelt name.
    /// </summary>
    public async Task<bool> IsKnownAsync(JournalSpace space, string address, CommunityRegister register, CancellationToken cancellation) =>
        register.Find(address) is not null
        || (await ledger.ReadHeadAsync(space, address, cancellation)).Seq > 0
        || (await grants.ReadHeadAsync(space, address, cancellation)).Seq > 0;
}
