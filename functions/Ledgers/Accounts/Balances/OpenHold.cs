using Grain.Functions.Distributions.Amounts;

namespace Grain.Functions.Ledgers.Accounts.Balances;

/// <summary>A hold that has not ended.</summary>
/// <param name="Id">Its id, as whoever placed it made it.</param>
/// <param name="Left">What it keeps, in base units; more than 0.</param>
/// <param name="Until">When it ends by itself.</param>
public sealed record OpenHold(string Id, GrainAmount Left, DateTimeOffset Until)
{
    /// <summary>Whom it is for; absent if a commit says so.</summary>
    public string? To { get; init; }

    /// <summary>Whether the holder placed it, and so may end it; else absent.</summary>
    public bool? Own { get; init; }

    /// <summary>Whether its time is over: it keeps nothing any more, whether or not that is written down.</summary>
    internal bool HasLapsed(DateTimeOffset now) => Until <= now;
}

/// <summary>Why something about a hold is refused, beside <see cref="GrainAccountFault"/> and <see cref="TransferFault"/>.</summary>
public static class HoldFault
{
    /// <summary>There is no hold of that id.</summary>
    public const string Unknown = "unknown-hold";

    /// <summary>The hold was committed or is void.</summary>
    public const string Ended = "hold-ended";

    /// <summary>The hold's time is over.</summary>
    public const string Expired = "hold-expired";

    /// <summary>More is to be committed than is left of it.</summary>
    public const string Exceeded = "hold-exceeded";

    /// <summary>The hold is for somebody else.</summary>
    public const string ForAnother = "hold-for-another";

    /// <summary>Neither the hold nor the commit says whom it is for.</summary>
    public const string NoRecipient = "hold-without-recipient";

    /// <summary>The account has <see cref="HoldRules.OpenMax"/> open holds.</summary>
    public const string TooMany = "too-many-holds";

    /// <summary>Somebody else took from it at the same moment: look again.</summary>
    internal const string Changed = "hold-changed";
}
