namespace Grain.Functions.Hosting.OpenApi;

/// <summary>
/// What the API document says of one operation, written beside the code that serves it. What routing and manifests know already (path,
/// method, types of query values, who may call) is taken from there; what goes for every operation (the function key, a space that does not
/// exist, a body over the cap) is added to each.
/// </summary>
/// <param name="tag">The slice.</param>
/// <param name="id">Unique, in camelCase, and never changed: generated clients call a method so.</param>
/// <param name="summary">What it does, in a line.</param>
internal sealed class ApiOperation(string tag, string id, string summary)
{
    public string Tag => tag;

    public string Id => id;

    public string Summary => summary;

    /// <summary>More than fits the line.</summary>
    public string? Details { get; private set; }

    /// <summary>A bearer token that may prove the caller instead of other headers.</summary>
    public bool TakesToken { get; private set; }

    public Dictionary<string, string> Paths { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ApiQuery> Queries { get; } = new(StringComparer.Ordinal);

    public List<ApiHeader> Headers { get; } = [];

    public List<ApiContent> Body { get; } = [];

    public bool IsBodyRequired { get; private set; }

    public SortedDictionary<int, ApiAnswer> Responses { get; } = [];

    public SortedDictionary<int, string> Problems { get; } = [];

    /// <summary>Says more about it.</summary>
    public ApiOperation Says(string details) => With(() => Details = details);

    /// <summary>Describes a path value.</summary>
    public ApiOperation Path(string name, string description) => With(() => Paths.Add(name, description));

    /// <summary>Describes a query value.</summary>
    public ApiOperation Query(string name, string description, long? min = null, long? max = null, params string[] values) =>
        With(() => Queries.Add(name, new ApiQuery(description, min, max, values)));

    /// <summary>Describes a query value that must be given, which the handler itself sees to.</summary>
    public ApiOperation Needs(string name, string description) => With(() => Queries.Add(name, new ApiQuery(description, null, null, []) { IsRequired = true }));

    /// <summary>Describes the query value <c>limit</c> of a page.</summary>
    public ApiOperation Limit(int orElse, int most, int least = 1) => Query("limit", $"How many at most; {orElse} if absent.", least, most);

    /// <summary>A header that matters.</summary>
    public ApiOperation Header(string name, string description, bool required = false) => With(() => Headers.Add(new ApiHeader(name, description, required)));

    /// <summary>Proven by <c>Authorization: Bearer</c>, which a document cannot name among the headers.</summary>
    public ApiOperation Token() => With(() => TakesToken = true);

    /// <summary>A body; several calls give several media types.</summary>
    public ApiOperation Takes(ApiShape shape, string media = ApiContent.Json, bool required = true) => With(() =>
    {
        Body.Add(new ApiContent(media, shape));
        IsBodyRequired = required;
    });

    /// <summary>An answer; several calls with one status give several media types.</summary>
    public ApiOperation Answers(int status, string description, ApiShape? shape = null, string media = ApiContent.Json, params ApiHeader[] headers) => With(() =>
    {
        if (!Responses.TryGetValue(status, out var answer)) Responses.Add(status, answer = new ApiAnswer(description));
        if (shape is not null) answer.Contents.Add(new ApiContent(media, shape));
        answer.Headers.AddRange(headers);
    });

    /// <summary>A problem that is particular to this operation, and when it is answered.</summary>
    public ApiOperation Refuses(int status, string description) => With(() => Problems.Add(status, description));

    private ApiOperation With(Action change)
    {
        change();
        return this;
    }
}

/// <summary>A query value: its type is that of the handler's parameter.</summary>
internal sealed record ApiQuery(string Description, long? Min, long? Max, IReadOnlyList<string> Values)
{
    public bool IsRequired { get; init; }
}

/// <summary>A header of a request or an answer.</summary>
internal sealed record ApiHeader(string Name, string Description, bool IsRequired = false)
{
    /// <summary>The version of what is answered.</summary>
    public static ApiHeader ETag { get; } = new("ETag", "The version of what is answered.", true);
}

/// <summary>A body of a media type.</summary>
internal sealed record ApiContent(string Media, ApiShape Shape)
{
    public const string Json = "application/json";

    public const string Lines = "application/x-ndjson";
}

/// <summary>What is answered with a status.</summary>
internal sealed record ApiAnswer(string Description)
{
    public List<ApiContent> Contents { get; } = [];

    public List<ApiHeader> Headers { get; } = [];
}
