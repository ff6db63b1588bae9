using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Ledgers.Credits;

/// <summary>
/// The journal of credits: an account a node. Whether a charge is covered is decided on the very totals that it is written
/// upon, so no two charges can both be covered by the same credits.
/// </summary>
internal sealed record CreditRules : JournalRules<CreditTotals, CreditEntry>
{
    public override string Table => "credits";

    public override CreditTotals Empty { get; } = new();

    public override JsonTypeInfo<CreditTotals> HeadJson => CreditJson.Stored.CreditTotals;

    public override JsonTypeInfo<CreditEntry> EntryJson => CreditJson.Stored.CreditEntry;

    /// <summary>Puts down whether it is the first entry, whether it is covered, whether it is refused, and the balance after it.</summary>
    public override CreditEntry Settle(CreditTotals head, CreditEntry entry)
    {
        var initial = head.Count == 0 ? entry.Initial : null;
        var available = head.Balance + (initial ?? CreditAmount.Zero);
        var isCharge = entry.Kind == CreditKinds.Spend;
        var settled = entry with
        {
            Initial = initial,
            Insufficient = isCharge && available < entry.Amount,
            Refused = isCharge && available < entry.Requires,
        };
        return settled with { Balance = Apply(head, settled).Balance };
    }

    /// <summary>What was asked: prices, policies and times of the moment do not make it another request.</summary>
    public override CreditEntry Asked(CreditEntry entry) =>
        new() { Kind = entry.Kind, TaskId = entry.TaskId, Task = entry.Task, Asked = entry.Asked };

    public override CreditTotals Apply(CreditTotals head, CreditEntry entry)
    {
        var initial = entry.Initial ?? CreditAmount.Zero;
        var begun = head with
        {
            Count = head.Count + 1,
            Balance = head.Balance + initial,
            Initial = head.Initial + initial,
            Issued = head.Issued + initial,
            InsufficientFunds = head.InsufficientFunds + (entry.Insufficient || entry.Refused ? 1 : 0),
        };
        return entry.Refused ? begun : entry.Kind switch
        {
            CreditKinds.Earn => Earn(begun, entry),
            CreditKinds.Spend => Spend(begun, entry),
            CreditKinds.Refund => begun with
            {
                Balance = begun.Balance + entry.Amount,
                Refunded = begun.Refunded + entry.Amount,
                FromEscrow = begun.FromEscrow + entry.Amount,
            },
            CreditKinds.OldCredit => Old(begun, begun with { OldCredits = begun.OldCredits + entry.Amount }),
            CreditKinds.OldDebit => Old(begun, begun with { OldDebits = begun.OldDebits + entry.Amount }),
            CreditKinds.OldCreditCount => Old(begun, begun with { OldCreditCount = CreditAmount.Max(begun.OldCreditCount, entry.Amount) }),
            CreditKinds.OldDebitCount => Old(begun, begun with { OldDebitCount = CreditAmount.Max(begun.OldDebitCount, entry.Amount) }),
            _ => throw new InvalidDataException($"An entry of kind '{entry.Kind}' is not known."),
        };
    }

    private static CreditTotals Earn(CreditTotals head, CreditEntry entry)
    {
        var earned = head with
        {
            Balance = head.Balance + entry.Amount,
            Earned = head.Earned + entry.Amount,
            TasksExecuted = head.TasksExecuted + 1
        };
        return entry.Escrow ? earned with { FromEscrow = head.FromEscrow + entry.Amount }
            : earned with { Issued = head.Issued + entry.Amount };
    }

    private static CreditTotals Spend(CreditTotals head, CreditEntry entry)
    {
        var spent = head with
        {
            Balance = head.Balance - entry.Amount,
            Spent = head.Spent + entry.Amount,
            TasksSubmitted = head.TasksSubmitted + 1
        };
        return entry.Escrow ? spent with { IntoEscrow = head.IntoEscrow + entry.Amount }
            : spent with { Burned = head.Burned + entry.Amount };
    }

    /// <summary>
    /// What an older ledger's list or count has grown by is issued or burned now; order does not matter to a sum and a maximum.
    /// </summary>
    private static CreditTotals Old(CreditTotals before, CreditTotals after)
    {
        var (issued, burned) = (after.OldEarned - before.OldEarned, after.OldSpent - before.OldSpent);
        return after with { Balance = before.Balance + issued - burned, Issued = before.Issued + issued, Burned = before.Burned + burned };
    }
}
