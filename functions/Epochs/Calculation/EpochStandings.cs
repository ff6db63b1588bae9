using Grain.Functions.Distributions;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Distributions.Policies;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Epochs.Calculation;

/// <summary>
/// What the policies see of everybody: cred by identity as ranked, and grain received by identity, which is the sum over all
/// accounts that belong to it now. Pure.
/// </summary>
internal sealed class EpochStandings
{
    private readonly IdentityMap identities;
    private readonly bool accrues;
    private readonly (int Detailed, int Summarised) intervals;
    private readonly Dictionary<string, ParticipantScore> scores;
    private readonly Dictionary<string, GrainAmount> received;
    private readonly (int Lookback, Dictionary<string, GrainAmount> Received)[] earlier;

    private EpochStandings(CredScores scores, IdentityMap identities, DistributionConfig config, EpochPast past)
    {
        var detailed = config.DetailedIntervals(scores.Epochs.Count);
        this.identities = identities;
        intervals = (detailed, scores.Epochs.Count - detailed);
        // Without accounting nobody has an account in which it could lie until they are activated.
        accrues = config.Deactivated == DeactivatedPeople.Accrue && identities.Accounting;
        this.scores = scores.Participants.ToDictionary(participant => participant.Id, StringComparer.Ordinal);
        received = ByIdentity(past.Received);
        earlier = [.. past.Earlier.OrderBy(each => each.Key).Select(each => (each.Key, ByIdentity(each.Value)))];
    }

    /// <summary>The view of a distribution: whoever has cred, has received grain or has an identity, in ordinal order of ids.</summary>
    public static CredView ViewOf(
        CredScores scores, IdentityMap identities, DistributionConfig config, EpochPast past, double totalCredMin)
    {
        var standings = new EpochStandings(scores, identities, config, past);
        var everybody = standings.scores.Keys.Concat(standings.received.Keys).Concat(identities.Identities.Select(identity => identity.Id))
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new CredView([.. everybody.Select(standings.Of)], scores.Epochs.Count, standings.intervals.Summarised)
        {
            TotalCredMin = totalCredMin,
        };
    }

    private ParticipantStanding Of(string id)
    {
        var history = scores.GetValueOrDefault(id)?.History ?? [];
        var (before, paid) = PaidTo(id);
        return new ParticipantStanding
        {
            Id = id,
            Active = accrues || identities.IsActive(id),
            CredBefore = history.Before(intervals.Summarised),
            Cred = history.Expand(intervals.Summarised, intervals.Detailed),
            PaidBefore = before,
            Paid = paid,
        };
    }

    /// <summary>
    /// What somebody received interval by interval, and before. An interval has what was received between the allocation of the epoch
    /// before and its own: mostly the payments of the epoch before. Policies look at sums over windows, so what lies between the
    /// beginnings of two windows stands in the first interval of the longer one.
    /// </summary>
    private (GrainAmount Before, GrainAmount[] Paid) PaidTo(string id)
    {
        var before = received.GetValueOrDefault(id);
        if (earlier.Length == 0) return (before, []);
        var paid = new GrainAmount[intervals.Detailed];
        foreach (var (lookback, then) in earlier)
        {
            var known = then.GetValueOrDefault(id);
            paid[^lookback] = before - known;
            before = known;
        }

        return (before, paid);
    }

    private Dictionary<string, GrainAmount> ByIdentity(IReadOnlyList<Receipt> byAccount)
    {
        var sums = new Dictionary<string, GrainAmount>(StringComparer.Ordinal);
        foreach (var (account, amount) in byAccount)
            if (identities.Resolve(account) is var id) sums[id] = sums.GetValueOrDefault(id) + amount;
        return sums;
    }
}
