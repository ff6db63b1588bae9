using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>What somebody wants moved.</summary>
/// <param name="Id">Made by the sender, unique among the transfers of <paramref name="From"/> for ever.</param>
/// <param name="From">The account it leaves.</param>
/// <param name="To">Whom it is for: an identity, an alias, or an account.</param>
/// <param name="Amount">In base units; 0 is allowed.</param>
/// <param name="Memo">What the sender wants to say.</param>
public sealed record TransferRequest(string Id, string From, string To, GrainAmount Amount, string? Memo = null)
{
    /// <summary>The hold that it takes from; absent if it is none's commit.</summary>
    internal string? Hold { get; init; }

    /// <summary>What it takes from the hold: the amount, or all that is left.</summary>
    internal GrainAmount Held { get; init; }
}

/// <summary>What became of a transfer. A closed set.</summary>
public abstract record TransferOutcome
{
    private TransferOutcome() { }

    /// <summary>It has arrived: at <paramref name="Account"/>.</summary>
    public sealed record Completed(string Account) : TransferOutcome;

    /// <summary>The receiver could not take it any more; the sender has it back.</summary>
    public sealed record Returned(string Account) : TransferOutcome;

    /// <summary>
    /// Nothing was moved. <paramref name="Kind"/> is a constant of <see cref="TransferFault"/> or <see cref="GrainAccountFault"/>.
    /// </summary>
    public sealed record Refused(string Kind, string Reason) : TransferOutcome;

    /// <summary>The id was used before, for something else; nothing was moved.</summary>
    public sealed record ConflictsWithEarlier : TransferOutcome;

    /// <summary>What became of one entry of an account.</summary>
    internal static TransferOutcome Of(string account, AppendOutcome<GrainTotals> outcome) => outcome switch
    {
        AppendOutcome<GrainTotals>.Refused refused => new Refused(refused.Reason, $"the account '{account}' refuses it"),
        AppendOutcome<GrainTotals>.ConflictsWithEarlier => new ConflictsWithEarlier(),
        _ => new Completed(account),
    };
}

/// <summary>Why a transfer is refused, beside <see cref="GrainAccountFault"/>.</summary>
public static class TransferFault
{
    /// <summary>Nobody of that name ever held grain here.</summary>
    public const string UnknownSender = "unknown-sender";

    /// <summary>Nobody of that name ever contributed, held grain or was given an identity here.</summary>
    public const string UnknownRecipient = "unknown-recipient";

    /// <summary>Balances are not kept at the moment.</summary>
    public const string AccountingDisabled = "accounting-disabled";

    /// <summary>More grain would be out than the treasury covers.</summary>
    public const string BeyondFunds = "beyond-funds";
}
