using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>A proposal as it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="State"><c>open</c>, <c>approved</c>, <c>rejected</c> or <c>withdrawn</c>.</param>
/// <param name="Giver">Who proposes it.</param>
/// <param name="Receiver">Who shall be recognised.</param>
/// <param name="Points">How much.</param>
/// <param name="Level">What the scale called it.</param>
/// <param name="Reason">For what; absent where the giver is not shown as themselves.</param>
/// <param name="ProposedAt">When it was proposed.</param>
/// <param name="Reviewer">Who approved or rejected it.</param>
/// <param name="DecidedAt">When it was approved, rejected or withdrawn.</param>
/// <param name="Remark">What was said to it; absent where the reviewer is not shown as themselves.</param>
/// <param name="GrantId">The id of its grant, if it is approved.</param>
internal sealed record ProposalAnswer(
    string Id, string State, string Giver, string Receiver, Points Points, string? Level, string? Reason, DateTimeOffset ProposedAt,
    string? Reviewer, DateTimeOffset? DecidedAt, string? Remark, string? GrantId)
{
    /// <summary>
    /// The proposal to who may not know everybody: nothing of what is for somebody who is not open, and others in their places only.
    /// </summary>
    public static ProposalAnswer? Of(Proposal proposal, Faces faces) => !faces.AreOpen(proposal.Receiver) ? null : Of(proposal) with
    {
        Giver = faces.IdOrOthers(proposal.Giver),
        Reason = faces.AreOpen(proposal.Giver) ? proposal.Reason : null,
        Reviewer = proposal.Reviewer is { } reviewer ? faces.IdOrOthers(reviewer) : null,
        Remark = proposal.Reviewer is null || faces.AreOpen(proposal.Reviewer) ? proposal.Remark : null,
    };

    public static ProposalAnswer Of(Proposal proposal) => new(
        proposal.ShownId, proposal.State, proposal.Giver, proposal.Receiver, proposal.Points, proposal.Level, proposal.Reason,
        proposal.ProposedAt, proposal.Reviewer, proposal.DecidedAt, proposal.Remark,
        proposal.State == ProposalStates.Approved ? proposal.ShownGrantId : null);
}

/// <summary>A page of proposals.</summary>
/// <param name="Proposals">Open ones oldest first, others newest first.</param>
/// <param name="Next">Ask with <c>after</c> = this for the next page; absent on the last.</param>
internal sealed record ProposalListAnswer(IReadOnlyList<ProposalAnswer> Proposals, string? Next);

/// <summary>The slice's answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProposalAnswer))]
[JsonSerializable(typeof(ProposalListAnswer))]
internal sealed partial class ProposalAnswersJson : JsonSerializerContext;
