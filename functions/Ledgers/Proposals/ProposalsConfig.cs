using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>Grants that people propose and others approve: who may, and how much.</summary>
public sealed record ProposalsConfig
{
    private const int CategoryLengthMax = 64;
    private const int LevelLengthMax = 40;
    private const int CountMost = 10_000;

    /// <summary>Who proposes; keys of writers and stewards if nothing is said.</summary>
    /// <example>{"signedIn":true}</example>
    public ProposalPeople Proposers { get; set; } = new();

    /// <summary>Who approves or rejects what others propose for others; keys of stewards if nothing is said.</summary>
    /// <example>{"people":["github/ada"]}</example>
    public ProposalPeople Reviewers { get; set; } = new();

    /// <summary>The fewest points that can be proposed.</summary>
    /// <value>above 0, at most 1000000000</value>
    /// <example>2</example>
    public Points PointsMin { get; set; } = Points.Of(1);

    /// <summary>The most points that can be proposed.</summary>
    /// <value><c>pointsMin</c> to 1000000000</value>
    /// <example>20</example>
    public Points PointsMax { get; set; } = Points.Of(10);

    /// <summary>Names for amounts. Where there are any, proposers choose one of them instead of a number.</summary>
    /// <value>at most 1000 names of 1 to 40 characters; <c>pointsMin</c> to <c>pointsMax</c> each</value>
    /// <example>{"small":1,"large":8}</example>
    public SortedDictionary<string, Points> Scale { get; set; } = new(StringComparer.Ordinal);

    /// <summary>How long caps last before they begin anew, in the space's calendar.</summary>
    /// <example>"month"</example>
    public ProposalPeriod Period { get; set; } = ProposalPeriod.Epoch;

    /// <summary>How many proposals one person can make in a period. Those that come to nothing count, too.</summary>
    /// <value>1 to 10000</value>
    /// <example>5</example>
    public int CountPerGiver { get; set; } = 10;

    /// <summary>How many points one person can propose in a period. Those of rejected and withdrawn proposals are free again.</summary>
    /// <value>above 0, at most 1000000000</value>
    /// <example>50</example>
    public Points PointsPerGiver { get; set; } = Points.Of(30);

    /// <summary>The category of the grants.</summary>
    /// <value>1 to 64 characters</value>
    /// <example>"care"</example>
    public string Category { get; set; } = "community";

    /// <summary>
    /// What approved grants are in the graph: <c>thanks</c> of the giver, whose cred flows to the receiver; or <c>points</c>, which mint
    /// cred as they are, whoever gives them.
    /// </summary>
    /// <example>"points"</example>
    public ProposalCred Cred { get; set; } = ProposalCred.Thanks;

    internal static ConfigSection<ProposalsConfig?> Section { get; } = new("proposals", 16, ProposalsConfigJson.Default, () => null)
    {
        Check = (config, _, _) => config.Proposals is not { } proposals ? [] : ConfigSize.Check(
        [
            ("$.proposals.scale", proposals.Scale.Count, ConfigSize.WordsMax),
            ("$.proposals.proposers.people", proposals.Proposers.People.Count, ConfigSize.NamesMax),
            ("$.proposals.reviewers.people", proposals.Reviewers.People.Count, ConfigSize.NamesMax),
        ], () => proposals.Check("$.proposals")),
    };

    /// <summary>Whether somebody who has signed in, and whom nobody has linked, may propose or review, or has become known by it.</summary>
    internal bool Knows(string own, CommunityRegister register)
    {
        if (Proposers.SignedIn || Reviewers.SignedIn) return true;
        var person = register.Resolve(own);
        return person != own || register.Identities.ContainsKey(own) || Proposers.IsListed(person, register)
            || Reviewers.IsListed(person, register);
    }

    private IEnumerable<(string Path, string Message)> Check(string path)
    {
        if (PointsMin <= Points.Zero || PointsMin > Points.OneMax)
            yield return ($"{path}.pointsMin", $"must lie above 0, and be at most {Points.OneMax}");
        if (PointsMax < PointsMin || PointsMax > Points.OneMax)
            yield return ($"{path}.pointsMax", $"must lie between pointsMin and {Points.OneMax}");
        foreach (var (name, points) in Scale)
        {
            if (name.Length is 0 or > LevelLengthMax || !PlainName.Is(name))
                yield return ($"{path}.scale.{name}", $"must have a name of 1 to {LevelLengthMax} characters, {PlainName.Rule}");
            if (points < PointsMin || points > PointsMax)
                yield return ($"{path}.scale.{name}", "must lie between pointsMin and pointsMax");
        }

        if (CountPerGiver is < 1 or > CountMost) yield return ($"{path}.countPerGiver", $"must lie between 1 and {CountMost}");
        if (PointsPerGiver <= Points.Zero || PointsPerGiver > Points.OneMax)
            yield return ($"{path}.pointsPerGiver", $"must lie above 0, and be at most {Points.OneMax}");
        if (Category is not { Length: > 0 and <= CategoryLengthMax } || !PlainName.Is(Category))
            yield return ($"{path}.category", $"must have 1 to {CategoryLengthMax} characters, {PlainName.Rule}");
        foreach (var fault in Proposers.Check($"{path}.proposers").Concat(Reviewers.Check($"{path}.reviewers"))) yield return fault;
    }
}

/// <summary>How long caps last.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProposalPeriod>))]
public enum ProposalPeriod
{
    /// <summary>A day of the space's time zone.</summary>
    [JsonStringEnumMemberName("day")]
    Day,

    /// <summary>A month of it.</summary>
    [JsonStringEnumMemberName("month")]
    Month,

    /// <summary>An epoch.</summary>
    [JsonStringEnumMemberName("epoch")]
    Epoch,
}

/// <summary>What approved grants are in the graph.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ProposalCred>))]
public enum ProposalCred
{
    /// <summary>A thanks of the giver.</summary>
    [JsonStringEnumMemberName("thanks")]
    Thanks,

    /// <summary>Points that mint cred.</summary>
    [JsonStringEnumMemberName("points")]
    Points,
}

/// <summary>What a configuration says of proposals.</summary>
public static class ProposalsSection
{
    extension(SpaceConfig config)
    {
        /// <summary>Grants that people propose and others approve; absent if the space takes no proposals.</summary>
        public ProposalsConfig? Proposals
        {
            get => config.Get(ProposalsConfig.Section);
            set => config.Set(ProposalsConfig.Section, value);
        }
    }
}

/// <summary>The types of the section.</summary>
[JsonSerializable(typeof(ProposalsConfig))]
internal sealed partial class ProposalsConfigJson : JsonSerializerContext;
