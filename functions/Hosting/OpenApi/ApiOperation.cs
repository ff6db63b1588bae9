using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace Grain.Functions.Hosting.OpenApi;

/// <summary>
/// What the API document says of one operation, written beside the code that serves it. What a function's metadata know already (path,
/// method, who may call) is taken from there; what goes for every operation (the function key, a space that does not exist, a body over the
/// cap) is added to each.
/// </summary>
/// <param name="tag">The slice.</param>
/// <param name="id">Unique, in camelCase, and never changed: generated clients call a method so.</param>
/// <param name="summary">What it does, in a line.</param>
internal sealed class ApiOperation(string tag, string id, string summary)
{
    private readonly Dictionary<string, string> paths = new(StringComparer.Ordinal) { ["space"] = "The space's name." };
    private readonly HashSet<string> described = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string Query, string Description)> keys = new(StringComparer.Ordinal);
    private readonly List<Action<OpenApiOperation, ApiSchemas>> steps = [];
    private string operationId = id;
    private bool takesToken;

    /// <summary>Gives it another id: of two functions that do the same at two addresses, each has its own.</summary>
    public ApiOperation Named(string other) => With(() => operationId = other);

    /// <summary>Says more about it.</summary>
    public ApiOperation Says(string details) => With((operation, _) => operation.Description = details);

    /// <summary>Describes a path value.</summary>
    public ApiOperation Path(string name, string description) => With(() =>
    {
        paths[name] = description;
        described.Add(name);
    });

    /// <summary>Describes an id that is in the path if the function's route has it there, and must be in the query otherwise.</summary>
    /// <param name="name">Its name in the path.</param>
    /// <param name="description">What it is.</param>
    /// <param name="query">Its name in the query.</param>
    public ApiOperation Key(string name, string description, string query = "id") => With(() => keys.Add(name, (query, description)));

    /// <summary>Describes a query value, a text: one of <paramref name="values"/>, or any if there are none.</summary>
    public ApiOperation Query(string name, string description, params string[] values) =>
        Parameter(ParameterLocation.Query, name, description,
            schema: new() { Type = JsonSchemaType.String, Enum = values is [] ? null : [.. values.Select(value => (JsonNode)value)] });

    /// <summary>Describes a query value of a plain type. What is not of the type, and a value given twice, is refused with 400.</summary>
    public ApiOperation Query<T>(string name, string description, long? min = null, long? max = null) where T : struct
    {
        var schema = ApiSchemas.OfPlain(typeof(T)) ?? throw new InvalidOperationException($"{typeof(T)} is no plain type.");
        schema.Minimum = min?.ToString(CultureInfo.InvariantCulture);
        schema.Maximum = max?.ToString(CultureInfo.InvariantCulture);
        return Parameter(ParameterLocation.Query, name, description, schema: schema);
    }

    /// <summary>Describes a query value, a text, that must be given.</summary>
    public ApiOperation Needs(string name, string description) => Parameter(ParameterLocation.Query, name, description, required: true);

    /// <summary>Describes the query value <c>limit</c> of a page.</summary>
    public ApiOperation Limit(int orElse, int most, int least = 1) =>
        Query<int>("limit", $"How many at most; {orElse} if absent.", least, most);

    /// <summary>A header that matters.</summary>
    public ApiOperation Header(string name, string description, bool required = false) =>
        Parameter(ParameterLocation.Header, name, description, required);

    /// <summary>Proven by <c>Authorization: Bearer</c>, which a document cannot name among the headers.</summary>
    public ApiOperation Token() => With(() => takesToken = true);

    /// <summary>A body; several calls give several media types.</summary>
    public ApiOperation Takes(ApiShape shape, string media = ApiMedia.Json, bool required = true) => With((operation, schemas) =>
    {
        operation.RequestBody ??= new OpenApiRequestBody { Required = required, Content = new Dictionary<string, IOpenApiMediaType>() };
        operation.RequestBody.Content!.Add(media, new OpenApiMediaType { Schema = shape(schemas) });
    });

    /// <summary>An answer; several calls with one status give several media types.</summary>
    public ApiOperation Answers(int status, string description, ApiShape? shape = null, string media = ApiMedia.Json,
        params ApiHeader[] headers) =>
        With((operation, schemas) =>
        {
            if (!operation.Responses!.TryGetValue(Word(status), out var answer))
                operation.Responses.Add(Word(status), answer = new OpenApiResponse
                {
                    Description = description,
                    Headers = new Dictionary<string, IOpenApiHeader>(),
                    Content = new Dictionary<string, IOpenApiMediaType>(),
                });
            if (shape is not null) answer.Content!.Add(media, new OpenApiMediaType { Schema = shape(schemas) });
            foreach (var header in headers)
                answer.Headers!.Add(header.Name,
                    new OpenApiHeader { Description = header.Description, Required = header.IsRequired, Schema = Text() });
        });

    /// <summary>A problem that is particular to this operation, and when it is answered.</summary>
    public ApiOperation Refuses(int status, string description) =>
        With((operation, schemas) => operation.Responses!.Add(Word(status), ApiProblems.Response(description, schemas)));

    /// <summary>The operation of a function.</summary>
    /// <exception cref="InvalidOperationException">The description does not fit the function; says where.</exception>
    public OpenApiOperation Of(ApiFunction function, ApiSchemas schemas)
    {
        if (described.Except(function.PathValues).FirstOrDefault() is { } unknown)
            throw new InvalidOperationException(
                $"{function.Name} is described with the path value {unknown}, which its route {function.Route} does not have.");
        var operation = new OpenApiOperation
        {
            OperationId = operationId,
            Tags = schemas.Tag(tag),
            Summary = summary,
            Parameters = [],
            Responses = []
        };
        foreach (var name in function.PathValues)
            operation.Parameters.Add(New(
                ParameterLocation.Path, name, paths.GetValueOrDefault(name) ?? keys.GetValueOrDefault(name).Description
                    ?? throw new InvalidOperationException($"{function.Name} is described without the path value {name}."), true));
        foreach (var (name, key) in keys.Where(key => !function.PathValues.Contains(key.Key))) operation.Parameters.Add(
            New(ParameterLocation.Query, key.Query, key.Description, true));
        foreach (var step in steps) step(operation, schemas);
        if (function.IsAnonymous) operation.Security = ApiSecurity.OfAnonymous(takesToken, schemas.Document);
        foreach (var status in ApiProblems.OfEvery(function, operation))
            operation.Responses.TryAdd(Word(status), ApiProblems.Refer(status, schemas));
        operation.Responses.Add("default", ApiProblems.Refer(null, schemas));
        return operation;
    }

    private static string Word(int status) => status.ToString(CultureInfo.InvariantCulture);

    private static OpenApiSchema Text() => new() { Type = JsonSchemaType.String };

    private static OpenApiParameter New(ParameterLocation where, string name, string description, bool required,
        OpenApiSchema? schema = null) =>
        new() { Name = name, In = where, Required = required, Description = description, Schema = schema ?? Text() };

    private ApiOperation Parameter(ParameterLocation where, string name, string description, bool required = false,
        OpenApiSchema? schema = null) =>
        With((operation, _) => operation.Parameters!.Add(New(where, name, description, required, schema)));

    private ApiOperation With(Action<OpenApiOperation, ApiSchemas> step) => With(() => steps.Add(step));

    private ApiOperation With(Action change)
    {
        change();
        return this;
    }
}

/// <summary>A header of an answer.</summary>
internal sealed record ApiHeader(string Name, string Description, bool IsRequired = false)
{
    /// <summary>The version of what is answered.</summary>
    public static ApiHeader ETag { get; } = new("ETag", "The version of what is answered.", true);
}

/// <summary>Media types of bodies.</summary>
internal static class ApiMedia
{
    public const string Json = "application/json";

    public const string Lines = "application/x-ndjson";
}
