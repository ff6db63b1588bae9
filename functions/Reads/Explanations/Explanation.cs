using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs.Open;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Reads.Explanations.Sums;

namespace Grain.Functions.Reads.Explanations;

/// <summary>
/// Why a person has what they have: in a sentence, in groups with titles and links, and as the flow of cred. What begins with
/// <c>shown</c> is rounded for people and adds up as it is shown; all other numbers are exact.
/// </summary>
/// <param name="Space">The space.</param>
/// <param name="Contributor">The contributor id: of several the one that is paid.</param>
/// <param name="Name">How they want to be called.</param>
/// <param name="Answer">The answer in a sentence.</param>
/// <param name="Accounts">All ids that mean the person now, the one that is paid first.</param>
/// <param name="Points">Where their points come from.</param>
/// <param name="Cred">Where their cred comes from; absent before an epoch is closed, and for somebody whom it did not rank.</param>
/// <param name="Grain">Where the grain that they hold comes from and went, with who paid by which policy. Amounts in base units.</param>
/// <param name="Notes">Why there is less than one might expect, and what to do about it.</param>
internal sealed record Explanation(
    string Space, string Contributor, string Name, string Answer, IReadOnlyList<string> Accounts, ToldSum<Points> Points, ToldCred? Cred,
    ToldSum<GrainAmount> Grain, IReadOnlyList<ToldNote> Notes)
{
    /// <summary>
    /// The epoch whose ranking is explained; it covers all epochs up to it. The last closed one if no other was asked for; absent before an
    /// epoch is closed.
    /// </summary>
    public string? Epoch { get; init; }

    /// <summary>Says so where that is the open epoch: cred may still change, and nothing of it is paid.</summary>
    public Provisional? Provisional { get; init; }

    /// <summary>Their place by cred over all epochs; 1 is the best, equals share a place.</summary>
    public int? Rank { get; init; }

    /// <summary>Their cred relative to the best, who has 1000.</summary>
    public int? Score { get; init; }

    /// <summary>The flow of all epochs together; its cred is the person's cred.</summary>
    public FlowAnswer? Total { get; init; }

    /// <summary>The flow of each epoch that matters, oldest first.</summary>
    public IReadOnlyList<FlowAnswer> Epochs { get; init; } = [];

    /// <summary>All other epochs: less than a millionth of the flow each.</summary>
    public RestAnswer? Others { get; init; }
}

/// <summary>A person's cred: of one epoch, or of all.</summary>
/// <param name="Epoch">Of which epoch; absent for all of them.</param>
/// <param name="Share">Which part it is of everybody's cred, 0 to 1.</param>
/// <param name="From">Where it comes from: contributions by kind, other people, the person's own epochs around.</param>
/// <param name="Behind">Who and what stands behind that part which comes from contributions.</param>
internal sealed record ToldCred(string? Epoch, double Share, ToldSum<double> From, ToldSum<double> Behind)
{
    /// <summary>Of one epoch: the cred relative to whoever has most of that epoch, who has 1000.</summary>
    public int? Score { get; init; }
}

/// <summary>Something to know.</summary>
/// <param name="Code">A stable word for programs.</param>
/// <param name="Text">The reason and the cure, for people.</param>
internal sealed record ToldNote(string Code, string Text);

/// <summary>
/// Where a person's cred came from and where it went, as of a closed epoch. Flow is the scale of scores: what flows through a
/// person in an epoch flows in and out again, and the part of it that is paid out is cred.
/// </summary>
internal sealed record CredExplanation(
    string Contributor, string Name, string Epoch, int Rank, int Score, FlowAnswer Total, IReadOnlyList<FlowAnswer> Epochs,
    RestAnswer Others);

/// <summary>What flows through a person.</summary>
/// <param name="Epoch">In which epoch; absent for all together.</param>
/// <param name="Flow">How much: the sum of <paramref name="From"/>, and of <paramref name="To"/>.</param>
/// <param name="Cred">How much of it is paid out as cred: the sum of the cred of <paramref name="From"/>.</param>
/// <param name="From">Where it comes from.</param>
/// <param name="Behind">Who and what stands behind the parts that come from contributions; adds up to them.</param>
/// <param name="To">Where it goes.</param>
internal sealed record FlowAnswer(string? Epoch, double Flow, double Cred, PartsAnswer From, PartsAnswer Behind, PartsAnswer To)
{
    /// <summary>Of one epoch: the cred relative to whoever has most of that epoch, who has 1000.</summary>
    public int? Score { get; init; }
}

/// <summary>The largest parts of a flow, largest first, and all others together.</summary>
internal sealed record PartsAnswer(IReadOnlyList<PartAnswer> Top, RestAnswer Rest);

/// <summary>A part of a flow.</summary>
/// <param name="Kind"><c>contribution</c>, <c>participant</c>, <c>attribution</c>, <c>earlierEpoch</c>, <c>laterEpoch</c>, <c>mint</c>,
/// <c>cred</c> or <c>seed</c>.</param>
/// <param name="Id">The contribution, or the contributor id; absent if it is neither.</param>
/// <param name="Flow">How much flows.</param>
/// <param name="Cred">How much of the person's cred comes of it; absent for what flows out.</param>
internal sealed record PartAnswer(string Kind, string? Id, double Flow, double? Cred);

/// <summary>What is not listed: how many parts, and what they add up to.</summary>
internal sealed record RestAnswer(int Count, double Flow, double? Cred);

/// <summary>How explanations are answered.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Explanation))]
internal sealed partial class ExplanationJson : JsonSerializerContext;
