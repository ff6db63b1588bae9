using System.Text.Json;

namespace Grain.Functions.Hosting;

/// <summary>An answer that says what went wrong, as RFC 9457 problem details (<c>application/problem+json</c>).</summary>
public sealed class ProblemResult : IResult, IStatusCodeHttpResult
{
    /// <summary>What every <c>type</c> begins with; the rest is the kind of problem and never changes once published.</summary>
    public const string TypePrefix = "urn:grain:problem:";

    internal ProblemResult(int status, string kind, string title)
    {
        Status = status;
        Kind = kind;
        Title = title;
    }

    /// <summary>The HTTP status, 400 to 599.</summary>
    public int Status { get; }

    /// <summary>The last part of the problem's <c>type</c>, for example <c>not-found</c>.</summary>
    public string Kind { get; }

    /// <summary>What happened, the same for every problem of the kind.</summary>
    public string Title { get; }

    /// <summary>What happened this time.</summary>
    public string? Detail { get; init; }

    /// <summary>Every single fault, where the problem has parts.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>When a repetition may succeed: the <c>Retry-After</c> header.</summary>
    public TimeSpan? RetryAfter { get; init; }

    int? IStatusCodeHttpResult.StatusCode => Status;

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = "application/problem+json";
        if (RetryAfter is { } wait) response.Headers.RetryAfter = ((long)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        await using (var writer = new Utf8JsonWriter(response.BodyWriter)) Write(writer);
        await response.CompleteAsync();
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type", TypePrefix + Kind);
        writer.WriteString("title", Title);
        writer.WriteNumber("status", Status);
        if (Detail is not null) writer.WriteString("detail", Detail);
        if (Faults.Count > 0) WriteFaults(writer);
        writer.WriteEndObject();
    }

    private void WriteFaults(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("errors");
        foreach (var fault in Faults)
        {
            writer.WriteStartObject();
            writer.WriteString("path", fault.Path);
            writer.WriteString("message", fault.Message);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
