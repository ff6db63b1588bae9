using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>What an epoch pays somebody.</summary>
/// <param name="Account">Whom.</param>
/// <param name="Name">What they are called now; absent if nobody has given them a name.</param>
/// <param name="Amount">How much, in base units.</param>
/// <param name="Split">What each policy gives of it.</param>
internal sealed record EpochPayment(string Account, string? Name, GrainAmount Amount, PaymentSplit Split);

/// <summary>A page of what an epoch pays.</summary>
/// <param name="Epoch">Which.</param>
/// <param name="Stage">How far its run has come.</param>
/// <param name="Paid">What it pays all together, in base units.</param>
/// <param name="Payments">Whom, in the order of their ids.</param>
/// <param name="Next">The <c>after</c> of the next page.</param>
internal sealed record EpochPaymentsAnswer(
    string Epoch, string Stage, GrainAmount Paid, IReadOnlyList<EpochPayment> Payments, long? Next);

/// <summary>The address <c>GET …/epochs/{epoch}/payments</c>: what a statement says of people, in words.</summary>
internal sealed class EpochPaymentsFunctions(EpochStore store, FaceReader people, RegisterStore registers)
{
    private const int PageDefault = 100;
    private const int PageMax = 1000;

    private static ApiOperation Read => new ApiOperation("Epochs", "Whom an epoch pays, and what each policy gives of it")
        .Published(Role.Reader)
        .Says("`split` is for people, such as `12.5 fast + 50 slow`, and for programs. The bytes that were hashed are the statement's.")
        .Path("epoch", EpochsFunctions.Id)
        .Page(PageDefault, PageMax)
        .Answers(200, "A page of payments.", EpochJson.Default.EpochPaymentsAnswer.InGrain());

    [Function("EpochsReadPayments"), Operation("listEpochPayments", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/epochs/{epoch}/payments")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (start, size) = QueryReader.Of(request, query => (query.Start(), query.Size(PageDefault, PageMax)));
        var run = await EpochsFunctions.FindAsync(store, request, space, cancellation);
        if (run.Allocation is not { } piece)
            return Problem.NotFound($"What epoch {run.Epoch.Id} pays is not decided yet; it is at stage {run.Stage}.");
        var allocation = await store.ReadAllocationAsync(piece, cancellation);
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var register = await registers.ReadAsync(space.Journal, cancellation);
        var splits = new PaymentSplits(allocation, space.Config.Token.Decimals);
        var shown = allocation.Payments.GroupBy(payment => faces.IdOrOthers(payment.ParticipantId), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal).ToArray();
        EpochPayment[] page =
        [
            .. shown.Skip((int)Math.Min(start, shown.Length)).Take(size).Select(group => new EpochPayment(group.Key,
                faces.AreOpen(group.First().ParticipantId) ? register.Find(group.Key)?.Name : null,
                GrainAmount.Sum(group.Select(payment => payment.Amount)),
                splits.Of([.. group.Select(payment => payment.ParticipantId)]))),
        ];
        return Results.Json(
            new EpochPaymentsAnswer(run.Epoch.Id, run.Stage.ToString(), allocation.Paid, page,
                start + page.Length < shown.Length && page.Length > 0 ? start + page.Length : null),
            EpochJson.Default.EpochPaymentsAnswer.InGrain(space.Config.Token.Decimals));
    }
}
