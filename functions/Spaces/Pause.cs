namespace Grain.Functions.Spaces;

/// <summary>A time in which a space ran no epochs, because its configuration said <c>enabled: false</c>.</summary>
/// <param name="From">When it was switched off; absent if it was never on before, or nobody knows.</param>
/// <param name="Until">When it was switched on.</param>
public sealed record Pause(DateTimeOffset? From, DateTimeOffset Until)
{
    /// <summary>How many are kept: the latest. Earlier ones matter to no epoch that is still to come.</summary>
    internal const int KeptMax = 20;
}
