using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions;

/// <summary>The API document's own address.</summary>
internal sealed class ApiDocumentFunctions(ApiDocumentAnswer answer)
{
    [Function("ApiDocumentRead")]
    public Task<IResult> ReadAsync([HttpTrigger(AuthorizationLevel.Anonymous, "get", "head",
        Route = "api/openapi.json")] HttpRequest request) =>
        answer.ToAsync(request.HttpContext);
}
