using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Queue;

namespace Grain.Functions.Webhooks.Reading;

/// <summary>One delivery that is being read: what was found to count so far, and why the rest does not.</summary>
/// <param name="kinds">What its sender can tell that counts.</param>
/// <param name="weights">The points that events are worth.</param>
/// <param name="options">What the space counts, and when it arrived.</param>
internal class Delivery(EventKinds kinds, EventWeights weights, CountingOptions options)
{
    private const int ReasonsMax = 3; // a push with thousands of commits by bots needs no thousands of reasons
    private const int LeftOutMax = 20; // as many as an answer names

    /// <summary>No program makes as many by mistake, and each costs a throw: what comes after them is not read.</summary>
    private const int FaultsMax = 1000;

    private readonly List<Grant> grants = [];
    private readonly HashSet<string> grantIds = new(StringComparer.Ordinal);
    private readonly List<string> reasons = [];
    private readonly List<Fault> leftOut = [];
    private int faults;
    private readonly Dictionary<string, IReadOnlyList<FormerId>> former = new(StringComparer.Ordinal);

    /// <summary>What its sender can tell that counts.</summary>
    public EventKinds Kinds => kinds;

    /// <summary>What the space counts.</summary>
    public CountingOptions Options => options;

    /// <summary>A sheet for what a contribution tells the graph.</summary>
    public FactSheet Sheet() => new(kinds.Source);

    /// <summary>The person who was looked for; if it is nobody to recognise, the reason is noted.</summary>
    public Person? Known(Found found)
    {
        if (found.Person is null) Skip(found.Reason);
        return found.Person;
    }

    /// <summary>Reads each element of an array; one that is not what it should be is left out and told, and the rest counts.</summary>
    /// <exception cref="PayloadException">There is something else than an array.</exception>
    public void Each(Payload of, string name, Action<Payload> read)
    {
        foreach (var element in of.Elements(name))
        {
            if (element.IsObject) Try(() => read(element));
            else LeaveOut(element.Fault("is not an object"));
            if (faults <= FaultsMax) continue;
            leftOut.Insert(0, of.Fault(name, $"has more than {FaultsMax} faults; what comes after them is not read").Fault);
            return;
        }
    }

    /// <summary>Reads a part that the rest does not need; if it is not what it should be, it is left out and told.</summary>
    public void Try(Action read)
    {
        try
        {
            read();
        }
        catch (PayloadException fault)
        {
            LeaveOut(fault.Fault);
        }
    }

    /// <summary>
    /// The first time that an object tells under these names; where it tells none that can be read, the arrival stands for it. Not for ids:
    /// the same thing told again arrives later.
    /// </summary>
    /// <exception cref="PayloadException">It tells none, and when the delivery arrived is not known.</exception>
    public DateTimeOffset Time(Payload of, params ReadOnlySpan<string> names) =>
        Plausible(of.FirstTime(names) ?? options.ReceivedAt?.ToUniversalTime() ?? of.Time(names[0]));

    /// <summary>
    /// The time, within the range that <see cref="OutsideTime.Clamp"/> has; without a time of arrival nothing is too late.
    /// </summary>
    public DateTimeOffset Plausible(DateTimeOffset time) => OutsideTime.Clamp(time, options.ReceivedAt ?? time);

    /// <summary>
    /// Counts a contribution. One that is worth no points still counts if it tells the graph something; else it is left out.
    /// </summary>
    public void Count(Contribution? contribution)
    {
        if (contribution?.By is null) return;
        contribution = Placed(contribution);
        if (IsWorthNothing(contribution)) Skip($"{contribution.Kind.Key} is worth no points");
        else Add(contribution, contribution.ToGrant(weights));
    }

    /// <summary>
    /// Takes a contribution back. The payload tells all of what is taken back, so the grant is made once more before its reversal: if
    /// it was made before, its id is known and nothing happens; if it was not (Grain came later, or the deliveries overtook each
    /// other), the two come to nothing. So the sum is exact in every order, and never negative. Where whoever did it is nobody to
    /// recognise, it is taken back as <see cref="TakeBackIfCounted"/> does: their account may be gone, or have become a bot's, after it was
    /// counted.
    /// </summary>
    /// <param name="contribution">What is taken back.</param>
    /// <param name="what">What happened, for example <c>issues.deleted</c>.</param>
    public void TakeBack(Contribution? contribution, string what)
    {
        if (contribution is null) return;
        contribution = Placed(contribution);
        Count(contribution);
        if (contribution.By is null) TakeBackIfCounted(contribution, what);
        else Add(contribution, contribution.ToReversal(weights, $"{kinds.Source}:{what}"));
    }

    /// <summary>
    /// Takes back what was granted before, if it was, from whoever it was granted to: for payloads that tell what ended and not who had
    /// done it.
    /// </summary>
    /// <param name="contribution">What is taken back, as far as the payload tells it.</param>
    /// <param name="what">What happened, for example <c>issues.reopened</c>.</param>
    public void TakeBackIfCounted(Contribution? contribution, string what)
    {
        if (contribution is null) return;
        contribution = Placed(contribution) with { By = null };
        // It leaves a row for what never came, so only what may have counted is asked about.
        if (IsWorthNothing(contribution)) Skip($"{contribution.Kind.Key} is worth no points");
        else Add(contribution, contribution.ToReversal(weights, $"{kinds.Source}:{what}"));
    }

    private bool IsWorthNothing(Contribution contribution) => contribution.Facts is null && weights[contribution.Kind] == Points.Zero;

    /// <summary>Notes why something does not count.</summary>
    public void Skip(string reason)
    {
        if (reasons.Count < ReasonsMax && !reasons.Contains(reason)) reasons.Add(reason);
    }

    /// <summary>Notes why nothing counts, unless something does or a reason is known.</summary>
    public void SkipIfNothing(string reason)
    {
        if (grants.Count == 0 && reasons.Count == 0) Skip(reason);
    }

    /// <summary>What came of the delivery.</summary>
    /// <param name="host">The host of the instance that tells it, if its ids depend on that.</param>
    public WebhookOutcome Outcome(string? host = null) =>
        grants.Count > 0 ? new WebhookOutcome.Normalised(grants) { Host = host, Former = former, LeftOut = leftOut }
        : leftOut.Count > 0 ? WebhookOutcome.Malformed.Of(leftOut)
        : new WebhookOutcome.Ignored(string.Join("; ", reasons));

    /// <summary>The contribution with the id that it has where the delivery is from. Doing it again changes nothing.</summary>
    protected virtual Contribution Placed(Contribution contribution) => contribution;

    private void LeaveOut(Fault fault)
    {
        faults++;
        if (leftOut.Count < LeftOutMax && !leftOut.Contains(fault)) leftOut.Add(fault);
    }

    private void Add(Contribution contribution, Grant grant)
    {
        if (contribution.Former.Count > 0) former[contribution.GrantId] = contribution.Former;
        if (grantIds.Add(grant.GrantId)) grants.Add(grant);
    }
}
