using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Hosting.Bodies;

namespace Grain.Functions.Hosting;

/// <summary>Reads request bodies, within the memory that there is for them (<see cref="BodyBudget"/>).</summary>
public static class JsonBody
{
    /// <summary>The body as JSON of a known shape.</summary>
    /// <exception cref="ProblemException">400: empty, not JSON, <c>null</c>, or of another shape; the problem names every fault.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> shape, CancellationToken cancellation) where T : class
    {
        var bytes = await ReadBytesAsync(request, cancellation);
        return Parsed(() => SentJson.Read(bytes, shape));
    }

    /// <summary>The same, where an empty body means <see langword="null"/>.</summary>
    /// <exception cref="ProblemException">400, likewise.</exception>
    public static async Task<T?> ReadOptionalAsync<T>(HttpRequest request, JsonTypeInfo<T> shape, CancellationToken cancellation)
        where T : class
    {
        var bytes = await ReadBytesAsync(request, cancellation);
        return bytes.Length == 0 ? null : Parsed(() => SentJson.Read(bytes, shape));
    }

    /// <summary>The body as <paramref name="read"/> reads its values.</summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads the values; what it tells to their <see cref="SentValue.Faults"/> is answered, all of it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="faults">What is wrong with the request besides.</param>
    /// <exception cref="ProblemException">400: empty, not JSON, or a value is faulty; the problem names every fault.</exception>
    public static async Task<T> ReadAsync<T>(
        HttpRequest request, Func<SentValue, T> read, CancellationToken cancellation, FaultList? faults = null)
    {
        var bytes = await ReadBytesAsync(request, cancellation);
        using var document = Parsed(() => SentJson.Parse(bytes));
        var body = new SentValue(document.RootElement, faults ?? new FaultList());
        var result = read(body);
        body.Faults.ThrowIfAny();
        return result;
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
        catch (SentException fault)
        {
            throw new ProblemException(Problem.MalformedJson(fault));
        }
    }
}
