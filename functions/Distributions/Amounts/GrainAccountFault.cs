namespace Grain.Functions.Distributions.Amounts;

/// <summary>Why an account refuses an operation, as programs outside see it. Of several reasons the first of this list is given.</summary>
public static class GrainAccountFault
{
    /// <summary>The account is not active.</summary>
    public const string InactiveAccount = "inactive-account";

    /// <summary>The amount is below 0.</summary>
    public const string NegativeAmount = "negative-amount";

    /// <summary>The account is frozen, and grain would leave it.</summary>
    public const string FrozenAccount = "frozen-account";

    /// <summary>The amount is above what is available: the balance less what is held.</summary>
    public const string InsufficientBalance = "insufficient-balance";

    /// <summary>A transfer is to be ended that was never begun, or was ended before.</summary>
    public const string NotInTransit = "not-in-transit";

    /// <summary>More is to be released than is held.</summary>
    public const string NotHeld = "not-held";
}
