using System.Text.RegularExpressions;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Proposals;

/// <summary>The slice's addresses: <c>/api/spaces/{space}/proposals</c> and below.</summary>
internal sealed partial class ProposalsFunctions(ProposalDesk desk, ProposalBook book, ProposalSealing sealing, FaceReader people)
{
    internal const int PageDefault = 50;
    internal const int PageMax = 200;

    /// <summary>Of many that a caller may not see so many are looked at for one page, which may then be short.</summary>
    private const int LookedAtMax = 2000;

    private static ApiOperation Propose => new ApiOperation("Proposals", "Proposes a grant for somebody, which a reviewer decides about")
        .For(Role.Writer).OrKnown()
        .Says("Who may, and how much, is `proposals` of the configuration. Sent again with the same id, it is the same proposal.")
        .Takes(ProposalRequests.Proposed)
        .Answers(201, "It waits for a reviewer.", ProposalAnswersJson.Default.ProposalAnswer)
        .Answers(200, "It was proposed before.", ProposalAnswersJson.Default.ProposalAnswer)
        .Refuses(409, "The space takes no proposals, a cap of the giver is reached, or the id is another proposal.");

    [Function("ProposalsAdd"), Operation("propose", nameof(Propose))]
    public async Task<IResult> ProposeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/proposals")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        if (space.Config.Proposals is not { } config)
            return Problem.Refused("proposals-off", $"The space '{space.Name}' takes no proposals; `proposals` of its configuration, "
                + "{} for the defaults, lets it.");
        var sent = await JsonBody.ReadAsync(request, body => ProposalRequests.ReadProposal(body, config), cancellation);
        var (proposal, isNew) = await desk.ProposeAsync(space, config, request.Caller(), sent, cancellation);
        return Shown(proposal, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static ApiOperation List => new ApiOperation("Proposals", "The proposals of one state")
        .Published(Role.Reader).OrKnown()
        .Says("Open ones oldest first, others newest first. Who is no reader and no reviewer sees their own, and in a public space those "
            + "that were approved. A page may hold less than `limit`, and another one follow.")
        .Query("state", "Which; `open` if absent.", ProposalStates.All)
        .PageByText(PageDefault, PageMax)
        .Answers(200, "A page.", ProposalAnswersJson.Default.ProposalListAnswer);

    [Function("ProposalsList"), Operation("listProposals", nameof(List))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/proposals")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (state, after, limit) = QueryReader.Of(request, query => (
            query.Checked(query.Text("state") ?? ProposalStates.Open, "state", ProposalStates.All.Contains,
                $"must be one of {string.Join(", ", ProposalStates.All)}"),
            query.Checked(query.Text("after") ?? "", "after", mark => mark.Length == 0 || Mark().IsMatch(mark),
                "must be the `next` of the page before"),
            query.Size(PageDefault, PageMax)));
        var shownOf = await ShownAsync(space, request.Caller(), cancellation);
        var (page, looked, next) = (new List<ProposalAnswer>(), 0, (string?)null);
        await foreach (var proposal in book.ListAsync(space.Name, state, after, limit + 1, cancellation))
        {
            if (page.Count == limit || looked++ == LookedAtMax)
            {
                next = after;
                break;
            }

            after = ProposalRows.MarkOf(proposal);
            if (shownOf(proposal) is { } shown) page.Add(shown);
        }

        return Results.Json(new ProposalListAnswer(page, next), ProposalAnswersJson.Default.ProposalListAnswer);
    }

    private static ApiOperation Read => OfOne("A proposed grant and what became of it").Published(Role.Reader).OrKnown();

    [Function("ProposalsRead"), Operation("getProposal", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/proposals/{id}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var shownOf = await ShownAsync(space, request.Caller(), cancellation);
        return await book.FindAsync(space.Name, await IdAsync(request, space, cancellation), cancellation) is { } proposal
            && shownOf(proposal) is { } shown
            ? Results.Json(shown, ProposalAnswersJson.Default.ProposalAnswer) : Missing(request);
    }

    /// <summary>What a caller sees of proposals; <see langword="null"/> of those that are none to them.</summary>
    private async Task<Func<Proposal, ProposalAnswer?>> ShownAsync(Space space, Caller caller, CancellationToken cancellation)
    {
        var isVisible = await desk.VisibleAsync(space, caller, cancellation);
        var isWhole = await desk.WholeAsync(space, caller, cancellation);
        var faces = await people.ReadAsync(space, caller, cancellation);
        return proposal => !isVisible(proposal) ? null
            : isWhole(proposal) ? ProposalAnswer.Of(proposal) : ProposalAnswer.Of(proposal, faces);
    }

    private static ApiOperation Approve => Deciding("Approves a proposal: it becomes a grant, once")
        .Refuses(409, "It was rejected or withdrawn, or the ledger cannot take the grant.");

    [Function("ProposalsApprove"), Operation("approveProposal", nameof(Approve))]
    public Task<IResult> ApproveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/proposals/{id}/approve")] HttpRequest request,
        Space space, CancellationToken cancellation) => DecideAsync(request, space, ProposalStates.Approved, cancellation);

    private static ApiOperation Reject => Deciding("Turns a proposal down").Refuses(409, "It was approved or withdrawn.");

    [Function("ProposalsReject"), Operation("rejectProposal", nameof(Reject))]
    public Task<IResult> RejectAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/proposals/{id}/reject")] HttpRequest request,
        Space space, CancellationToken cancellation) => DecideAsync(request, space, ProposalStates.Rejected, cancellation);

    private static ApiOperation Withdraw => OfOne("Takes a proposal back, for who made it or a steward")
        .For(Role.Writer).OrKnown()
        .Refuses(409, "It was approved or rejected.");

    [Function("ProposalsWithdraw"), Operation("withdrawProposal", nameof(Withdraw))]
    public async Task<IResult> WithdrawAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/proposals/{id}/withdraw")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        await desk.WithdrawAsync(space, await IdAsync(request, space, cancellation), request.Caller(), cancellation) is { } proposal
            ? Shown(proposal) : Missing(request);

    private static ApiOperation OfOne(string summary) => new ApiOperation("Proposals", summary)
        .Path("id", "The proposal's id.")
        .Answers(200, "The proposal as it is now.", ProposalAnswersJson.Default.ProposalAnswer);

    private static ApiOperation Deciding(string summary) => OfOne(summary)
        .For(Role.Steward).OrKnown()
        .Says("Not for who proposed it, nor for who would receive it. Decided so before, it stays as it is.")
        .Takes(ProposalRequests.Decided, required: false);

    private async Task<IResult> DecideAsync(HttpRequest request, Space space, string state, CancellationToken cancellation)
    {
        var sent = ProposalRequests.ReadDecision(await JsonBody.ReadBytesAsync(request, cancellation));
        if (await book.FindAsync(space.Name, await IdAsync(request, space, cancellation), cancellation) is not { } before)
            return Missing(request);
        await request.Act().About(before.Id).OnceAs(before.Id).Turns("state", before.State, state).BeginAsync(cancellation);
        var decided = await desk.DecideAsync(space, before.Id, request.Caller(), sent, state, cancellation);
        request.Act().Nothing(before.State == state);
        return decided is null ? Missing(request) : Shown(decided);
    }

    private async Task<string> IdAsync(HttpRequest request, Space space, CancellationToken cancellation) =>
        request.PathValue("id") is var id && ProposalRequests.IsId(id) ? await sealing.IdAsync(space.Journal, id, cancellation)
        : throw new ProblemException(Missing(request));

    private static IResult Shown(Proposal proposal, int status = StatusCodes.Status200OK) =>
        Results.Json(ProposalAnswer.Of(proposal), ProposalAnswersJson.Default.ProposalAnswer, statusCode: status);

    private static ProblemResult Missing(HttpRequest request) =>
        Problem.NotFound($"There is no proposal '{request.PathValue("id")}' here.");

    [GeneratedRegex(@"^\d{19}~[A-Za-z0-9._: -]{1,128}\z")]
    private static partial Regex Mark();
}
