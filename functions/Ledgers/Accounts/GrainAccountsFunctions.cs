using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>
/// The slice's addresses, all below <c>/api/spaces/{space}/grain</c>, the queue function <c>FinishTransfer</c> and the timer
/// <c>SweepTransfers</c>.
/// </summary>
internal sealed class GrainAccountsFunctions(
    EpochStore epochs, GrainBooks books, AccountReader accounts, FaceReader people)
{
    internal const int PageDefault = 100;
    internal const int PageMax = 1000;

    private static ApiOperation ReadToken => new ApiOperation("Accounts", "The space's token: its supply, and what is owed")
        .Published(Role.Reader)
        .Answers(200, "The token; amounts in base units, `…Grain` in grain.", GrainJson.Default.TokenAnswer.InGrain());

    [Function("GrainRead"), Operation("getGrain", nameof(ReadToken))]
    public async Task<IResult> ReadTokenAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/grain")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var sums = await books.ReadAsync(space.Journal, cancellation);
        var carriedOver = (await epochs.ReadBooksAsync(space.Name, cancellation)).CarriedOver;
        return Results.Json(TokenAnswer.Of(space, sums, carriedOver), GrainJson.Default.TokenAnswer.InGrain(space.Config.Token.Decimals));
    }

    private static ApiOperation Verify => new ApiOperation("Accounts", "Whether all grain is accounted for")
        .For(Role.Reader)
        .Answers(200, "Whether it is, and what is wrong otherwise.", GrainJson.Default.VerifyAnswer);

    /// <summary>
    /// Proves that all grain is accounted for (D3); the journals themselves are proven by <c>verify</c> on the command line.
    /// </summary>
    [Function("GrainVerify"), Operation("verifyGrain", nameof(Verify))]
    public async Task<IResult> VerifyAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/grain/verify")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var fault = (await books.ProveAsync(space.Journal, cancellation)).Fault;
        // A fault names accounts.
        if (fault is not null && !request.Caller().May(Role.Steward)) fault = "It is not; a steward sees what is wrong.";
        return Results.Json(new VerifyAnswer(fault is null, fault), GrainJson.Default.VerifyAnswer);
    }

    private static ApiOperation ReadAccount =>
        new ApiOperation("Accounts", "What somebody holds, and a page of their account's entries")
        .Published(Role.Reader)
        .Key("id", "Any id of theirs.")
        .Page(PageDefault, PageMax)
        .Says($"A payment by an epoch says its fast and its slow part in `split`, for the {SplitReader.EpochsMax} newest epochs of a page.")
        .Answers(200, "The account; nobody's is empty rather than missing. Without a key a page has of its entries those that epochs paid.",
            GrainJson.Default.AccountAnswer.InGrain());

    /// <summary>
    /// What somebody holds in all their accounts, and a page of the entries of the account that was named, oldest first.
    /// Nobody's account is empty rather than missing.
    /// </summary>
    [Function("GrainReadAccount"), Operation("getGrainAccount", nameof(ReadAccount))]
    public async Task<IResult> ReadAccountAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get",
            Route = "api/spaces/{space}/grain/accounts/{*id:minlength(1)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (start, size) = QueryReader.Of(request, query => (query.Start(), query.Size(PageDefault, PageMax)));
        var values = new RequestValues(space.Config.Token.Decimals);
        var id = values.Account("id", request.IdOf("id"));
        values.Check();
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var asked = await people.FindAsync(space, faces, id, cancellation);
        var account = (await accounts.ReadAsync(space, asked, start, size, cancellation)).For(faces, asked);
        if (!request.Caller().May(Role.Reader)) account = account.Published();
        return Results.Json(await accounts.SplitAsync(space, account, cancellation),
            GrainJson.Default.AccountAnswer.InGrain(space.Config.Token.Decimals));
    }

    [Function("GrainReadAccountById"), Operation("getGrainAccountById", nameof(ReadAccount))]
    public Task<IResult> ReadAccountByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/grain/accounts")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ReadAccountAsync(request, space, cancellation);
}
