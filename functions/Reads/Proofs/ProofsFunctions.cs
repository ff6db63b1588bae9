using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Reads.Proofs;

/// <summary>The addresses <c>…/epochs/{epoch}/checkpoint</c> and <c>…/epochs/{epoch}/proofs/…</c>: what a stranger checks.</summary>
internal sealed class ProofsFunctions(ProofDesk desk, FaceReader people)
{
    private const string Root = "api/spaces/{space}/epochs/{epoch}";

    private static ApiOperation Of(string summary) => new ApiOperation("Proofs", summary)
        .Published(Role.Reader)
        .Path("epoch", "The epoch's id, such as `2026-11-15`.")
        .Refuses(409, "The epoch is not signed yet, and the space's signing key cannot be opened.");

    private static ApiOperation Checkpoint => Of("What the space signed of a closed epoch")
        .Answers(200, "The checkpoint, its signature and the keys.", ProofsJson.Stored.ProofAnswer);

    [Function("ProofsReadCheckpoint"), Operation("getEpochCheckpoint", nameof(Checkpoint))]
    public async Task<IResult> CheckpointAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Root + "/checkpoint")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        Answer((await desk.ReadAsync(space, request.PathValue("epoch"), "checkpoint", cancellation)).Proof);

    private static ApiOperation Grant => Of("Proves that a grant is in the log of an epoch")
        .Needs("id", "The grant's id.")
        .Says("An entry that names people who are not open to everybody comes without its `content`; its `hash` is proven all the same.")
        .Answers(200, "The proof.", ProofsJson.Stored.ProofAnswer);

    [Function("ProofsProveGrant"), Operation("proveGrant", nameof(Grant))]
    public async Task<IResult> GrantAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Root + "/proofs/grant")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (id, epoch) = (request.IdOf("grant"), request.PathValue("epoch"));
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        return await desk.OfGrantAsync(space, faces, epoch, id, cancellation) is { } proof ? Answer(proof)
            : Problem.NotFound($"The log of '{space.Name}' up to epoch {epoch} has no grant '{id}'.");
    }

    private static ApiOperation Payment => Of("Proves what an epoch paid somebody")
        .Needs("id", "Who was paid.")
        .Answers(200, "The proof.", ProofsJson.Stored.ProofAnswer);

    [Function("ProofsProvePayment"), Operation("provePayment", nameof(Payment))]
    public async Task<IResult> PaymentAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Root + "/proofs/payment")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (_, asked) = await AskedAsync(request, space, cancellation);
        var epoch = request.PathValue("epoch");
        return await desk.OfPaymentAsync(space, asked, epoch, cancellation) is { } proof ? Answer(proof)
            : Problem.NotFound($"Epoch {epoch} of '{space.Name}' paid '{asked.Shown}' nothing.");
    }

    private static ApiOperation Held => Of("Proves what an account held after an epoch, or that there was none")
        .Needs("id", "Whose account.")
        .Says("Of a person with several ids it is the account of the one that is named. That there was none is proven only where everybody "
            + "is shown.")
        .Answers(200, "The proof.", ProofsJson.Stored.ProofAnswer);

    [Function("ProofsProveAccount"), Operation("proveAccount", nameof(Held))]
    public async Task<IResult> AccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Root + "/proofs/account")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (faces, asked) = await AskedAsync(request, space, cancellation);
        var epoch = request.PathValue("epoch");
        return await desk.OfAccountAsync(space, faces, asked, epoch, cancellation) is { } proof ? Answer(proof)
            : Problem.NotFound($"There is nothing to prove of an account of '{asked.Shown}' in '{space.Name}' after epoch {epoch}.");
    }

    private static ApiOperation History => Of("Proves that the log of an epoch began with that of an earlier one")
        .Needs("since", "The earlier epoch's id.")
        .Answers(200, "The proof.", ProofsJson.Stored.ProofAnswer);

    [Function("ProofsProveHistory"), Operation("proveHistory", nameof(History))]
    public async Task<IResult> HistoryAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Root + "/proofs/history")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        Answer(await desk.OfHistoryAsync(space, request.PathValue("epoch"), request.IdOf("earlier", "since"), cancellation));

    private async Task<(Faces Faces, AskedPerson Asked)> AskedAsync(HttpRequest request, Space space, CancellationToken cancellation)
    {
        var id = request.IdOf("account");
        if (id.Length is 0 or > JournalKeys.AccountLengthMax)
            throw new ProblemException(Problem.BadRequest("id", $"must have 1 to {JournalKeys.AccountLengthMax} characters"));
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        return (faces, await people.FindAsync(space, faces, id, cancellation));
    }

    private static IResult Answer(ProofAnswer proof) => Results.Json(proof, ProofsJson.Stored.ProofAnswer);
}
