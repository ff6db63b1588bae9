using System.Net.Http.Headers;
using System.Text.Json.Serialization.Metadata;

namespace Grain.Local.Api;

/// <summary>An answer with its body, and what was asked.</summary>
internal sealed record HttpAnswer(HttpStatusCode Status, byte[] Body, string Method, string Path)
{
    private const int ShownLength = 400;

    /// <summary>The version of what was read or written, if the answer tells it.</summary>
    public string? ETag { get; init; }

    /// <summary>Its headers.</summary>
    public HttpResponseHeaders? Headers { get; init; }

    /// <summary>The media type of the body, if there is one.</summary>
    public string? Type { get; init; }

    /// <summary>A whole number that a header tells; 0 without one.</summary>
    public long NumberOf(string header) => Headers?.TryGetValues(header, out var values) == true
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The body as what it should be.</summary>
    /// <exception cref="HttpRequestException">The status is no success.</exception>
    /// <exception cref="JsonException">The body is something else.</exception>
    public T Read<T>(JsonTypeInfo<T> json) =>
        JsonSerializer.Deserialize(RequireSuccess().Body, json) ?? throw new JsonException($"{Method} {Path} answered null.");

    /// <summary>The same answer.</summary>
    /// <exception cref="HttpRequestException">The status is no success.</exception>
    public HttpAnswer RequireSuccess() =>
        (int)Status is >= 200 and < 300 ? this : throw new HttpRequestException(ToString(), null, Status);

    /// <inheritdoc/>
    public override string ToString()
    {
        return $"{Method} {Path} answered {(int)Status}: {(Text.Length > ShownLength ? Text[..ShownLength] + "…" : Text)}";
    }
}
