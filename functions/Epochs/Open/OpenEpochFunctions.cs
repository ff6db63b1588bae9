using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Hosting.Telemetry;
using Grain.Functions.Ledgers.Accounts.Balances;

namespace Grain.Functions.Epochs.Open;

/// <summary>
/// The slice's addresses: <c>POST /api/spaces/{space}/recompute</c> and <c>GET …/epochs/open</c>.
/// </summary>
internal sealed class OpenEpochFunctions(SpaceDirectory spaces, OpenRanker ranker, OpenBoard board, ILogger<OpenEpochFunctions> log)
{
    /// <summary>How long an answer takes at most, beside the ranking itself: a host lets a request have 230 s.</summary>
    private static readonly TimeSpan CollectMax = TimeSpan.FromSeconds(60);

    private static ApiOperation Recompute =>
        new ApiOperation("Epochs", "Ranks the epoch that is not closed yet with all that came so far, as the timer does")
        .For(Role.Reader)
        .Reads()
        .Says("Nothing is paid, and no statement changes. Closing the epoch at the same moment gives the same cred and the same payments. "
            + "Where it cannot be ranked, `success` is false and `error` says why.")
        .Answers(200, "How many people have a score, and what would be paid.", OpenEpochJson.Default.RecomputedAnswer.InGrain());

    /// <summary>Ranks the open epoch now.</summary>
    [Function("EpochsRecompute"), Operation("recompute", nameof(Recompute))]
    public async Task<IResult> RecomputeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/recompute")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation, fresh: true);
        return Results.Json(await RecomputeAsync(space, cancellation),
            OpenEpochJson.Default.RecomputedAnswer.InGrain(space.Config.Token.Decimals));
    }

    private async Task<RecomputedAnswer> RecomputeAsync(Space space, CancellationToken cancellation)
    {
        try
        {
            return await ranker.RunAsync(space, CollectMax, cancellation) switch
            {
                OpenOutcome.Refused refused => RecomputedAnswer.Failed(refused.Reason),
                OpenOutcome.Unfinished unfinished => RecomputedAnswer.Failed(string.Create(CultureInfo.InvariantCulture,
                    $"{unfinished.Grants:#,0} grants are collected so far, and there are more. Ask again: it goes on from there.")),
                OpenOutcome.Ranked ranked when await board.ReadAsync(space, cancellation) is { } open =>
                    RecomputedAnswer.Of(open, ranked.IsNew),
                _ => RecomputedAnswer.Failed("The epoch was closed, or the configuration changed, at the same moment. Ask again."),
            };
        }
        catch (Exception e) when (!EpochFailure.IsPassing(e))
        {
            log.LogError(LogEvents.OpenEpochFailed, e, "{Space}: the open epoch cannot be ranked", space.Name);
            return RecomputedAnswer.Failed(EpochFailure.Describe(e));
        }
    }

    private static ApiOperation Read => new ApiOperation("Epochs", "The epoch that is not closed yet, as it was ranked last")
        .Published(Role.Reader)
        .Says("It is ranked again every few minutes if anything came, and when somebody asks for it (`recompute`).")
        .Answers(200, "What it would pay if it were closed like this.", OpenEpochJson.Default.OpenEpochAnswer.InGrain());

    [Function("EpochsReadOpen"), Operation("getOpenEpoch", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/epochs/open")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        await board.ReadAsync(space, cancellation) is { } open
            ? Results.Json(OpenEpochAnswer.Of(open), OpenEpochJson.Default.OpenEpochAnswer.InGrain(space.Config.Token.Decimals))
            : NotRanked(space);

    /// <summary>The answer where the open epoch was not ranked since the last closing.</summary>
    internal static ProblemResult NotRanked(Space space) => Problem.NotFound(
        $"The open epoch of '{space.Name}' is not ranked yet. It is every few minutes if epochs are switched on; POST …/recompute does "
            + "it now.");
}
