namespace Grain.Functions.Spaces.Calendar;

/// <summary>What becomes of the epochs that end while a space is switched off.</summary>
public enum CatchUp
{
    /// <summary>They become one epoch, with the budget of one.</summary>
    [JsonStringEnumMemberName("merge")]
    Merge,

    /// <summary>Each is closed and paid, in order, once the space is switched on again.</summary>
    [JsonStringEnumMemberName("all")]
    All,
}
