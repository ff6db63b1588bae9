namespace Grain.Functions.Distributions;

/// <summary>What becomes of a budget when there is nobody to pay.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnpaidBudget>))]
public enum UnpaidBudget
{
    /// <summary>It is added to the budget of the next epoch.</summary>
    CarryOver,

    /// <summary>It is never minted.</summary>
    Lapse,
}
