using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Hosting.Bodies;

namespace Grain.Functions.Hosting;

/// <summary>Reads request bodies, within the memory that there is for them (<see cref="BodyBudget"/>).</summary>
public static class JsonBody
{
    /// <summary>The body as JSON of a known shape.</summary>
    /// <exception cref="ProblemException">400: empty, not JSON, <c>null</c>, or of another shape; the problem says where.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> shape, CancellationToken cancellation) where T : class
    {
        var bytes = await ReadBytesAsync(request, cancellation);
        return Parsed(() => JsonSerializer.Deserialize(bytes, shape))
            ?? throw new ProblemException(Problem.BadRequest("$", "must not be null"));
    }

    /// <summary>The body as a JSON document, for readers that name every fault themselves.</summary>
    /// <exception cref="ProblemException">400: empty, not JSON, or a name is no text or occurs twice in an object; the problem says
    /// where.</exception>
    public static async Task<JsonDocument> ReadDocumentAsync(HttpRequest request, CancellationToken cancellation)
    {
        var bytes = await ReadBytesAsync(request, cancellation);
        return Parsed(() => SentJson.Parse(bytes));
    }

    /// <summary>The body byte for byte, as a signature was made over it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="isProven">Whether it is known who sends it: on Azure, whoever has a key.</param>
    /// <exception cref="ProblemException">413: over the endpoint's cap.</exception>
    /// <exception cref="NoRoomException">503: there is no memory for it.</exception>
    public static Task<byte[]> ReadBytesAsync(HttpRequest request, CancellationToken cancellation, bool isProven = true) =>
        (request.HttpContext.Features.Get<BodyDoor>() ?? Unbounded).ReadAsync(request, isProven, cancellation);

    /// <summary>For requests that did not come through <see cref="ProblemsMiddleware"/>.</summary>
    private static readonly BodyDoor Unbounded = new(new BodyBudget(long.MaxValue, TimeProvider.System), trustedHops: 0);

    private static T Parsed<T>(Func<T> parse)
    {
        try
        {
            return parse();
        }
        catch (JsonException fault)
        {
            throw new ProblemException(Problem.MalformedJson(fault));
        }
    }
}
