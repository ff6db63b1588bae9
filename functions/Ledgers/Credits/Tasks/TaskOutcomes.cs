using Grain.Functions.Ledgers.Credits.Escrows;

namespace Grain.Functions.Ledgers.Credits.Tasks;

/// <summary>What became of a task's earn, spend or refund at a node.</summary>
/// <param name="Kind">Which: <c>earn</c>, <c>spend</c> or <c>refund</c>.</param>
/// <param name="State">
/// <c>counted</c>, <c>held</c> (in the task's escrow, or until it is paid in), <c>refused</c> or <c>conflict</c>.
/// </param>
/// <param name="Reason">Why, where it is not simply counted.</param>
/// <param name="Entry">The entry in the node's account; absent if there is none.</param>
internal sealed record TaskOutcome(string Kind, string State, string? Reason, JournalEntry<CreditEntry>? Entry);

/// <summary>
/// Tells what became of a task, by what is stored anyway: the used keys of the node's account and the task's escrow. Nothing is written for
/// it; it takes up to eight reads.
/// </summary>
internal sealed class TaskOutcomes(CreditLedger ledger, EscrowLedger escrows)
{
    /// <summary>What is known of the task at a node; nothing while it waits, or if it was never sent.</summary>
    /// <param name="space">The space.</param>
    /// <param name="node">Whose account.</param>
    /// <param name="task">The task, as it is kept.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<IReadOnlyList<TaskOutcome>> ReadAsync(JournalSpace space, string node, string task, CancellationToken cancellation)
    {
        // The escrow last: what an account says happened before what the escrow says, or is in it.
        var (earn, spend, refund) = (await FindAsync(CreditKinds.Earn), await FindAsync(CreditKinds.Spend),
            await FindAsync(CreditKinds.Refund));
        var escrow = await escrows.ReadAsync(space, task, cancellation);
        var claim = earn is null ? await escrows.FindClaimAsync(space, task, cancellation) : null;
        TaskOutcome?[] outcomes =
        [
            earn is not null ? new(CreditKinds.Earn, "counted", null, earn) : spend is null || claim?.Node == node
                ? OfClaim(claim, node, escrow) : null,
            spend is not null ? OfSpend(spend, node, escrow) : null,
            refund is not null ? new(CreditKinds.Refund, "counted", null, refund) : null,
        ];
        return [.. outcomes.OfType<TaskOutcome>()];

        Task<JournalEntry<CreditEntry>?> FindAsync(string kind) =>
            ledger.FindAsync(space, node, TaskIds.Key(kind, task), cancellation);
    }

    private static TaskOutcome? OfClaim(EscrowEntry? claim, string node, EscrowTotals escrow) => claim switch
    {
        null => null,
        _ when claim.Node != node => new(CreditKinds.Earn, "conflict", "another node has claimed the task", null),
        _ when escrow.Expired =>
            new(CreditKinds.Earn, "refused", "the escrow had expired and went back to the submitter", null),
        _ when escrow.Submitter is null =>
            new(CreditKinds.Earn, "held", "the submitter's credits have not arrived in the escrow yet", null),
        _ => new(CreditKinds.Earn, "held", "the escrow is decided, and the pay is on its way", null),
    };

    private static TaskOutcome OfSpend(JournalEntry<CreditEntry> spend, string node, EscrowTotals escrow)
    {
        var charge = spend.Value;
        if (charge.Refused)
            return new(CreditKinds.Spend, "refused", $"it needs {charge.Requires}, and the balance was {charge.Balance}", spend);
        if (!charge.Escrow) return new(CreditKinds.Spend, "counted", charge.Insufficient ? "the balance did not cover it" : null, spend);
        return escrow switch
        {
            { Submitter: null } => new(CreditKinds.Spend, "held", "it is on its way into the task's escrow", spend),
            _ when escrow.Submitter != node =>
                new(CreditKinds.Spend, "conflict", "another node submitted a task of this id; the charge comes back", spend),
            { IsSettled: false } =>
                new(CreditKinds.Spend, "held", $"in the task's escrow, until {escrow.Until:O} unless it is claimed", spend),
            { Claimed: not null } => new(CreditKinds.Spend, "counted", "the worker was paid from the escrow", spend),
            _ => new(CreditKinds.Spend, "counted", "nobody claimed it in time: it came back", spend),
        };
    }
}
