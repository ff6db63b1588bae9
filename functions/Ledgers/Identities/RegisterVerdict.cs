namespace Grain.Functions.Ledgers.Identities;

/// <summary>What the register says to an event. A closed set.</summary>
public abstract record RegisterVerdict
{
    private RegisterVerdict() { }

    /// <summary>It can be written down.</summary>
    public sealed record Allowed : RegisterVerdict;

    /// <summary>All is so already; nothing is to be written.</summary>
    public sealed record NothingToDo : RegisterVerdict;

    /// <summary>
    /// It contradicts what is written. <paramref name="Kind"/> is a constant of <see cref="RegisterFault"/>, <paramref name="Reason"/> is
    /// for people.
    /// </summary>
    public sealed record Refused(string Kind, string Reason) : RegisterVerdict;

    internal static RegisterVerdict Yes { get; } = new Allowed();

    internal static RegisterVerdict Unneeded { get; } = new NothingToDo();
}

/// <summary>Why the register refuses an event, as programs outside see it.</summary>
public static class RegisterFault
{
    /// <summary>See the rule that names it.</summary>
    public const string UnknownIdentity = "unknown-identity";
    /// <summary>See the rule that names it.</summary>
    public const string IdTaken = "id-taken";
    /// <summary>See the rule that names it.</summary>
    public const string InvalidId = "invalid-id";
    /// <summary>See the rule that names it.</summary>
    public const string InvalidIdentityType = "invalid-identity-type";
    /// <summary>See the rule that names it.</summary>
    public const string InvalidName = "invalid-name";
    /// <summary>See the rule that names it.</summary>
    public const string NameTooLong = "name-too-long";
    /// <summary>See the rule that names it.</summary>
    public const string NameTaken = "name-taken";
    /// <summary>See the rule that names it.</summary>
    public const string NameTakenOtherCase = "name-taken-other-case";
    /// <summary>See the rule that names it.</summary>
    public const string SameName = "same-name";
    /// <summary>See the rule that names it.</summary>
    public const string SameType = "same-type";
    /// <summary>See the rule that names it.</summary>
    public const string AliasAlreadyOwn = "alias-already-own";
    /// <summary>See the rule that names it.</summary>
    public const string AliasAlreadyBound = "alias-already-bound";
    /// <summary>See the rule that names it.</summary>
    public const string AliasNotOwn = "alias-not-own";
    /// <summary>See the rule that names it.</summary>
    public const string UnknownClaim = "unknown-claim";
    /// <summary>See the rule that names it.</summary>
    public const string ClaimSettledOtherwise = "claim-settled-otherwise";
    /// <summary>See the rule that names it.</summary>
    public const string TooManyClaims = "too-many-claims";
    /// <summary>See the rule that names it.</summary>
    public const string MergeWithItself = "merge-with-itself";
    /// <summary>See the rule that names it.</summary>
    public const string AlreadyMerged = "already-merged";
    /// <summary>See the rule that names it.</summary>
    public const string NotMerged = "not-merged";
    /// <summary>See the rule that names it.</summary>
    public const string InvalidCurrency = "invalid-currency";
    /// <summary>See the rule that names it.</summary>
    public const string InvalidPayoutAddress = "invalid-payout-address";
    /// <summary>See the rule that names it.</summary>
    public const string NoPayoutAddress = "no-payout-address";
    /// <summary>See the rule that names it.</summary>
    public const string NoExternalCurrency = "no-external-currency";
    /// <summary>See the rule that names it.</summary>
    public const string AccountingDisabled = "accounting-disabled";
    /// <summary>See the rule that names it.</summary>
    public const string TrackingNotEnabled = "tracking-not-enabled";
    /// <summary>See the rule that names it.</summary>
    public const string DistributionNotTracked = "distribution-not-tracked";
    /// <summary>See the rule that names it.</summary>
    public const string AlreadyExecuted = "already-executed";
    /// <summary>See the rule that names it.</summary>
    public const string FileTooOld = "file-too-old";
    /// <summary>See the rule that names it.</summary>
    public const string InvalidDistribution = "invalid-distribution";
    /// <summary>See the rule that names it.</summary>
    public const string DistributionIdTaken = "distribution-id-taken";
    /// <summary>See the rule that names it.</summary>
    public const string NegativeAmount = "negative-amount";
    /// <summary>See the rule that names it.</summary>
    public const string InactiveAccount = "inactive-account";
    /// <summary>See the rule that names it.</summary>
    public const string SubjectTaken = "subject-taken";
    /// <summary>See the rule that names it.</summary>
    public const string TooManySubjects = "too-many-subjects";
    /// <summary>See the rule that names it.</summary>
    public const string OutOfOrderTimestamp = "out-of-order-timestamp";
}
