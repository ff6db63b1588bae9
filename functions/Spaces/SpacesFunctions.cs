using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Limits;
using Microsoft.Extensions.Options;

namespace Grain.Functions.Spaces;

/// <summary>
/// The slice's addresses: <c>PUT</c> and <c>GET /api/spaces/{space}</c>. Its configuration is <see cref="ConfigFunctions"/>'.
/// </summary>
internal sealed class SpacesFunctions(
    SpaceDirectory spaces, ConfigForm form, ConfigChange change, IOptions<GrainOptions> options, IOptions<LimitOptions> limits)
{
    private static ApiOperation Create => new ApiOperation("Spaces", "Makes a space")
        .For(Role.Owner)
        .Path("space", SpaceName.Rule)
        .Query("form",
            "`sealed`: people stand in it under opaque ids, their words are sealed, and a person can be erased. `plain`: names and "
            + "words are kept as they come. The app's setting says which if absent; a space keeps its form.", "sealed", "plain")
        .Takes(Shape.Taken(SpaceJson.Default.SpaceConfig), required: false)
        .Answers(201, "It was made.", SpaceJson.Default.SpaceAnswer, ApiHeader.ETag)
        .Answers(200, "It was there already, with the same configuration.", SpaceJson.Default.SpaceAnswer, ApiHeader.ETag)
        .Refuses(409,
            "It was there already, with another configuration; it is being restored from a backup; or there are as many spaces as "
            + "there may be.");

    /// <summary>
    /// Makes a space from a configuration (an empty body means all defaults): 201, or 200 if it is there with the same one, or 409.
    /// </summary>
    [Function("SpacesCreate"), Operation("createSpace", nameof(Create))]
    public async Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/spaces/{space}")] HttpRequest request,
        CancellationToken cancellation)
    {
        var name = request.PathValue("space");
        if (!SpaceName.IsValid(name)) return Problem.BadRequest("space", SpaceName.Rule);
        var asked = QueryReader.Of(request, query => query.Checked(
            query.Text("form"), "form", form => form is null or "sealed" or "plain", "must be sealed or plain"));
        var body = await JsonBody.ReadBytesAsync(request, cancellation);
        var known = await spaces.FindAsync(name, fresh: true, cancellation);
        var isSealed = asked is null ? known?.IsSealed ?? options.Value.SealSpaces : asked == "sealed";
        if (known is not null && known.IsSealed != isSealed) return OtherForm(name);
        var journal = known?.Journal ?? new JournalSpace(name, SpaceDirectory.ShardsDefault) { IsSealed = isSealed };
        var written = body.Length == 0 ? form.Complete(new SpaceConfig()) : change.Read(journal, known?.Config, body);
        if (known is null && limits.Value.Spaces is > 0 and var most && await spaces.Listing.CountAsync(cancellation) >= most)
            return Problem.Refused("too-many-spaces", $"There are {most} spaces already, which is the most; the setting "
                + $"{LimitOptions.SettingOf(nameof(LimitOptions.Spaces))} says so.");
        var config = await change.SpellAsync(journal, written, cancellation);
        await request.Act().Sets("visibility", config.Visibility).Sets("sealed", isSealed ? true : null).BeginAsync(cancellation);
        var (space, created) = await spaces.CreateAsync(name, SpaceDirectory.ShardsDefault, config, cancellation, isSealed);
        request.Act().Nothing(!created);
        if (space.IsSealed != isSealed) return OtherForm(name); // somebody else was first
        if (!created && Text(form.Complete(space.Config)) is var has && has != Text(config) && has != Text(written))
            return Problem.Conflict($"The space '{name}' exists with another configuration; PUT /api/spaces/{name}/config changes it.");
        return Answer(request, space, created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static ProblemResult OtherForm(string name) =>
        Problem.Conflict($"The space '{name}' is there and has the other form; a space keeps its form.");

    private static ApiOperation Read => new ApiOperation("Spaces", "A space with its configuration")
        .For(Role.Steward)
        .Answers(200, "The space.", SpaceJson.Default.SpaceAnswer, ApiHeader.ETag);

    [Function("SpacesRead"), Operation("getSpace", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}")] HttpRequest request,
        CancellationToken cancellation) =>
        Answer(request, await spaces.OfRequestAsync(request, cancellation, fresh: true), StatusCodes.Status200OK);

    private IResult Answer(HttpRequest request, Space space, int status)
    {
        request.HttpContext.Response.Headers.ETag = space.EntityTag;
        return Results.Json(form.Answer(space), SpaceJson.Default.SpaceAnswer, statusCode: status);
    }

    private static string Text(SpaceConfig config) => JsonSerializer.Serialize(config, SpaceJson.Default.SpaceConfig);
}

/// <summary>A space as the API shows it.</summary>
internal sealed record SpaceAnswer(
    string Name, string DisplayName, string State, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt, int Shards, int ConfigVersion,
    SpaceConfig Config)
{
    /// <summary>`sealed` where people stand under opaque ids and can be erased; absent where it is plain.</summary>
    public string? Form { get; init; }
}
