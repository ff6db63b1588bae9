using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Distributions.Policies;

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

    /// <summary>As an ERC-20 amount; sums of what a file holds then stay within the range of amounts.</summary>
    private const int AmountBitsMax = 256;

    /// <summary>Reads the description, or a document that has it as its property <c>input</c>.</summary>
    /// <exception cref="DistributionException">It is malformed (the message names every fault with its JSON path), or a lookback is no
    /// whole number.</exception>
    internal static AllocationCase Read(SentValue root)
    {
        var input = root.Find("input") ?? root;
        var policy = Member(input, "policy");
        var budget = Amount(Member(policy, "budget"));
        var (participants, finished) = ReadView(input);
        var sentType = Member(policy, "type");
        var type = Text(sentType);
        var kind = PolicyKind.Find(type);
        if (kind is null && sentType.Element.ValueKind == JsonValueKind.String)
            policy.Fail("type", $"is \"{type}\"; known are {PolicyKind.Names("and")}");
        var lookback = kind?.LookbackMin is null ? 0 : Number(Member(policy, "lookback"));
        var config = new PolicyConfig
        {
            Lookback = (int)Math.Clamp(lookback, int.MinValue, int.MaxValue),
            Discount = kind is { TakesDiscount: true } ? Number(Member(policy, "discount")) : 0,
            Exclusions = kind is { TakesExclusions: true } ? [.. policy.Elements("exclusions", int.MaxValue).Select(Text)] : [],
            Recipient = kind is { TakesRecipient: true } ? Text(Member(policy, "recipient")) : null,
            Memo = kind is { TakesRecipient: true } && policy.Find("memo") is { } memo ? Text(memo) : null,
        };
        if (root.Faults.Count > 0)
            throw new DistributionException(DistributionFault.MalformedInput,
                string.Join("; ", root.Faults.All.Select(fault => $"{fault.Path} {fault.Message}")));
        var view = new CredView(participants, finished);
        if (lookback == Math.Floor(lookback)) return new AllocationCase(kind!.Make(config, id => id), budget, view);
        // Faults are reported in a fixed order, in which this one comes after those of budget and cred.
        Precondition.Check(budget, view);
        throw new DistributionException(
            DistributionFault.LookbackNotInteger, $"{policy.Path}.lookback is {lookback:R}; it must be a whole number");
    }

    private static (List<ParticipantStanding> Participants, int Finished) ReadView(SentValue input)
    {
        var effective = Number(Member(input, "effectiveTimestamp"));
        var intervals = Member(input, "intervals").Elements(int.MaxValue).ToList();
        var finished = 0;
        var previousEnd = double.NegativeInfinity;
        foreach (var interval in intervals)
        {
            var (start, end) = (Number(Member(interval, "start")), Number(Member(interval, "end")));
            if (!(start < end)) interval.Fail("must end after its start");
            if (start < previousEnd) interval.Fail("must not start before the previous one ends");
            previousEnd = end;
            if (end <= effective) finished++;
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        var participants = new List<ParticipantStanding>();
        foreach (var identity in Member(input, "identities").Elements(int.MaxValue))
        {
            participants.Add(ReadStanding(identity, intervals.Count));
            if (!ids.Add(participants[^1].Id)) identity.Fail("id", $"\"{participants[^1].Id}\" occurs twice");
        }

        return (participants, finished);
    }

    private static ParticipantStanding ReadStanding(SentValue identity, int intervals)
    {
        var before = identity.Faults.Count;
        var standing = new ParticipantStanding
        {
            Id = Text(Member(identity, "id")),
            Active = Member(identity, "active").Element.ValueKind != JsonValueKind.Undefined && identity.OptionalFlag("active") == true,
            Cred = ReadColumn(identity, "cred", intervals, Number, cred => cred >= 0),
            Paid = ReadColumn(identity, "grainPaidPerInterval", intervals, Amount, paid => paid.Sign >= 0),
        };
        var (totalCred, grainPaid) = (Number(Member(identity, "totalCred")), Amount(Member(identity, "grainPaid")));
        if (identity.Faults.Count > before) return standing;
        if (Math.Abs(standing.TotalCred - totalCred) > Math.Max(SumTolerance, RelativeSumTolerance * standing.TotalCred))
            identity.Fail("totalCred", $"is not the sum of cred, {standing.TotalCred:R}");
        var paid = GrainAmount.Sum(standing.Paid.ToArray());
        if (grainPaid != paid) identity.Fail("grainPaid", $"is not the sum of grainPaidPerInterval, {paid}");
        return standing;
    }

    private static T[] ReadColumn<T>(SentValue identity, string name, int intervals, Func<SentValue, T> read, Predicate<T> allowed)
    {
        var column = Member(identity, name).Elements(int.MaxValue).Select(item =>
        {
            var value = read(item);
            if (!allowed(value)) item.Fail("must not be negative");
            return value;
        }).ToArray();
        if (identity.Find(name) is { IsArray: true } && column.Length != intervals)
            identity.Fail(name, $"has {column.Length} entries for {intervals} intervals");
        return column;
    }

    /// <summary>A member that must be there; of one that is not, the fault is told once.</summary>
    private static SentValue Member(SentValue sent, string name) =>
        sent.Find(name) ?? Missing(sent, name);

    private static SentValue Missing(SentValue sent, string name)
    {
        if (sent.Element.ValueKind is JsonValueKind.Object or JsonValueKind.Undefined) sent.Fail(name, "is missing");
        else if (sent.Faults.All.All(fault => fault.Path != sent.Path)) sent.Fail("must be an object");
        return new SentValue(default, new FaultList(), sent.Path);
    }

    private static string Text(SentValue sent)
    {
        try
        {
            if (sent.Element.ValueKind == JsonValueKind.String) return sent.Element.GetString()!;
            sent.Fail("must be a text");
        }
        catch (InvalidOperationException)
        {
            sent.Fail("holds half of a surrogate pair, which is no Unicode text");
        }

        return "";
    }

    /// <summary>A finite double, however the number is written.</summary>
    private static double Number(SentValue sent)
    {
        if (sent.Element.ValueKind == JsonValueKind.Number && sent.Element.TryGetDouble(out var number) && double.IsFinite(number))
            return number;
        sent.Fail("must be a finite number");
        return 0;
    }

    private static GrainAmount Amount(SentValue sent)
    {
        var before = sent.Faults.Count;
        var text = Text(sent);
        if (sent.Faults.Count > before) return default;
        if (!GrainAmount.TryParse(text, out var amount, out var fault)) sent.Fail(fault!);
        else if (amount.BaseUnits.GetBitLength() > AmountBitsMax) sent.Fail($"must not exceed 2^{AmountBitsMax} - 1 base units");
        return amount;
    }
}
