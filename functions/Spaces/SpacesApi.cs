using System.Globalization;
using System.Text.Json;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Spaces;

/// <summary>The slice's addresses: <c>PUT</c> and <c>GET /api/spaces/{space}</c> and <c>…/config</c>.</summary>
internal static class SpacesApi
{
    public static IServiceCollection AddSpaces(this IServiceCollection services) => services
        .AddSingleton(provider => provider.GetService<IConfiguration>() is { } settings ? new SpaceSecrets(settings) : new SpaceSecrets())
        .AddSingleton<SpaceDirectory>();

    public static void MapSpaces(this WebApplication app)
    {
        var space = app.MapHttpFunction("Spaces");
        space.MapPut("spaces/{space}", CreateAsync).Describe("SpacesCreate");
        space.MapGet("spaces/{space}", ReadAsync).Describe("SpacesRead");
        var config = app.MapHttpFunction("SpaceConfig");
        config.MapPut("spaces/{space}/config", ConfigureAsync).Describe("SpacesConfigure");
        config.MapGet("spaces/{space}/config", ReadConfigAsync).Describe("SpacesReadConfig");
    }

    /// <summary>The space that a request's path names.</summary>
    /// <exception cref="ProblemException">404: there is none.</exception>
    public static async Task<Space> OfRequestAsync(this SpaceDirectory spaces, HttpContext context, CancellationToken cancellationToken, bool fresh = false)
    {
        var name = context.PathValue("space");
        return await spaces.FindAsync(name, fresh, cancellationToken)
            ?? throw new ProblemException(Problem.NotFound($"There is no space '{name}'. PUT /api/spaces/{{name}} makes one."));
    }

    /// <summary>Makes a space from a configuration (an empty body means all defaults): 201, or 200 if it is there with the same one, or 409.</summary>
    private static async Task<IResult> CreateAsync(HttpContext context, SpaceDirectory spaces, CancellationToken cancellationToken)
    {
        var name = context.PathValue("space");
        if (!SpaceName.IsValid(name)) return Problem.BadRequest("space", SpaceName.Rule);
        var config = await ReadBodyAsync(context, null, cancellationToken);
        var (space, created) = await spaces.CreateAsync(name, SpaceDirectory.ShardsDefault, config, cancellationToken);
        if (!created && Text(space.Config) != Text(config))
            return Problem.Conflict($"The space '{name}' exists with another configuration; PUT /api/spaces/{name}/config changes it.");
        return Answer(context, space, created ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private static async Task<IResult> ReadAsync(HttpContext context, SpaceDirectory spaces, CancellationToken cancellationToken) =>
        Answer(context, await spaces.OfRequestAsync(context, cancellationToken, fresh: true), StatusCodes.Status200OK);

    private static async Task<IResult> ReadConfigAsync(HttpContext context, SpaceDirectory spaces, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken, fresh: true);
        context.Response.Headers.ETag = EntityTag(space);
        return Results.Json(space.Config.WithoutSecrets(), SpaceJson.Default.SpaceConfig);
    }

    /// <summary>Replaces the configuration. <c>If-Match</c> with the version it was read at keeps two editors from overwriting each other.</summary>
    private static async Task<IResult> ConfigureAsync(HttpContext context, SpaceDirectory spaces, CancellationToken cancellationToken)
    {
        var space = await spaces.OfRequestAsync(context, cancellationToken, fresh: true);
        var ifMatch = context.Request.Headers.IfMatch.ToString();
        if (ifMatch.Length > 0 && ifMatch != "*" && ifMatch != EntityTag(space))
            return Problem.PreconditionFailed($"The configuration is at version {space.ConfigVersion} by now.");
        var config = await ReadBodyAsync(context, space.Config, cancellationToken);
        return await spaces.ConfigureAsync(space, config, cancellationToken) is { } changed
            ? Answer(context, changed, StatusCodes.Status200OK)
            : Problem.PreconditionFailed("The configuration was changed at the same moment.");
    }

    /// <param name="context">The request.</param>
    /// <param name="earlier">What it replaces, for the secrets it masks; if it replaces none, it may be empty.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private static async Task<SpaceConfig> ReadBodyAsync(HttpContext context, SpaceConfig? earlier, CancellationToken cancellationToken)
    {
        var bytes = await JsonBody.ReadBytesAsync(context.Request, cancellationToken);
        if (earlier is null && bytes.Length == 0) return new SpaceConfig();
        SpaceConfig config;
        try
        {
            config = JsonSerializer.Deserialize(bytes, SpaceJson.Default.SpaceConfig)
                ?? throw new ProblemException(Problem.BadRequest("$", "must not be null"));
        }
        catch (JsonException e)
        {
            throw new ProblemException(Problem.MalformedJson(e));
        }

        if (earlier is not null) config = config.WithSecretsOf(earlier);
        var faults = config.Check();
        return faults.Count == 0 ? config : throw new ProblemException(Problem.BadRequest(faults));
    }

    private static IResult Answer(HttpContext context, Space space, int status)
    {
        context.Response.Headers.ETag = EntityTag(space);
        var answer = new SpaceAnswer(space.Name, space.CreatedAt, space.Shards, space.ConfigVersion, space.Config.WithoutSecrets());
        return Results.Json(answer, SpaceJson.Default.SpaceAnswer, statusCode: status);
    }

    private static string EntityTag(Space space) => string.Create(CultureInfo.InvariantCulture, $"\"{space.ConfigVersion}\"");

    private static string Text(SpaceConfig config) => JsonSerializer.Serialize(config, SpaceJson.Default.SpaceConfig);
}

/// <summary>A space as the API shows it.</summary>
internal sealed record SpaceAnswer(string Name, DateTimeOffset CreatedAt, int Shards, int ConfigVersion, SpaceConfig Config);
