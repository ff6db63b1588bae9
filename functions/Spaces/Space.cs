using Azure;
using Grain.Functions.Journals;

namespace Grain.Functions.Spaces;

/// <summary>A community's own part of Grain: its configuration, ledgers, graph and epochs.</summary>
/// <param name="Name">See <see cref="SpaceName"/>.</param>
/// <param name="Shards">Over how many partitions its journals are spread; fixed when it is made.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ConfigVersion">Counts the changes of its configuration, from 1.</param>
/// <param name="Config">The configuration now.</param>
/// <param name="ETag">Changes with every change of the space.</param>
public sealed record Space(string Name, int Shards, DateTimeOffset CreatedAt, int ConfigVersion, SpaceConfig Config, ETag ETag)
{
    /// <summary>The part that journals need.</summary>
    public JournalSpace Journal => new(Name, Shards);
}
