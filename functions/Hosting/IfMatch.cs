using Microsoft.Net.Http.Headers;

namespace Grain.Functions.Hosting;

/// <summary>The versions that a request is about, by its header <c>If-Match</c> (RFC 9110, section 13.1.1).</summary>
internal static class IfMatch
{
    private const string Name = "If-Match";

    /// <summary>Whether a request is about this version, as far as it says which.</summary>
    /// <param name="request">The request.</param>
    /// <param name="entityTag">The version, as <c>ETag</c> has it.</param>
    /// <exception cref="ProblemException">400: what the header holds is no version.</exception>
    public static bool Matches(this HttpRequest request, string entityTag)
    {
        // Weak ones as well: a proxy that compresses an answer makes its tag weak, and a version is the same in any encoding.
        var version = EntityTagHeaderValue.Parse(entityTag);
        return TagsOf(request) is not { } tags || tags.Any(tag => IsAny(tag) || tag.Compare(version, useStrongComparison: false));
    }

    /// <summary>Whether a request says which version it is about; <c>*</c> is any.</summary>
    /// <inheritdoc cref="Matches" path="/exception"/>
    public static bool NamesVersion(this HttpRequest request) => TagsOf(request) is { } tags && !tags.Any(IsAny);

    private static bool IsAny(EntityTagHeaderValue tag) => tag.Tag == "*";

    /// <summary>An empty header is no absent one: it is what a variable gives that was never set.</summary>
    private static IList<EntityTagHeaderValue>? TagsOf(HttpRequest request) =>
        request.Headers.IfMatch is not { Count: > 0 } sent ? null
        : EntityTagHeaderValue.TryParseStrictList(sent, out var tags) && tags.Count > 0 ? tags
        : throw new ProblemException(Problem.BadRequest(Name,
            "must be an ETag as it was answered, with its quotation marks, such as \"3\"; or several, or *"));
}
