using System.Text.Json.Serialization.Metadata;
using Grain.Functions.Hosting.Bodies;

namespace Grain.Functions.Hosting;

/// <summary>Reads request bodies, within the memory that there is for them (<see cref="BodyBudget"/>).</summary>
public static class JsonBody
{
    /// <summary>The body as JSON of a known shape.</summary>
    /// <exception cref="SentException">Empty, not JSON, <c>null</c>, or of another shape: answered 400, naming every fault.</exception>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> shape, CancellationToken cancellation) where T : class =>
        SentJson.Read(await ReadBytesAsync(request, cancellation), shape);

    /// <summary>The same, where an empty body means <see langword="null"/>.</summary>
    /// <exception cref="SentException">Likewise.</exception>
    public static async Task<T?> ReadOptionalAsync<T>(HttpRequest request, JsonTypeInfo<T> shape, CancellationToken cancellation)
        where T : class
    {
        var bytes = await ReadBytesAsync(request, cancellation);
        return bytes.Length == 0 ? null : SentJson.Read(bytes, shape);
    }

    /// <summary>The body as <paramref name="read"/> reads its values.</summary>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads the values; what it tells to their <see cref="SentValue.Faults"/> is answered, all of it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="faults">What is wrong with the request besides.</param>
    /// <exception cref="SentException">Empty or not JSON: answered 400.</exception>
    /// <exception cref="ProblemException">400: a value is faulty; the problem names every fault.</exception>
    public static async Task<T> ReadAsync<T>(
        HttpRequest request, Func<SentValue, T> read, CancellationToken cancellation, FaultList? faults = null)
    {
        using var document = SentJson.Parse(await ReadBytesAsync(request, cancellation));
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
}
