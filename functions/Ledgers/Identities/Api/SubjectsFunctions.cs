using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Ledgers.Identities.Api;

/// <summary>Who signs in as whom: <c>POST …/identities/{id}/subjects</c> and <c>…/subjects/remove</c>.</summary>
internal sealed class SubjectsFunctions(RegisterStore store, AccountSpelling spelling)
{
    private static ApiOperation Change(string summary) => IdentitiesFunctions.Change(summary)
        .Takes(IdentityJson.Default.SubjectBody, "issuer", "subject");

    private static ApiOperation Link => Change("Lets who signs in so act as this person")
        .Says("Whoever is linked may do all that the person may: change their privacy and payout address, and send their grain. Nobody "
            + "links themselves.");

    [Function("IdentitiesLinkSubject"), Operation("linkSubject", nameof(Link))]
    public async Task<IResult> LinkAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post",
            Route = "api/spaces/{space}/identities/{*id:regex(^(?<id>.+)/subjects/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var subject = await ReadAsync(request, cancellation);
        if (request.Caller().Subject is { } own && SubjectKey.Of(own) == subject)
            return Problem.Forbidden("Nobody says of themselves who they are: another steward links you, or a claim that you prove.");
        var id = await IdAsync(space, request, cancellation);
        return RegisterRequest.Answer(id, await store.ChangeAsync(request, space, id, [new SubjectLinked(subject, id)], cancellation));
    }

    [Function("IdentitiesLinkSubjectById"), Operation("linkSubjectById", nameof(Link))]
    public Task<IResult> LinkByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/identities/subjects")] HttpRequest request,
        Space space, CancellationToken cancellation) =>
        LinkAsync(request, space, cancellation);

    private static ApiOperation Unlink => Change("Lets who signs in so act as this person no longer");

    [Function("IdentitiesUnlinkSubject"), Operation("unlinkSubject", nameof(Unlink))]
    public async Task<IResult> UnlinkAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post",
            Route = "api/spaces/{space}/identities/{*id:regex(^(?<id>.+)/subjects/remove/?$)}")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var subject = await ReadAsync(request, cancellation);
        var id = await IdAsync(space, request, cancellation);
        var register = await store.ReadAsync(space.Journal, cancellation);
        if (register.Subjects.ContainsKey(subject) && !register.SubjectsOf(id).Contains(subject))
            return Problem.Refused(RegisterFault.SubjectTaken, "whoever signs in so is linked to somebody else");
        return RegisterRequest.Answer(id, await store.ChangeAsync(request, space, id, [new SubjectUnlinked(subject)], cancellation));
    }

    [Function("IdentitiesUnlinkSubjectById"), Operation("unlinkSubjectById", nameof(Unlink))]
    public Task<IResult> UnlinkByIdAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/spaces/{space}/identities/subjects/remove")]
        HttpRequest request, Space space, CancellationToken cancellation) =>
        UnlinkAsync(request, space, cancellation);

    private static Task<string> ReadAsync(HttpRequest request, CancellationToken cancellation) =>
        JsonBody.ReadAsync(request, body => body.IsObject("issuer", "subject")
            ? SubjectKey.Of(body.Line("issuer", SubjectKey.LengthMax), body.Line("subject", SubjectKey.LengthMax)) : "", cancellation);

    private Task<string> IdAsync(Space space, HttpRequest request, CancellationToken cancellation) =>
        spelling.OfAsync(space.Journal, RegisterRequest.Address("id", request.IdOf("id")), cancellation);
}

/// <summary>Who somebody is to an identity provider.</summary>
internal sealed record SubjectBody(string? Issuer, string? Subject);
