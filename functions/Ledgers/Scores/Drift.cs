using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Api;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Scores;

/// <summary>How the ledger and the legacy model compare, over all contributors.</summary>
/// <param name="Space">The space.</param>
/// <param name="Leaderboard">The model that people see now.</param>
/// <param name="Contributors">How many either model knows.</param>
/// <param name="Equal">Of them: the same total in both.</param>
/// <param name="Ahead">The ledger has more.</param>
/// <param name="Behind">The ledger has less.</param>
/// <param name="Missing">Only one of the two knows them.</param>
/// <param name="Differences">A page of those who are not equal; without those among them who want to be shown to nobody.</param>
/// <param name="Next">Ask with <c>skip</c> = this for the next page; absent on the last.</param>
internal sealed record DriftAnswer(
    string Space, LeaderboardModel Leaderboard, long Contributors, long Equal, long Ahead, long Behind, long Missing,
    IReadOnlyList<DriftRow> Differences, int? Next);

/// <summary>A contributor whose totals differ.</summary>
/// <param name="Contributor">Who.</param>
/// <param name="State"><c>ahead</c>, <c>behind</c> or <c>missing</c>: where the ledger is, seen from the legacy model.</param>
/// <param name="MissingFrom">For <c>missing</c>: <c>ledger</c> or <c>recompute</c>.</param>
/// <param name="Ledger">The ledger's total.</param>
/// <param name="Recompute">The legacy total.</param>
internal sealed record DriftRow(string Contributor, string State, string? MissingFrom, Points? Ledger, Points? Recompute);

/// <summary>Compares both models shard by shard; of one shard the legacy totals are held in memory.</summary>
internal sealed class Drift(GrantLedger ledger, ScoreBuckets buckets, Space space, Faces faces, int skip, int limit)
{
    private readonly List<DriftRow> page = [];
    private long equal;
    private long ahead;
    private long behind;
    private long missing;

    public async Task<DriftAnswer> ReadAsync(CancellationToken cancellation)
    {
        for (var shard = 0; shard < space.Shards; shard++)
        {
            var legacy = await buckets.ReadShardAsync(space.Journal, shard, cancellation)
                .ToDictionaryAsync(score => score.Contributor, score => score.Total, StringComparer.Ordinal, cancellation);
            await foreach (var head in ledger.ReadHeadsAsync(space.Journal, shard, cancellation))
                Add(head.Account, head.Totals.Total, legacy.Remove(head.Account, out var total) ? total : null);
            foreach (var (contributor, total) in legacy) Add(contributor, null, total);
        }

        var differences = ahead + behind + missing;
        return new DriftAnswer(
            space.Name, space.Config.VisibleModel, equal + differences, equal, ahead, behind, missing, page,
            differences > (long)skip + limit ? skip + limit : null);
    }

    private void Add(string contributor, Points? fromLedger, Points? recomputed)
    {
        if (fromLedger is { } known && recomputed is { } total && known == total)
        {
            equal++;
            return;
        }

        var place = ahead + behind + missing;
        var state = fromLedger is null || recomputed is null ? "missing" : fromLedger > recomputed ? "ahead" : "behind";
        _ = state switch { "missing" => missing++, "ahead" => ahead++, _ => behind++ };
        if (place < skip || place >= (long)skip + limit || faces.IdOf(contributor) is not { } shown) return;
        page.Add(new DriftRow(shown, state, state != "missing" ? null : fromLedger is null ? "ledger" : "recompute", fromLedger,
            recomputed));
    }
}

/// <summary>What a legacy write is answered.</summary>
/// <param name="Contributor">Whose score.</param>
/// <param name="Key">Which bucket.</param>
/// <param name="Points">What it holds now.</param>
/// <param name="Previous">What it held before; absent when it is new.</param>
/// <param name="Before">The recomputed total before.</param>
/// <param name="After">The recomputed total after.</param>
/// <param name="Tier">What that meant for the tier, where the space has tiers and people see this model.</param>
/// <param name="Grant">For a feed post or an award: what the ledger made of it.</param>
internal sealed record ContributeAnswer(
    string Contributor, string Key, Points Points, Points? Previous, Points Before, Points After, TierChange? Tier, GrantAnswer? Grant)
{
    public static ContributeAnswer Of(BucketWrite contribution, BucketChange change, IReadOnlyList<Tier> tiers, GrantAnswer? granted) =>
        new(
        contribution.Contributor, contribution.Key, contribution.Points, change.Previous, change.Before, change.After,
        TierChange.Between(change.Before, change.After, tiers), granted);
}

/// <summary>How scores are answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DriftAnswer))]
[JsonSerializable(typeof(ContributeAnswer))]
internal sealed partial class ScoresJson : JsonSerializerContext;
