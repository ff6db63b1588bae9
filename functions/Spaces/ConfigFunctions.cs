using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Spaces;

/// <summary>A space's configuration: <c>GET</c>, <c>PATCH</c> and <c>PUT /api/spaces/{space}/config</c>.</summary>
internal sealed class ConfigFunctions(SpaceDirectory spaces, ConfigForm form, ConfigChange change, StorageService storage)
{
    private const string Masks = "Secrets that are shown masked stay as they are when they are sent back masked.";

    private const string Fixed =
        "It changes what cannot change any more: the token's decimals once there is grain, the first epoch once there is one";

    private static readonly ApiShape PatchShape = Shape.Json(
        """
        {
          "type": "object",
          "description": "What shall change, in the form of the configuration. A member that is null goes back to its default."
        }
        """);

    private static ApiOperation Read => new ApiOperation("Spaces", "A space's configuration, secrets masked")
        .For(Role.Steward)
        .Answers(200, "The configuration.", SpaceJson.Default.SpaceConfig, ApiHeader.ETag);

    [Function("SpacesReadConfig"), Operation("getSpaceConfig", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/config")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation, fresh: true);
        request.HttpContext.Response.Headers.ETag = space.EntityTag;
        return Results.Json(form.Complete(space.Config).WithoutSecrets(), SpaceJson.Default.SpaceConfig);
    }

    private static ApiOperation Patch => Changing("Changes what is named of a space's configuration", "It is so now, or was already.")
        .Says("JSON Merge Patch (RFC 7396): what is not named stays as it is, objects are merged member by member, arrays are replaced, "
            + $"and a member that is null goes back to its default. {Masks} A patch that changes nothing makes no new version.")
        .Takes(PatchShape).Takes(PatchShape, "application/merge-patch+json")
        .Refuses(409, $"{Fixed}.");

    /// <summary>Changes what is named. Without <c>If-Match</c>, two at the same moment both count.</summary>
    [Function("SpacesPatchConfig"), Operation("patchSpaceConfig", nameof(Patch))]
    public async Task<IResult> PatchAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api/spaces/{space}/config")] HttpRequest request,
        CancellationToken cancellation)
    {
        await spaces.OfRequestAsync(request, cancellation);
        using var patch = SentJson.Parse(await JsonBody.ReadBytesAsync(request, cancellation));
        return Answer(request, await storage.Contention.UntilDoneAsync($"The space {request.PathValue("space")}", async () =>
        {
            var space = await MatchingAsync(request, cancellation);
            var changed = await change.ApplyAsync(
                space, change.Patch(space, patch.RootElement), isWhole: false, request.Act(), cancellation);
            return (changed is not null, changed ?? space);
        }, cancellation));
    }

    private static ApiOperation Replace => Changing("Replaces a space's configuration", "It was replaced.")
        .Says($"{Masks} What is set and not named would go back to its default: that is refused, unless `replace` says that it is meant.")
        .Query<bool>("replace", "Whether what is not named goes back to its default; false if absent.")
        .Takes(SpaceJson.Default.SpaceConfig)
        .Refuses(409, $"Something is set that it does not name: `errors` lists it. Or: {Fixed}.");

    /// <summary>
    /// Replaces the configuration. <c>If-Match</c> with the version it was read at keeps two editors from overwriting each other.
    /// </summary>
    [Function("SpacesConfigure"), Operation("putSpaceConfig", nameof(Replace))]
    public async Task<IResult> ReplaceAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/spaces/{space}/config")] HttpRequest request,
        CancellationToken cancellation)
    {
        var replaces = QueryReader.Of(request, query => query.Boolean("replace")) ?? false;
        var space = await MatchingAsync(request, cancellation);
        var body = await JsonBody.ReadBytesAsync(request, cancellation);
        var config = change.Read(space.Journal, space.Config, body);
        using var sent = SentJson.Parse(body);
        if (!replaces && change.Losses(space, sent.RootElement, config) is { Count: > 0 } losses)
            return Problem.Conflict(
                "It names only a part of what is set, and the rest would be lost. PATCH changes only what it names; PUT with ?replace=true "
                    + "replaces all.", losses);
        return await change.ApplyAsync(space, config, isWhole: true, request.Act(), cancellation) is { } changed ? Answer(request, changed)
            : Problem.PreconditionFailed("The configuration was changed at the same moment.");
    }

    private static ApiOperation Changing(string summary, string done) => new ApiOperation("Spaces", summary)
        .For(Role.Admin)
        .Header("If-Match", "The ETag that the configuration was read with: keeps two editors from overwriting each other.")
        .Answers(200, done, SpaceJson.Default.SpaceAnswer, ApiHeader.ETag)
        .Refuses(412, "Somebody else has changed it in the meantime.");

    /// <summary>The space as it is now.</summary>
    /// <exception cref="ProblemException">404: there is none; 412: <c>If-Match</c> names another version of its configuration.</exception>
    private async Task<Space> MatchingAsync(HttpRequest request, CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation, fresh: true);
        return request.Matches(space.EntityTag) ? space : throw new ProblemException(
            Problem.PreconditionFailed($"The configuration is at version {space.ConfigVersion} by now."));
    }

    private IResult Answer(HttpRequest request, Space space)
    {
        request.HttpContext.Response.Headers.ETag = space.EntityTag;
        return Results.Json(form.Answer(space), SpaceJson.Default.SpaceAnswer);
    }
}
