using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>
/// What the API document says of one operation, written beside the function that serves it. What a function's metadata know already (path,
/// method) is taken from there; what goes for every operation (a key, a space that does not exist, a body over the
/// cap) is added to each. Who may call it must be said.
/// </summary>
/// <param name="tag">The heading it stands under.</param>
/// <param name="summary">What it does, in a line.</param>
internal sealed class ApiOperation(string tag, string summary)
{
    private readonly Dictionary<string, (string Description, string? Query)> ids = new() { ["space"] = ("The space's name.", null) };
    private readonly List<Action<OpenApiOperation, ApiSchemas>> steps = [];
    private readonly List<string> queries = [];
    private ApiAccess? access;
    private bool takesToken;
    private bool isReading;
    private bool takesAnyQuery;

    /// <summary>Who may call it.</summary>
    /// <exception cref="InvalidOperationException">It is not said.</exception>
    public ApiAccess Access => access ?? throw new InvalidOperationException($"It is not said who may call: {summary}.");

    /// <summary>What a function with this description lets in.</summary>
    public ApiDoor Door(ApiFunction function) => new(
        [.. queries, .. ids.Where(id => !function.PathValues.Contains(id.Key)).Select(id => id.Value.Query).OfType<string>()],
        takesAnyQuery || Access.IsOpen, isReading || function.Method is "GET" or "OPTIONS", function.Rest)
    {
        Access = Access,
    };

    /// <summary>Nobody needs a key: it tells everybody the same, or what is sent proves itself.</summary>
    public ApiOperation Open() => With(() => access = new ApiAccess(null));

    /// <summary>Who has this role may call it, or one that covers it.</summary>
    public ApiOperation For(Role least) => With(() => access = new ApiAccess(least));

    /// <summary>In a public space everybody may call it; elsewhere who has this role.</summary>
    public ApiOperation Published(Role least) => With(() => access = new ApiAccess(least, IsPublished: true));

    /// <summary>Who has signed in may call it, about themselves.</summary>
    public ApiOperation ForPeople() => With(() => access = new ApiAccess(null) { IsForPeople = true });

    /// <summary>A node may call it besides, about its own credits.</summary>
    /// <param name="name">The name of the value that names the node; if absent, the function looks itself.</param>
    public ApiOperation OrNode(string name = "") => With(() => access = access! with { Node = name });

    /// <summary>
    /// Whoever is known here may call it besides: by a key of the space, whatever its role, or signed in. The function looks who may.
    /// </summary>
    public ApiOperation OrKnown() => With(() => access = access! with { IsForKnown = true });

    /// <summary>
    /// Query values that nobody here knows are passed over: its address is altered on its way, by others than whoever could mend it.
    /// </summary>
    public ApiOperation AnyQuery() => With(() => takesAnyQuery = true);

    /// <summary>Says more about it.</summary>
    public ApiOperation Says(string details) => With((operation, _) => operation.Description = details);

    /// <summary>Describes a value that the function's route must have.</summary>
    public ApiOperation Path(string name, string description) => With(() => ids[name] = (description, null));

    /// <summary>Describes an id that is in the path if the function's route has it there, and must be in the query otherwise.</summary>
    /// <param name="name">Its name in the path.</param>
    /// <param name="description">What it is.</param>
    /// <param name="query">Its name in the query.</param>
    public ApiOperation Key(string name, string description, string query = "id") => With(() => ids[name] = (description, query));

    /// <summary>It changes nothing, whatever its method: who may only read may ask for it.</summary>
    public ApiOperation Reads() => With(() => isReading = true);

    /// <summary>Proven by <c>Authorization: Bearer</c>, which a document cannot name among the headers.</summary>
    public ApiOperation Token() => With(() => takesToken = true);

    /// <summary>A body of a type. What is not named as required may be left out; if nothing is named, the type says what may.</summary>
    public ApiOperation Takes(JsonTypeInfo body, params string[] required) =>
        Takes(Shape.Taken(body, required: required is [] ? null : required));

    /// <summary>A body; several calls give several media types.</summary>
    public ApiOperation Takes(ApiShape shape, string media = ApiMedia.Json, bool required = true) => With((operation, schemas) =>
    {
        operation.RequestBody ??= new OpenApiRequestBody { Required = required, Content = new Dictionary<string, IOpenApiMediaType>() };
        operation.RequestBody.Content!.Add(media, new OpenApiMediaType { Schema = shape(schemas) });
    });

    /// <summary>An answer in JSON: the very type that is serialised.</summary>
    public ApiOperation Answers(int status, string description, JsonTypeInfo answer, params ApiHeader[] headers) =>
        Answers(status, description, Shape.Of(answer), ApiMedia.Json, headers);

    /// <summary>An answer; several calls with one status give several media types.</summary>
    public ApiOperation Answers(int status, string description, ApiShape? shape = null, string media = ApiMedia.Json,
        params ApiHeader[] headers) => With((operation, schemas) =>
    {
        if (!operation.Responses!.TryGetValue(Word(status), out var answer))
            operation.Responses.Add(Word(status), answer = new OpenApiResponse
            {
                Description = description,
                Headers = headers.ToDictionary(header => header.Name, header => (IOpenApiHeader)new OpenApiHeader
                {
                    Description = header.Description,
                    Required = header.IsRequired,
                    Schema = Text(),
                }),
                Content = new Dictionary<string, IOpenApiMediaType>(),
            });
        if (shape is not null) answer.Content!.Add(media, new OpenApiMediaType { Schema = shape(schemas) });
    });

    /// <summary>A problem that is particular to this operation, and when it is answered.</summary>
    public ApiOperation Refuses(int status, string description) =>
        With((operation, schemas) => operation.Responses!.Add(Word(status), ApiProblems.Response(description, schemas)));

    /// <summary>The operation of a function.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="function">The function.</param>
    /// <param name="schemas">Takes the schemas that it refers to.</param>
    /// <exception cref="InvalidOperationException">The description does not fit the function; says where.</exception>
    public OpenApiOperation Of(string id, ApiFunction function, ApiSchemas schemas)
    {
        var operation =
            new OpenApiOperation { OperationId = id, Tags = schemas.Tag(tag), Summary = summary, Parameters = [], Responses = [] };
        foreach (var name in function.PathValues)
            operation.Parameters.Add(New(ParameterLocation.Path, name, ids.TryGetValue(name, out var value) ? value.Description
                : throw new InvalidOperationException($"{function.Name} is described without the path value {name}."), true));
        foreach (var (name, value) in ids.Where(each => each.Key != "space" && !function.PathValues.Contains(each.Key)))
            operation.Parameters.Add(New(ParameterLocation.Query, value.Query ?? throw new InvalidOperationException(
                $"{function.Name} is described with the path value {name}, which its route {function.Route} does not have."),
                value.Description, true));
        foreach (var step in steps) step(operation, schemas);
        ApiSecurity.Say(operation, Access, takesToken, schemas.Document);
        foreach (var status in ApiProblems.OfEvery(function, operation, Door(function)))
            operation.Responses.TryAdd(Word(status), ApiProblems.Refer(status, schemas));
        operation.Responses.Add("default", ApiProblems.Refer(null, schemas));
        return operation;
    }

    private static string Word(int status) => status.ToString(CultureInfo.InvariantCulture);

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiParameter New(ParameterLocation where, string name, string description, bool required,
        OpenApiSchema? schema = null) =>
        new() { Name = name, In = where, Required = required, Description = description, Schema = schema ?? Text() };

    /// <summary>Describes a value beside the path; of a text if no schema is given.</summary>
    internal ApiOperation Parameter(ParameterLocation where, string name, string description, bool required = false,
        OpenApiSchema? schema = null)
    {
        if (where == ParameterLocation.Query) queries.Add(name);
        return With((operation, _) => operation.Parameters!.Add(New(where, name, description, required, schema)));
    }

    private ApiOperation With(Action<OpenApiOperation, ApiSchemas> step) => With(() => steps.Add(step));

    private ApiOperation With(Action change)
    {
        change();
        return this;
    }
}
