using Microsoft.AspNetCore.Mvc;

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

    /// <summary>How callers prove who they are, for the header <c>WWW-Authenticate</c>.</summary>
    internal string? Challenge { get; init; }

    /// <summary>How long to wait before it is tried again, for the header <c>Retry-After</c>.</summary>
    internal TimeSpan? Wait { get; init; }

    int? IStatusCodeHttpResult.StatusCode => Status;

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        if (Challenge is not null) httpContext.Response.Headers.WWWAuthenticate = Challenge;
        if (Wait is { } wait)
            httpContext.Response.Headers.RetryAfter =
                Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        var problem = new ProblemDetails { Type = TypePrefix + Kind, Title = Title, Status = Status, Detail = Detail };
        if (Faults.Count > 0) problem.Extensions["errors"] = Faults;
        return TypedResults.Problem(problem).ExecuteAsync(httpContext);
    }
}
