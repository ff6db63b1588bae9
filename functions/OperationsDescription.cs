using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions;

/// <summary>What the API document says of itself and of the health checks.</summary>
internal static class OperationsDescription
{
    private const string Tag = "Operations";

    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["ApiDocumentRead"] = ReadDocument,
        ["HealthLive"] = Live,
        ["HealthReady"] = Ready,
    };

    private static ApiOperation ReadDocument() => new ApiOperation(Tag, "getApiDocument", "This document")
        .Header("If-None-Match", "The ETag of the document that the caller has.")
        .Answers(200, "The document.", Shape.Json("""{"type":"object"}"""), ApiMedia.Json, ApiHeader.ETag)
        .Answers(304, "The caller has it already.");

    private static ApiOperation Live() => new ApiOperation(Tag, "getLiveness", "Whether the process answers")
        .Answers(200, "It does.", Status("live"));

    private static ApiOperation Ready() => new ApiOperation(Tag, "getReadiness", "Whether storage can be reached")
        .Answers(200, "It can.", Status("ready"))
        .Refuses(503, "It cannot; `errors` names what.");

    private static ApiShape Status(string word) =>
        Shape.Json($$$"""{"type":"object","properties":{"status":{"type":"string","const":"{{{word}}}"}},"required":["status"]}""");
}
