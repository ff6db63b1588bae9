using Grain.Functions.Hosting.OpenApi;
using Microsoft.Extensions.Options;

namespace Grain.Functions.Spaces;

/// <summary>The slice's addresses: <c>PUT</c> and <c>GET /api/spaces/{space}</c> and <c>…/config</c>.</summary>
internal sealed class SpacesFunctions(
    SpaceDirectory spaces, ConfigForm form, IOptions<GrainOptions> options, IEnumerable<ConfigRule> rules,
    IEnumerable<ConfigSpelling> spellings)
{
    private static ApiOperation Create => new ApiOperation("Spaces", "Makes a space")
        .Path("space", SpaceName.Rule)
        .Takes(Shape.Taken(SpaceJson.Default.SpaceConfig), required: false)
        .Answers(201, "It was made.", SpaceJson.Default.SpaceAnswer, ApiHeader.ETag)
        .Answers(200, "It was there already, with the same configuration.", SpaceJson.Default.SpaceAnswer, ApiHeader.ETag)
        .Refuses(409, "It was there already, with another configuration.");

    /// <summary>
    /// Makes a space from a configuration (an empty body means all defaults): 201, or 200 if it is there with the same one, or 409.
    /// </summary>
    [Function("SpacesCreate"), Operation("createSpace", nameof(Create))]
    public async Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}")] HttpRequest request, CancellationToken cancellation)
    {
        var name = request.PathValue("space");
        if (!SpaceName.IsValid(name)) return Problem.BadRequest("space", SpaceName.Rule);
        var written = await ReadBodyAsync(request, null, cancellation);
        var known = await spaces.FindAsync(name, fresh: true, cancellation);
        var config = await SpellAsync(known?.Journal ?? new JournalSpace(name, SpaceDirectory.ShardsDefault), written, cancellation);
        var (space, created) = await spaces.CreateAsync(name, SpaceDirectory.ShardsDefault, config, cancellation);
        if (!created && Text(form.Complete(space.Config)) is var has && has != Text(config) && has != Text(written))
            return Problem.Conflict($"The space '{name}' exists with another configuration; PUT /api/spaces/{name}/config changes it.");
        return Answer(request, space, created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static ApiOperation Read => new ApiOperation("Spaces", "A space with its configuration")
        .Answers(200, "The space.", SpaceJson.Default.SpaceAnswer, ApiHeader.ETag);

    [Function("SpacesRead"), Operation("getSpace", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}")] HttpRequest request,
        CancellationToken cancellation) =>
        Answer(request, await spaces.OfRequestAsync(request, cancellation, fresh: true), StatusCodes.Status200OK);

    private static ApiOperation ReadConfig => new ApiOperation("Spaces", "A space's configuration, secrets masked")
        .Answers(200, "The configuration.", SpaceJson.Default.SpaceConfig, ApiHeader.ETag);

    [Function("SpacesReadConfig"), Operation("getSpaceConfig", nameof(ReadConfig))]
    public async Task<IResult> ReadConfigAsync(
        [HttpTrigger(AuthorizationLevel.Function, "get", Route = "api/spaces/{space}/config")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation, fresh: true);
        request.HttpContext.Response.Headers.ETag = EntityTag(space);
        return Results.Json(form.Complete(space.Config).WithoutSecrets(), SpaceJson.Default.SpaceConfig);
    }

    private static ApiOperation Configure => new ApiOperation("Spaces", "Replaces a space's configuration")
        .Says("Secrets that are shown masked stay as they are when they are sent back masked.")
        .Header("If-Match", "The ETag that the configuration was read with: keeps two editors from overwriting each other.")
        .Takes(SpaceJson.Default.SpaceConfig)
        .Answers(200, "It was replaced.", SpaceJson.Default.SpaceAnswer, ApiHeader.ETag)
        .Refuses(409,
            "It changes what cannot change any more: the token's decimals once there is grain, the first epoch once there is one.")
        .Refuses(412, "Somebody else has changed it in the meantime.");

    /// <summary>
    /// Replaces the configuration. <c>If-Match</c> with the version it was read at keeps two editors from overwriting each other.
    /// </summary>
    [Function("SpacesConfigure"), Operation("putSpaceConfig", nameof(Configure))]
    public async Task<IResult> ConfigureAsync(
        [HttpTrigger(AuthorizationLevel.Function, "put", Route = "api/spaces/{space}/config")] HttpRequest request,
        CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation, fresh: true);
        var ifMatch = request.Headers.IfMatch.ToString();
        if (ifMatch.Length > 0 && ifMatch != "*" && ifMatch != EntityTag(space))
            return Problem.PreconditionFailed($"The configuration is at version {space.ConfigVersion} by now.");
        var config = await SpellAsync(space.Journal, await ReadBodyAsync(request, space.Config, cancellation), cancellation);
        foreach (var rule in rules)
            if (await rule.RefuseAsync(space, config, cancellation) is { } reason) return Problem.Conflict(reason);
        return await spaces.ConfigureAsync(space, config, cancellation) is { } changed
            ? Answer(request, changed, StatusCodes.Status200OK)
            : Problem.PreconditionFailed("The configuration was changed at the same moment.");
    }

    /// <param name="request">The request.</param>
    /// <param name="earlier">What it replaces, for the secrets it masks; if it replaces none, it may be empty.</param>
    /// <param name="cancellation">Gives up.</param>
    private async Task<SpaceConfig> ReadBodyAsync(HttpRequest request, SpaceConfig? earlier, CancellationToken cancellation)
    {
        var sent = earlier is null
            ? await JsonBody.ReadOptionalAsync(request, form.Config, cancellation)
            : await JsonBody.ReadAsync(request, form.Config, cancellation);
        var config = form.Complete(sent ?? new SpaceConfig());
        if (sent is null) return config;
        if (earlier is not null) config = config.WithSecretsOf(earlier);
        var faults = form.Check(config, earlier, options.Value);
        if (faults.Count > 0) throw new ProblemException(Problem.BadRequest(faults));
        return spaces.Holds(request.PathValue("space"), config) ? config : throw new ProblemException(Problem.TooLarge(
            $"A configuration may have at most {ConfigForm.CharactersMax} characters as it is stored (no blanks, \\uXXXX for what is "
                + "not ASCII)."));
    }

    /// <summary>
    /// The configuration with its people as they are spelled everywhere. What is stored stays as it is: epochs have pinned it.
    /// </summary>
    private async Task<SpaceConfig> SpellAsync(JournalSpace space, SpaceConfig config, CancellationToken cancellation)
    {
        foreach (var spelling in spellings) config = await spelling.SpellAsync(space, config, cancellation);
        return config;
    }

    private IResult Answer(HttpRequest request, Space space, int status)
    {
        request.HttpContext.Response.Headers.ETag = space.Tag;
        var config = form.Complete(space.Config).WithoutSecrets();
        var answer = new SpaceAnswer(space.Name, space.DisplayName, SpaceSummary.Word(space.State), space.CreatedAt, space.ArchivedAt,
            space.Shards, space.ConfigVersion, config);
        return Results.Json(answer, SpaceJson.Default.SpaceAnswer, statusCode: status);
    }

    private static string EntityTag(Space space) => string.Create(CultureInfo.InvariantCulture, $"\"{space.ConfigVersion}\"");

    private static string Text(SpaceConfig config) => JsonSerializer.Serialize(config, SpaceJson.Default.SpaceConfig);
}

/// <summary>A space as the API shows it.</summary>
internal sealed record SpaceAnswer(
    string Name, string DisplayName, string State, DateTimeOffset CreatedAt, DateTimeOffset? ArchivedAt, int Shards, int ConfigVersion,
    SpaceConfig Config);
