using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>
/// The slice's addresses, all below <c>/api/spaces/{space}/grain</c>, the queue function <c>FinishTransfer</c> and the timer
/// <c>SweepTransfers</c>.
/// </summary>
internal sealed class GrainAccountsFunctions(SpaceDirectory spaces, Epochs.EpochStore epochs, GrainBooks books, AccountReader accounts,
    AccountSpelling spelling)
{
    internal const int PageDefault = 100;
    internal const int PageMax = 1000;

    [Function("GrainRead")]
    public async Task<IResult> ReadTokenAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/grain")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var sums = await books.ReadAsync(space.Journal, cancellation);
        var carriedOver = (await epochs.ReadBooksAsync(space.Name, cancellation)).CarriedOver;
        return Results.Json(TokenAnswer.Of(space, sums, carriedOver), GrainJson.Default.TokenAnswer);
    }

    /// <summary>
    /// Proves that all grain is accounted for (D3); the journals themselves are proven by <c>verify</c> on the command line.
    /// </summary>
    [Function("GrainVerify")]
    public async Task<IResult> VerifyAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/grain/verify")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var fault = (await books.ProveAsync(space.Journal, cancellation)).Fault;
        return Results.Json(new VerifyAnswer(fault is null, fault), GrainJson.Default.VerifyAnswer);
    }

    /// <summary>
    /// What somebody holds in all their accounts, and a page of the entries of the account that was named, oldest first.
    /// Nobody's account is empty rather than missing.
    /// </summary>
    [Function("GrainReadAccount")]
    public async Task<IResult> ReadAccountAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/grain/accounts/{id}")] HttpRequest request,
        CancellationToken cancellation)
    {
        var query = new QueryReader(request);
        var (after, limit) = (query.Int64("after"), query.Int32("limit"));
        query.ThrowIfFaulty();
        var space = await spaces.OfRequestAsync(request, cancellation);
        var (start, size) = (QueryReader.Start(after), QueryReader.Size(limit, PageDefault, PageMax));
        var values = new RequestValues(space.Config.Token.Decimals);
        var id = values.Account("id", request.IdOf("id"));
        values.Check();
        id = await spelling.OfAsync(space.Journal, id, cancellation);
        return Results.Json(await accounts.ReadAsync(space, id, start, size, cancellation), GrainJson.Default.AccountAnswer);
    }

    [Function("GrainReadAccountById")]
    public Task<IResult> ReadAccountByIdAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/grain/accounts")] HttpRequest request,
        CancellationToken cancellation) =>
        ReadAccountAsync(request, cancellation);
}
