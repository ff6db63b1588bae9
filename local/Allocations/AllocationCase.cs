using Grain.Functions.Cred.Distributions;

namespace Grain.Local.Allocations;

/// <summary>
/// One allocation to compute, as a file describes it: a policy with its budget, the intervals, and the participants' standings.
/// </summary>
internal sealed record AllocationCase(DistributionPolicy Policy, GrainAmount Budget, CredView View)
{
    /// <summary>Totals are compared at six decimals, since files round them ...</summary>
    private const double SumTolerance = 5e-7;

    /// <summary>... and no more exactly than doubles can be added up.</summary>
    private const double RelativeSumTolerance = 1e-12;

    /// <summary>Reads the description, or a document that has it as its property <c>input</c>.</summary>
    /// <exception cref="DistributionException">It is malformed (the message names the JSON path), or a lookback is no whole
    /// number.</exception>
    internal static AllocationCase Read(JsonElement document)
    {
        var root = JsonPlace.Root(document);
        var input = root.Find("input") ?? root;
        var policy = input["policy"];
        var budget = policy["budget"].Amount();
        var view = ReadView(input);
        return new AllocationCase(ReadPolicy(policy, budget, view), budget, view);
    }

    private static DistributionPolicy ReadPolicy(JsonPlace policy, GrainAmount budget, CredView view)
    {
        var type = policy["type"].Text();
        var kind = PolicyKind.Find(type) ?? throw policy["type"].Fault($"is \"{type}\"; known are {PolicyKind.Names("and")}");
        var config = new PolicyConfig
        {
            Lookback = kind.LookbackMin is null ? 0 : ReadLookback(policy["lookback"], budget, view),
            Discount = kind.TakesDiscount ? policy["discount"].Number() : 0,
            Exclusions = kind.TakesExclusions ? [.. policy.Find("exclusions")?.Items().Select(id => id.Text()) ?? []] : [],
            Recipient = kind.TakesRecipient ? policy["recipient"].Text() : null,
            Memo = kind.TakesRecipient ? policy.Find("memo")?.Text() : null,
        };
        return kind.Make(config, id => id);
    }

    private static int ReadLookback(JsonPlace place, GrainAmount budget, CredView view)
    {
        var lookback = place.Number();
        if (lookback == Math.Floor(lookback)) return (int)Math.Clamp(lookback, int.MinValue, int.MaxValue);
        // Faults are reported in a fixed order, in which this one comes after those of budget and cred.
        Precondition.Check(budget, view);
        throw new DistributionException(DistributionFault.LookbackNotInteger, $"{place.Path} is {lookback:R}; it must be a whole number");
    }

    private static CredView ReadView(JsonPlace input)
    {
        var effective = input["effectiveTimestamp"].Number();
        var intervals = input["intervals"].Items();
        var finished = 0;
        var previousEnd = double.NegativeInfinity;
        foreach (var interval in intervals)
        {
            var (start, end) = (interval["start"].Number(), interval["end"].Number());
            if (!(start < end)) throw interval.Fault("must end after its start");
            if (start < previousEnd) throw interval.Fault("must not start before the previous one ends");
            previousEnd = end;
            if (end <= effective) finished++;
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        var participants = new List<ParticipantStanding>();
        foreach (var identity in input["identities"].Items())
        {
            participants.Add(ReadStanding(identity, intervals.Count));
            if (!ids.Add(participants[^1].Id)) throw identity["id"].Fault($"\"{participants[^1].Id}\" occurs twice");
        }

        return new CredView(participants, finished);
    }

    private static ParticipantStanding ReadStanding(JsonPlace identity, int intervals)
    {
        var standing = new ParticipantStanding
        {
            Id = identity["id"].Text(),
            Active = identity["active"].Truth(),
            Cred = ReadColumn(identity["cred"], intervals, ReadCred),
            Paid = ReadColumn(identity["grainPaidPerInterval"], intervals, ReadPaid),
        };
        var totalCred = identity["totalCred"];
        if (Math.Abs(standing.TotalCred - totalCred.Number()) > Math.Max(SumTolerance, RelativeSumTolerance * standing.TotalCred))
            throw totalCred.Fault($"is not the sum of cred, {standing.TotalCred:R}");
        var grainPaid = identity["grainPaid"];
        var paid = GrainAmount.Sum(standing.Paid.ToArray());
        return grainPaid.Amount() == paid ? standing : throw grainPaid.Fault($"is not the sum of grainPaidPerInterval, {paid}");
    }

    private static T[] ReadColumn<T>(JsonPlace place, int intervals, Func<JsonPlace, T> read)
    {
        var items = place.Items();
        return items.Count == intervals ? [.. items.Select(read)]
            : throw place.Fault($"has {items.Count} entries for {intervals} intervals");
    }

    private static double ReadCred(JsonPlace place) =>
        place.Number() is var cred && cred >= 0 ? cred : throw place.Fault("must not be negative");

    private static GrainAmount ReadPaid(JsonPlace place) =>
        place.Amount() is var paid && paid.Sign >= 0 ? paid : throw place.Fault("must not be negative");
}
