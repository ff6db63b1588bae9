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
    private readonly int before;
    private readonly Dictionary<string, double[]> credBefore = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GrainAmount> received;
    private readonly (int Lookback, Dictionary<string, GrainAmount> Received)[] earlier;

    private EpochStandings(CredScores scores, IdentityMap identities, DistributionConfig config, EpochPast past)
    {
        before = past.Cred?.Intervals ?? 0;
        var all = before + scores.Epochs.Count;
        var detailed = config.DetailedIntervals(all);
        this.identities = identities;
        intervals = (detailed, all - detailed);
        foreach (var person in past.Cred?.People ?? []) AddBefore(person);
        // Without accounting nobody has an account in which it could lie until they are activated.
        accrues = config.Deactivated == DeactivatedPeople.Accrue && identities.Accounting;
        this.scores = scores.Participants.ToDictionary(participant => participant.Id, StringComparer.Ordinal);
        received = ByIdentity(past.Received);
        earlier = [.. past.Earlier.OrderBy(each => each.Key).Select(each => (each.Key, ByIdentity(each.Value)))];
    }

    /// <summary>
    /// The view of a distribution: whoever has cred, now or from before, has received grain or has an identity, in ordinal order of ids.
    /// </summary>
    public static CredView ViewOf(
        CredScores scores, IdentityMap identities, DistributionConfig config, EpochPast past, double totalCredMin)
    {
        var standings = new EpochStandings(scores, identities, config, past);
        var everybody = standings.scores.Keys.Concat(standings.received.Keys).Concat(standings.credBefore.Keys)
            .Concat(identities.Identities.Select(identity => identity.Id)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new CredView(
            [.. everybody.Select(standings.Of)], standings.before + scores.Epochs.Count, standings.intervals.Summarised)
        {
            TotalCredMin = totalCredMin,
        };
    }

    private ParticipantStanding Of(string id)
    {
        var (summarised, cred) = CredOf(id);
        var (received, paid) = PaidTo(id);
        return new ParticipantStanding
        {
            Id = id,
            Active = accrues || identities.IsActive(id),
            CredBefore = summarised,
            Cred = cred,
            PaidBefore = received,
            Paid = paid,
        };
    }

    /// <summary>Somebody's cred, of which the early intervals are a sum: those from before the first epoch, and then the epochs.</summary>
    private (double Summarised, double[] Detailed) CredOf(string id)
    {
        var history = scores.GetValueOrDefault(id)?.History ?? [];
        if (before == 0) return (history.Before(intervals.Summarised), history.Expand(intervals.Summarised, intervals.Detailed));
        double[] all = [.. credBefore.GetValueOrDefault(id) ?? new double[before], .. history.Expand(0, intervals.Summarised
            + intervals.Detailed - before)];
        var summarised = 0.0;
        foreach (var cred in all.AsSpan(0, intervals.Summarised)) summarised += cred;
        return (summarised, all[intervals.Summarised..]);
    }

    /// <summary>Ids that belong to one person now have their cred together.</summary>
    private void AddBefore(EarlierPerson person)
    {
        var id = identities.Resolve(person.Id);
        if (!credBefore.TryGetValue(id, out var sums)) credBefore.Add(id, sums = new double[before]);
        for (var interval = 0; interval < before; interval++) sums[interval] += person.Cred[interval];
    }

    /// <summary>
    /// What somebody received interval by interval, and before. An interval has what was received between the allocation of the epoch
    /// before and its own: mostly the payments of the epoch before. Policies look at sums over windows, so what lies between the
    /// beginnings of two windows stands in the first interval of the longer one.
    /// </summary>
    private (GrainAmount Before, GrainAmount[] Paid) PaidTo(string id)
    {
        var rest = received.GetValueOrDefault(id);
        if (earlier.Length == 0) return (rest, []);
        var paid = new GrainAmount[intervals.Detailed];
        foreach (var (lookback, then) in earlier)
        {
            // Of what was before, an import may have told more than the accounts have received.
            var known = then.GetValueOrDefault(id) is var told && told <= rest ? told : rest;
            paid[^lookback] = rest - known;
            rest = known;
        }

        return (rest, paid);
    }

    private Dictionary<string, GrainAmount> ByIdentity(IReadOnlyList<Receipt> byAccount)
    {
        var sums = new Dictionary<string, GrainAmount>(StringComparer.Ordinal);
        foreach (var (account, amount) in byAccount)
            if (identities.Resolve(account) is var id) sums[id] = sums.GetValueOrDefault(id) + amount;
        return sums;
    }
}
