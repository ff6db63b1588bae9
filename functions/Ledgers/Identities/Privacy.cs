namespace Grain.Functions.Ledgers.Identities;

/// <summary>Who may see a person. Of several that a person's ids have, the closest one goes: they stand in this order.</summary>
public enum Privacy
{
    /// <summary>Everybody.</summary>
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary>Stewards; everybody else sees their numbers under a name that leads to nobody.</summary>
    [JsonStringEnumMemberName("pseudonymous")]
    Pseudonymous,

    /// <summary>Stewards, and of their activity who brings the person's key. To everybody else there is no such person.</summary>
    [JsonStringEnumMemberName("private")]
    Private,

    /// <summary>As private; and of their activity nothing is counted, and shown to nobody.</summary>
    [JsonStringEnumMemberName("opted-out")]
    OptedOut,
}
