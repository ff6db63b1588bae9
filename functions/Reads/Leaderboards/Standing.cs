using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs.Open;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Scores;

namespace Grain.Functions.Reads.Leaderboards;

/// <summary>A place on a leaderboard.</summary>
/// <param name="Rank">1 for the best; equals share a rank, and the next one counts them all (1, 2, 2, 4).</param>
/// <param name="Contributor">The contributor id.</param>
/// <param name="Name">How they want to be called; the id if unknown.</param>
/// <param name="Points">The points of this leaderboard: of its model, category, source and period.</param>
/// <param name="Cred">Their cred as of the last closed epoch.</param>
/// <param name="Score">The same, relative to the best, who has 1000.</param>
/// <param name="GrainUnits">Grain they hold, in base units; <c>grain</c> is the same in grain.</param>
/// <param name="GrainReceivedUnits">Grain ever distributed to them, likewise.</param>
internal sealed record Standing(int Rank, string Contributor, string Name, Points Points, double Cred, int Score, GrainAmount GrainUnits,
    GrainAmount GrainReceivedUnits)
{
    /// <summary>What the open epoch would pay them if it were closed like this, in base units; only where it is asked for.</summary>
    public GrainAmount? WouldPayUnits { get; init; }
}

/// <summary>A leaderboard, best first.</summary>
/// <param name="Space">The space.</param>
/// <param name="DisplayName">What people call it.</param>
/// <param name="By">What it is sorted by.</param>
/// <param name="Category">The only category that counts, if one was asked for.</param>
/// <param name="Source">The only source that counts, if one was asked for.</param>
/// <param name="Period">The only time that counts, if one was asked for.</param>
/// <param name="AsOf">Every grant counted before this moment is in it.</param>
/// <param name="Epoch">The epoch which cred is as of: the last closed one if no other was asked for; absent before the first.</param>
/// <param name="Count">How many contributors there are in all, but for the others.</param>
/// <param name="Standings">A page of them.</param>
/// <param name="Next">Ask with <c>skip</c> = this for the next page; absent on the last.</param>
internal sealed record LeaderboardAnswer(
    string Space, string DisplayName, string By, string? Category, string? Source, BoardPeriod? Period, DateTimeOffset AsOf, string? Epoch,
    int Count, IReadOnlyList<Standing> Standings, int? Next)
{
    /// <summary>Says so where cred is that of the open epoch: it may still change, and nothing of it is paid.</summary>
    public Provisional? Provisional { get; init; }

    /// <summary>What those have together who want to be shown to nobody: with it sums come out. Absent if there is nobody.</summary>
    public OthersAnswer? Others { get; init; }

    /// <summary>Which categories can be asked for, the one with most points first; by=ledger only.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>Which sources can be asked for, likewise.</summary>
    public IReadOnlyList<string>? Sources { get; init; }
}

/// <summary>Everything Grain knows about a contributor, under all their ids together.</summary>
/// <param name="Id">The contributor id that was named.</param>
/// <param name="Identity">The id of the identity that it means; itself if there is none.</param>
/// <param name="Accounts">All ids that mean the same person, the one that was named first.</param>
/// <param name="Name">The identity's name; else how they want to be called; the id if unknown.</param>
/// <param name="Points">Their grants; <c>seq</c> and <c>hash</c> are those of the id that was named.</param>
/// <param name="Recompute">Their legacy score, if they have one.</param>
/// <param name="Tier">The tier of the total that people see, if the space has tiers and the lowest is reached.</param>
/// <param name="Cred">Their cred.</param>
/// <param name="Grain">Their grain.</param>
internal sealed record ContributorAnswer(
    string Id, string Identity, IReadOnlyList<string> Accounts, string Name, PointsAnswer Points, RecomputeAnswer? Recompute, string? Tier,
    CredAnswer? Cred, GrainAnswer Grain)
{
    /// <summary>Their cred as of the open epoch; absent if that is not ranked yet or does not know them.</summary>
    public OpenCredAnswer? Open { get; init; }
}

/// <summary>
/// A contributor's cred as of the epoch that is not closed yet. It is provisional: it may still change, and nothing is paid.
/// </summary>
/// <param name="Provisional">Which epoch, and when it was worked out.</param>
/// <param name="Cred">Their cred, as it would be if the epoch were closed like this.</param>
/// <param name="WouldPayUnits">What they would be paid, in base units; <c>wouldPay</c> is the same in grain.</param>
internal sealed record OpenCredAnswer(Provisional Provisional, CredAnswer Cred, GrainAmount WouldPayUnits);

/// <summary>A contributor's legacy score.</summary>
internal sealed record RecomputeAnswer(Points Total, long Buckets)
{
    /// <summary>The sum of scores; <see langword="null"/> without any bucket.</summary>
    public static RecomputeAnswer? Of(IReadOnlyList<Score> scores) => scores.Sum(score => score.Buckets) is var buckets and > 0
        ? new RecomputeAnswer(Points.Sum(scores.Select(score => score.Total)), buckets)
        : null;
}

/// <summary>A contributor's grants in sums.</summary>
internal sealed record PointsAnswer(
    Points Total, long Count, SortedDictionary<string, Points> Categories, SortedDictionary<string, Points> Sources,
    DateTimeOffset? FirstAt, DateTimeOffset? LastAt, long Seq, string? Hash)
{
    /// <summary>The numbers alone: no moment, and no hash of what was done.</summary>
    public PointsAnswer Numbers() => this with { FirstAt = null, LastAt = null, Hash = null };

    /// <summary>The sums over several ids, with the chain of the first.</summary>
    public static PointsAnswer Of(IReadOnlyList<JournalHead<GrantTotals>> heads) => new(
        Points.Sum(heads.Select(head => head.Totals.Total)), heads.Sum(head => head.Totals.Count),
        AddUp(heads.SelectMany(head => head.Totals.Categories)), AddUp(heads.SelectMany(head => head.Totals.Sources)),
        heads.Min(head => head.Totals.FirstAt), heads.Max(head => head.Totals.LastAt), heads[0].Seq, heads[0].Hash);

    private static SortedDictionary<string, Points> AddUp(IEnumerable<KeyValuePair<string, Points>> parts)
    {
        var sums = new SortedDictionary<string, Points>(StringComparer.Ordinal);
        foreach (var part in parts.GroupBy(part => part.Key, part => part.Value)) sums.Add(part.Key, Points.Sum(part));
        return sums;
    }
}

/// <summary>A contributor's cred as of an epoch.</summary>
internal sealed record CredAnswer(
    string Epoch, double Cred, int Score, SortedDictionary<string, int> Breakdown, IReadOnlyList<EpochCred> History,
    DateTimeOffset? LastActive);

/// <summary>Cred of one epoch.</summary>
/// <param name="Epoch">Which.</param>
/// <param name="Cred">How much.</param>
/// <param name="Score">The same relative to whoever has most of that epoch, who has 1000.</param>
internal sealed record EpochCred(string Epoch, double Cred, int Score);

/// <summary>A contributor's grain in base units; <c>balance</c> and <c>received</c> are the same in grain.</summary>
internal sealed record GrainAnswer(GrainAmount BalanceUnits, GrainAmount ReceivedUnits)
{
    /// <summary>The part of the balance that open holds keep.</summary>
    public GrainAmount? HeldUnits { get; init; }

    /// <summary>What can be sent: the balance less what is held.</summary>
    public GrainAmount? AvailableUnits { get; init; }

    /// <summary>The sums over several accounts at a moment.</summary>
    public static GrainAnswer Of(IReadOnlyList<JournalHead<GrainTotals>> heads, DateTimeOffset now)
    {
        var balance = GrainAmount.Sum(heads.Select(head => head.Totals.Balance));
        var held = GrainAmount.Sum(heads.Select(head => head.Totals.HeldAt(now)));
        return new(balance, GrainAmount.Sum(heads.Select(head => head.Totals.Received)))
        {
            HeldUnits = held,
            AvailableUnits = balance - held,
        };
    }
}

/// <summary>How leaderboards and contributors are answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LeaderboardAnswer))]
[JsonSerializable(typeof(ContributorAnswer))]
internal sealed partial class LeaderboardJson : JsonSerializerContext;
