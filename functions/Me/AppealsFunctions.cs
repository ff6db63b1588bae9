using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Grants.Appeals;
using Grain.Functions.Ledgers.Grants.Guards;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Me;

/// <summary>Who is held or capped says why that is wrong: <c>GET</c> and <c>POST …/me/appeals</c>.</summary>
internal sealed class AppealsFunctions(RegisterStore registers, AppealBook book, GrantGuard guard)
{
    private static ApiOperation List => new ApiOperation("Me", "My appeals, and what became of them")
        .ForPeople()
        .Answers(200, "They, the oldest first.", AppealJson.Default.AppealsAnswer);

    [Function("MeAppealsList"), Operation("listMyAppeals", nameof(List))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/me/appeals")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var me = await SignedIn.OfAsync(request, space, registers, cancellation);
        var appeals = await book.OfPersonAsync(space.Name, me.Require(), cancellation);
        return Results.Json(new AppealsAnswer([.. appeals.Select(appeal => appeal.ForPerson())]), AppealJson.Default.AppealsAnswer);
    }

    private static ApiOperation File => new ApiOperation("Me", "Says why it is wrong that I am held or capped")
        .ForPeople()
        .Takes(Shape.Json(
            """
            {
              "type": "object",
              "properties": {
                "reason": { "type": "string" },
                "contributor": { "type": "string", "description": "Which of my ids; the one that is held if absent." }
              },
              "required": ["reason"], "additionalProperties": false
            }
            """))
        .Answers(201, "It is filed now.", AppealJson.Default.Appeal)
        .Answers(200, "It was filed before, and waits.", AppealJson.Default.Appeal)
        .Refuses(409, "Nothing of mine is held or was capped, or another appeal waits.");

    [Function("MeAppealsFile"), Operation("fileAppeal", nameof(File))]
    public async Task<IResult> FileAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/me/appeals")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (reason, named) = await JsonBody.ReadAsync(request, body => body.IsObject("reason", "contributor")
            ? (body.Text("reason", AppealBook.ReasonMax), body.OptionalLine("contributor", JournalKeys.AccountLengthMax))
            : ("", null), cancellation);
        var me = await SignedIn.OfAsync(request, space, registers, cancellation);
        var person = me.Require();
        var own = me.Register.AccountsOf(person);
        if (named is not null && !own.Contains(named))
            return Problem.BadRequest("$.contributor", "is none of your ids; GET …/me lists them");
        var contributor = named ?? await FindHeldAsync(space, own, cancellation);
        if (contributor is null || (await guard.ReadAsync(space, contributor, cancellation)).Seq == 0)
            return Problem.Conflict("The guards of this space have held and capped nothing of yours.");
        var id = await book.NextIdAsync(space.Name, person, cancellation);
        await request.Act().About(contributor).OnceAs(id).Sets("appeal", id).BeginAsync(cancellation);
        var (appeal, isNew) = await book.FileAsync(space, person, contributor, reason, cancellation);
        request.Act().Nothing(!isNew);
        return Results.Json(appeal, AppealJson.Default.Appeal,
            statusCode: isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    /// <summary>The id that is held; else the first of which the guards know, which may have been capped.</summary>
    private async Task<string?> FindHeldAsync(Space space, IReadOnlyList<string> own, CancellationToken cancellation)
    {
        string? known = null;
        foreach (var account in own)
        {
            var head = await guard.ReadAsync(space, account, cancellation);
            if (head.Totals.State is GuardStates.Held or GuardStates.Rejected) return account;
            if (head.Seq > 0) known ??= account;
        }

        return known;
    }
}
