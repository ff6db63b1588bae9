using Grain.Functions.Cred.Graph;
using static Grain.Functions.Cred.CredRank.CredRankFaults;

namespace Grain.Functions.Cred.CredRank.Building;

/// <summary>Personal attributions, checked and laid out over the epochs: who gives what to whom in which epoch.</summary>
internal sealed class AttributionSchedule
{
    // Proportions such as 0.1 + 0.2 + 0.7 may miss 1 by rounding; this much is forgiven.
    private const double SumTolerance = 1e-12;

    private readonly Dictionary<(int Giver, int Epoch), double> given = [];

    private AttributionSchedule()
    {
    }

    /// <summary>One step of attribution: this share of the giver's payout in this epoch goes to the recipient.</summary>
    public readonly record struct Share(int Giver, int Recipient, int Epoch, double Proportion);

    /// <summary>All shares above 0.</summary>
    public List<Share> Shares { get; } = [];

    /// <summary>What a participant gives away in an epoch, as a share of its payout, in [0, 1].</summary>
    public double GivenBy(int participant, int epoch) => Math.Min(1, this.given.GetValueOrDefault((participant, epoch)));

    /// <summary>Checks the attributions and lays them out.</summary>
    /// <exception cref="CredRankException">They are not as they should be; the message tells whose. Or there are more than can be
    /// ranked with the graph, which is told before any is laid out.</exception>
    public static AttributionSchedule Create(PersonalAttributions attributions, WeightedGraph graph, EpochBoundaries epochs)
    {
        var schedule = new AttributionSchedule();
        if (attributions.Givers.Count == 0) return schedule;

        GraphSize.Check(graph, Count(attributions, epochs));
        var participants = graph.Participants;
        var indexes = new Dictionary<string, int>(participants.Count);
        for (var index = 0; index < participants.Count; index++) indexes.TryAdd(participants[index], index);

        var givers = new HashSet<string>();
        foreach (var giver in attributions.Givers)
        {
            if (!givers.Add(giver.From))
                throw new CredRankException(AttributionDuplicateGiver,
                    $"Participant {giver.From} appears twice as a giver of attributions.");
            schedule.Add(giver, indexes, epochs);
        }

        return schedule;
    }

    private void Add(AttributionGiver giver, Dictionary<string, int> indexes, EpochBoundaries epochs)
    {
        var from = Find(giver.From, indexes, $"The giver {giver.From}");
        var recipients = new HashSet<string>();
        foreach (var recipient in giver.Recipients)
        {
            var place = $"The attribution from {giver.From} to {recipient.To}";
            if (!recipients.Add(recipient.To))
                throw new CredRankException(AttributionDuplicateRecipient, $"{place} appears twice.");
            CheckProportions(recipient, place);
            Lay(from, Find(recipient.To, indexes, $"The recipient {recipient.To} of {giver.From}"), recipient, epochs);
        }

        for (var epoch = 0; epoch < epochs.Count; epoch++)
        {
            if (this.given.GetValueOrDefault((from, epoch)) > 1 + SumTolerance)
            {
                throw new CredRankException(
                    AttributionSumAboveOne,
                    $"Participant {giver.From} attributes {this.given[(from, epoch)]} of its cred in epoch {epoch}; at most 1 is "
                        + "possible.");
            }
        }
    }

    private static int Find(string id, Dictionary<string, int> indexes, string place) =>
        indexes.TryGetValue(id, out var index)
            ? index
            : throw new CredRankException(AttributionUnknownParticipant, $"{place} is no participant of the graph.");

    private static void CheckProportions(AttributionRecipient recipient, string place)
    {
        var earlier = double.NegativeInfinity;
        foreach (var (fromMs, proportion) in recipient.Proportions)
        {
            if (!(proportion is >= 0 and <= 1))
                throw new CredRankException(AttributionProportionOutOfRange,
                    $"{place} has the proportion {proportion}; it must lie in [0, 1].");
            if (!(fromMs >= earlier))
                throw new CredRankException(AttributionNotChronological, $"{place} goes back in time from {earlier} to {fromMs}.");
            earlier = fromMs;
        }
    }

    private void Lay(int giver, int recipient, AttributionRecipient entries, EpochBoundaries epochs)
    {
        for (var entry = 0; entry < entries.Proportions.Count; entry++)
        {
            var (from, to) = EpochsOf(entries.Proportions, entry, epochs);
            for (var epoch = from; epoch < to; epoch++)
            {
                var proportion = entries.Proportions[entry].Proportion;
                Shares.Add(new Share(giver, recipient, epoch, proportion));
                this.given[(giver, epoch)] = this.given.GetValueOrDefault((giver, epoch)) + proportion;
            }
        }
    }

    /// <summary>How many shares there will be.</summary>
    private static long Count(PersonalAttributions attributions, EpochBoundaries epochs) =>
        attributions.Givers.SelectMany(giver => giver.Recipients).Sum(recipient =>
            Enumerable.Range(0, recipient.Proportions.Count).Sum(entry =>
            {
                var (from, to) = EpochsOf(recipient.Proportions, entry, epochs);
                return Math.Max(0L, to - from);
            }));

    /// <summary>The epochs in which an entry holds, until the next one does: from (inclusive) to (exclusive).</summary>
    private static (int From, int To) EpochsOf(IReadOnlyList<AttributionProportion> entries, int entry, EpochBoundaries epochs) =>
        entries[entry].Proportion == 0 ? (0, 0)
            : (epochs.FirstFrom(entries[entry].FromMs),
                entry + 1 < entries.Count ? epochs.FirstFrom(entries[entry + 1].FromMs) : epochs.Count);
}
