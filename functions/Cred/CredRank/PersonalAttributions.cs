namespace Grain.Functions.Cred.CredRank;

/// <summary>Participants who hand part of their cred to others before it is paid out.</summary>
/// <param name="Givers">Each giver once.</param>
public sealed record PersonalAttributions(IReadOnlyList<AttributionGiver> Givers)
{
    /// <summary>Nobody gives.</summary>
    public static PersonalAttributions None { get; } = new([]);
}

/// <summary>One who gives.</summary>
/// <param name="From">Id of the participant who gives.</param>
/// <param name="Recipients">Who gets; each once. Giving to oneself is allowed.</param>
public sealed record AttributionGiver(string From, IReadOnlyList<AttributionRecipient> Recipients);

/// <summary>One who gets.</summary>
/// <param name="To">Id of the participant who gets.</param>
/// <param name="Proportions">How much from when on, in the order of time. Before the first entry it is nothing.</param>
public sealed record AttributionRecipient(string To, IReadOnlyList<AttributionProportion> Proportions);

/// <summary>A proportion that holds from a time on.</summary>
/// <param name="FromMs">Epochs that start at this time or later, milliseconds since 1970-01-01 UTC.</param>
/// <param name="Proportion">Share of the giver's payout, in [0, 1]; 0 ends the attribution.</param>
public readonly record struct AttributionProportion(double FromMs, double Proportion);
