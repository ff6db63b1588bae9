using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Grants.Guards;

/// <summary>
/// The addresses of people who are held: <c>GET /api/spaces/{space}/quarantine</c>, <c>POST …/{person}/release</c> and
/// <c>…/{person}/reject</c>.
/// </summary>
internal sealed class QuarantineFunctions(GrantGuard guard, HeldGrants held, AccountSpelling spelling)
{
    /// <summary>More than a steward looks at; of a flood of newcomers the first ones by shard are shown.</summary>
    private const int ShownMax = 1000;

    private static ApiOperation Decision(string summary) => new ApiOperation("Grants", summary)
        .For(Role.Steward)
        .Key("person", "The contributor id.")
        .Answers(200, "It is decided.", GuardJson.Default.ReleaseAnswer)
        .Refuses(409, "The person's state does not allow it.");

    private static ApiOperation ListHeld =>
        new ApiOperation("Grants", "The people whose grants are held, or who were turned away")
        .For(Role.Steward)
        .Answers(200, "At most a thousand of them.", GuardJson.Default.QuarantineAnswer);

    [Function("QuarantineList"), Operation("listQuarantine", nameof(ListHeld))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/quarantine")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var people = new List<HeldPerson>();
        await foreach (var head in guard.ReadQuarantineAsync(space, cancellation))
        {
            if (people.Count == ShownMax) break;
            people.Add(HeldPerson.Of(head.Account, head.Totals));
        }

        return Results.Json(new QuarantineAnswer(space.Name, people), GuardJson.Default.QuarantineAnswer);
    }

    private static ApiOperation Release => Decision("Releases a person: what was held becomes grants");

    /// <summary>
    /// Releases a person: what was held becomes grants, and what comes is not held any more. Cut off, it is simply asked again.
    /// </summary>
    [Function("QuarantineRelease"), Operation("releaseFromQuarantine", nameof(Release))]
    public async Task<IResult> ReleaseAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post",
            Route = "api/spaces/{space}/quarantine/{*person:regex(^(?<person>.+)/release/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var person = await PersonAsync(request, space, cancellation);
        await request.Act().About(person.Account).Turns("state", person.Totals.State, GuardStates.Released).BeginAsync(cancellation);
        var (counted, refusal) = await held.ReleaseAsync(space, person, cancellation);
        if (refusal is not null) return Problem.Conflict($"{person.Account}: {refusal}.");
        request.Act().Nothing(person.Totals.State == GuardStates.Released && counted == 0);
        return Results.Json(new ReleaseAnswer(person.Account, GuardStates.Released, counted), GuardJson.Default.ReleaseAnswer);
    }

    [Function("QuarantineReleaseById"), Operation("releaseFromQuarantineById", nameof(Release))]
    public Task<IResult> ReleaseByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/quarantine/release")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        ReleaseAsync(request, space, cancellation);

    private static ApiOperation Reject =>
        Decision("Turns a person away: what is held and what comes gives no points");

    /// <summary>Turns a person away: what was held and what comes stays in the guard's journal and gives no points.</summary>
    [Function("QuarantineReject"), Operation("rejectFromQuarantine", nameof(Reject))]
    public async Task<IResult> RejectAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post",
            Route = "api/spaces/{space}/quarantine/{*person:regex(^(?<person>.+)/reject/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var person = await PersonAsync(request, space, cancellation);
        await request.Act().About(person.Account).Turns("state", person.Totals.State, GuardStates.Rejected).BeginAsync(cancellation);
        request.Act().Nothing(person.Totals.State == GuardStates.Rejected);
        if (person.Totals.State != GuardStates.Rejected
            && await guard.DecideAsync(space, person, GuardEntryKinds.Reject, cancellation) is { } reason)
            return Problem.Conflict($"{person.Account}: {reason}.");
        return Results.Json(new ReleaseAnswer(person.Account, GuardStates.Rejected, 0), GuardJson.Default.ReleaseAnswer);
    }

    [Function("QuarantineRejectById"), Operation("rejectFromQuarantineById", nameof(Reject))]
    public Task<IResult> RejectByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/quarantine/reject")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        RejectAsync(request, space, cancellation);

    private async Task<JournalHead<GuardTotals>> PersonAsync(HttpRequest request, Space space, CancellationToken cancellation)
    {
        var id = request.IdOf("person");
        if (id.Length > JournalKeys.AccountLengthMax) throw new ProblemException(Problem.BadRequest(request.PlaceOfId("person"),
            $"has more than {JournalKeys.AccountLengthMax} characters"));
        id = await spelling.OfAsync(space.Journal, id, cancellation);
        var head = await guard.ReadAsync(space, id, cancellation);
        return head.Seq > 0 ? head
            : throw new ProblemException(Problem.NotFound($"The guards of the space '{space.Name}' know nobody called '{id}'."));
    }
}

/// <summary>The people who are held or were turned away.</summary>
internal sealed record QuarantineAnswer(string Space, IReadOnlyList<HeldPerson> People);

/// <summary>One of them.</summary>
/// <param name="Contributor">Their id.</param>
/// <param name="Name">How they call themselves.</param>
/// <param name="State"><c>held</c> or <c>rejected</c>.</param>
/// <param name="Grants">How many grants are held.</param>
/// <param name="Points">What they are worth.</param>
internal sealed record HeldPerson(string Contributor, string Name, string State, int Grants, Points Points)
{
    public static HeldPerson Of(string account, GuardTotals totals) =>
        new(account, Addresses.NameOr(totals.Name, account), totals.State!, totals.HeldGrants, totals.HeldPoints);
}

/// <summary>What was decided.</summary>
/// <param name="Contributor">About whom.</param>
/// <param name="State"><c>released</c> or <c>rejected</c>.</param>
/// <param name="Counted">How many grants were new to the ledger.</param>
internal sealed record ReleaseAnswer(string Contributor, string State, int Counted);
