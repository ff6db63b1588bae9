namespace Grain.Functions.Reads.Explanations;

/// <summary>
/// Where a person's cred came from and where it went, as of a closed epoch. Flow is the scale of scores: what flows through a
/// person in an epoch flows in and out again, and the part of it that is paid out is cred.
/// </summary>
/// <param name="Space">The space.</param>
/// <param name="Contributor">The contributor id.</param>
/// <param name="Name">How they want to be called.</param>
/// <param name="Epoch">The closed epoch whose ranking is explained; it covers all epochs up to it.</param>
/// <param name="Rank">Their place by cred; 1 is the best, equals share a place.</param>
/// <param name="Score">Their cred relative to the best, who has 1000.</param>
/// <param name="Total">All epochs together; its cred is the person's cred.</param>
/// <param name="Epochs">Each epoch that matters, oldest first.</param>
/// <param name="Others">All other epochs: less than a millionth of the flow each.</param>
internal sealed record Explanation(
    string Space, string Contributor, string Name, string Epoch, int Rank, int Score, FlowAnswer Total, IReadOnlyList<FlowAnswer> Epochs,
    RestAnswer Others);

/// <summary>What flows through a person.</summary>
/// <param name="Epoch">In which epoch; absent for all together.</param>
/// <param name="Flow">How much: the sum of <paramref name="From"/>, and of <paramref name="To"/>.</param>
/// <param name="Cred">How much of it is paid out as cred: the sum of the cred of <paramref name="From"/>.</param>
/// <param name="From">Where it comes from.</param>
/// <param name="Behind">Who and what stands behind the parts that come from contributions; adds up to them.</param>
/// <param name="To">Where it goes.</param>
internal sealed record FlowAnswer(string? Epoch, double Flow, double Cred, PartsAnswer From, PartsAnswer Behind, PartsAnswer To);

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
