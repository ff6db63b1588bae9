using Grain.Functions.Cred.Graph;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>
/// The slice's addresses: <c>/api/spaces/{space}/epochs…</c>, the queue function <c>RunEpoch</c> and the timer <c>ScheduleEpochs</c>.
/// </summary>
internal sealed class EpochsFunctions(
    SpaceDirectory spaces, EpochStore store, DueEpochs epochs, EpochNotesReader notes, EpochTotalsReader totals, EpochQueue queue,
    FaceReader people, TimeProvider time)
{
    internal const string Id = "The epoch's id, such as `2026-11-15`.";
    private const string NotesHeader = "Grain-Notes";

    /// <summary>How long the next epoch may take to begin once one is closed.</summary>
    private static readonly TimeSpan NextWithin = TimeSpan.FromSeconds(10);

    private static ApiOperation Ask =>
        new ApiOperation("Epochs", "Asks for the oldest due epoch now instead of at the next tick")
        .For(Role.Admin)
        .Says("All epochs that are due are closed one after the other, without being asked for again.")
        .Answers(202, "It will be run, and after it all others that are due.", EpochJson.Default.EpochRequested,
            new ApiHeader("Location", "Where to look at it.", true))
        .Refuses(409, "None is due, it is running already, or epochs are switched off.");

    /// <summary>
    /// Asks for the oldest due epoch now instead of at the next tick, and so for all that are due: 202 with its address and how many
    /// remain, or 409 when none is due or it is running.
    /// </summary>
    [Function("EpochsRequest"), Operation("requestEpoch", nameof(Ask))]
    public async Task<IResult> RequestAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/epochs")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation, fresh: true);
        if (!space.Config.Enabled)
            return Problem.Conflict($"Epochs are switched off in the space '{space.Name}' (its configuration says enabled: false).");
        var (now, books) = (time.GetUtcNow(), await store.ReadBooksAsync(space.Name, cancellation));
        if (await epochs.FindAsync(space, books, now, cancellation) is not { Epoch.Id: var id } due)
            return Problem.Conflict("No epoch is due: all that have ended are closed. The next one ends at "
                + $"{EpochCalendar.NextEnd(space, books.LastClosed):u}.");
        var remaining = due.CountRemaining(space, now);
        if (due.IsRunning(now))
            return Problem.Conflict($"Epoch {id} is already running; it is at stage {due.Run!.Stage}. {remaining} are due with it, and are "
                + "closed one after the other.");
        await request.Act().About(id).BeginAsync(cancellation);
        // It waits after a failure or a cancel; whoever asks by hand need not.
        if (due.Run is { } run && now < run.LeaseUntil) await store.SaveAsync(run with { LeaseUntil = now }, cancellation);
        await queue.AskAsync(space.Name, cancellation);
        var answer = new EpochRequested(id, $"/api/spaces/{space.Name}/epochs/{id}", remaining);
        request.HttpContext.Response.Headers.Location = answer.Location;
        return Results.Json(answer, EpochJson.Default.EpochRequested, statusCode: StatusCodes.Status202Accepted);
    }

    private static ApiOperation List => new ApiOperation("Epochs", "All epochs of a space, oldest first")
        .Published(Role.Reader)
        .Answers(200, "The epochs, the supply, which one is due and how many with it.", EpochJson.Default.EpochListAnswer.InGrain());

    [Function("EpochsList"), Operation("listEpochs", nameof(List))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/epochs")] HttpRequest request,
        CancellationToken cancellation)
    {
        // What is due goes by the calendar as it is now: whoever has just changed it looks here first.
        var space = await spaces.OfRequestAsync(request, cancellation, fresh: true);
        var runs = new List<EpochRun>();
        await foreach (var run in store.ListAsync(space.Name, cancellation)) runs.Add(run);
        var (said, sums) = (await notes.ReadAsync(runs, cancellation), await totals.ReadAsync(runs, cancellation));
        var (now, books) = (time.GetUtcNow(), await store.ReadBooksAsync(space.Name, cancellation));
        var due = await epochs.FindAsync(space, books, now, cancellation);
        var answer = new EpochListAnswer(
            space.Name, books.Supply, due?.Epoch.Id, due?.CountRemaining(space, now) ?? 0,
            due is not null && (due.IsRunning(now) || IsNext(runs, now)) ? due.Epoch.Id : null,
            due is null ? EpochCalendar.NextEnd(space, books.LastClosed) : null,
            [.. runs.Select(run => (EpochAnswer.Of(run, said.GetValueOrDefault(run.Epoch.Id)) with
            {
                Totals = sums.GetValueOrDefault(run.Epoch.Id),
            }).For(request.Caller()))]);
        return Results.Json(answer, EpochJson.Default.EpochListAnswer.InGrain(space.Config.Token.Decimals));
    }

    /// <summary>Whether an epoch was closed a moment ago, so that whoever did it has asked for the next one.</summary>
    private static bool IsNext(List<EpochRun> runs, DateTimeOffset now) =>
        runs is [.., { Stage: EpochStage.Closed, ClosedAt: { } at }] && now - at < NextWithin;

    private static ApiOperation Read => new ApiOperation("Epochs", "An epoch and how far its run has come")
        .Published(Role.Reader)
        .Path("epoch", Id)
        .Answers(200, "The epoch; once its payments are decided, with what it hands out.", EpochJson.Default.EpochAnswer.InGrain());

    [Function("EpochsRead"), Operation("getEpoch", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/epochs/{epoch:regex(^(?!open$))}")]
        HttpRequest request, Space space, CancellationToken cancellation)
    {
        var run = await FindAsync(store, request, space, cancellation);
        var amounts = run.Allocation is { } allocation ? EpochAmounts.Of(await store.ReadAllocationAsync(allocation, cancellation)) : null;
        return Results.Json((EpochAnswer.Of(run, await notes.ReadAsync(run, cancellation)) with { Amounts = amounts })
            .For(request.Caller()),
            EpochJson.Default.EpochAnswer.InGrain(space.Config.Token.Decimals));
    }

    private static ApiOperation ReadStatement =>
        new ApiOperation("Epochs", "What a closed epoch did, byte for byte as it was hashed")
        .Published(Role.Reader)
        .Says("Where it paid people who are not open to everybody, only a steward gets these bytes. Others get it with pseudonyms, and "
            + "`others` for those who are private; the `ETag` is weak then, and still says the hash of what was hashed.")
        .Path("epoch", Id)
        .Answers(200, "The statement, in canonical form (RFC 8785).", CalculationJson.Default.EpochStatement,
            new ApiHeader("ETag", "SHA-256 of the statement.", true),
            new ApiHeader(NotesHeader, "Codes of the epoch's notes, if it has any; the epoch itself has their words.", false));

    /// <summary>The statement byte for byte as it was stored and hashed.</summary>
    [Function("EpochsReadStatement"), Operation("getEpochStatement", nameof(ReadStatement))]
    public async Task<IResult> ReadStatementAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/epochs/{epoch}/statement")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var run = await FindAsync(store, request, space, cancellation);
        if (run.Statement is not { } statement)
            return Problem.NotFound($"Epoch {run.Epoch.Id} is not closed yet; it is at stage {run.Stage}.");
        var bytes = (await store.GetAsync(statement, cancellation)).ToArray();
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        var shown = faces.HideNobody ? null : ShownStatement.Of(EpochWork.ReadStatement(bytes), faces);
        var headers = request.HttpContext.Response.Headers;
        headers.ETag = shown is null ? $"\"{statement.Hash}\"" : $"W/\"{statement.Hash}\"";
        if (await notes.ReadAsync(run, cancellation) is { Count: > 0 } said)
            headers[NotesHeader] = string.Join(", ", said.Select(note => note.Code));
        return Results.Bytes(shown is null ? bytes : EpochWork.Bytes(shown), "application/json");
    }

    private static ApiOperation Cancel => new ApiOperation("Epochs", "Stops a run that has not decided on payments yet")
        .For(Role.Admin)
        .Path("epoch", Id)
        .Answers(200, "It is stopped; it begins anew after five minutes, or when it is asked for, unless epochs are switched off.",
            EpochJson.Default.EpochAnswer)
        .Refuses(409, "Its payments are decided, or it moved on at the same moment.");

    /// <summary>
    /// Stops a run that has not decided on payments yet; it begins anew after five minutes or when it is asked for, or not at all while the
    /// space's configuration says <c>enabled: false</c>. 409 once payments are decided.
    /// </summary>
    [Function("EpochsCancel"), Operation("cancelEpoch", nameof(Cancel))]
    public async Task<IResult> CancelAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/epochs/{epoch}/cancel")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var run = await FindAsync(store, request, space, cancellation);
        if (run.Stage >= EpochStage.Allocated)
            return Problem.Conflict($"Epoch {run.Epoch.Id} is at stage {run.Stage}: its payments are decided.");
        var now = time.GetUtcNow();
        await request.Act().Sets("stage", run.Stage).BeginAsync(cancellation);
        return await store.SaveAsync(run.Cancel(CalculationVersion.Current) with { StageAt = now, LeaseUntil = now.AddMinutes(5) },
            cancellation) is { } cancelled
            ? Results.Json(EpochAnswer.Of(cancelled, []), EpochJson.Default.EpochAnswer)
            : Problem.Conflict($"Epoch {run.Epoch.Id} moved on at the same moment; look at it and try again.");
    }

    /// <summary>The epoch that a request names.</summary>
    /// <exception cref="ProblemException">404: there is none.</exception>
    internal static Task<EpochRun> FindAsync(EpochStore store, HttpRequest request, Space space, CancellationToken cancellation) =>
        store.ReadAskedAsync(space, request.PathValue("epoch"), cancellation);
}
