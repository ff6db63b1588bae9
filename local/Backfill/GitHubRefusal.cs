using Grain.Functions.Webhooks.Reading;

namespace Grain.Local.Backfill;

/// <summary>What GitHub's refusals mean to the person who called the command.</summary>
internal static class GitHubRefusal
{
    /// <summary>Why something cannot be read, and what to do.</summary>
    /// <param name="path">What was asked for.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="body">Its body.</param>
    /// <param name="needs">What a token must have for it.</param>
    public static CommandException Of(string path, HttpResponseMessage answer, string body, string needs) => new(answer.StatusCode switch
    {
        HttpStatusCode.Unauthorized => "GitHub does not accept the token: it is wrong, or has expired",
        HttpStatusCode.Forbidden when SignOnOf(answer) is { } place =>
            $"{path}: the organisation wants the token to be authorised for its single sign-on: {place}",
        HttpStatusCode.Forbidden => $"{path}: the token may not do this ({Told(answer, body)}); it needs {needs}",
        HttpStatusCode.NotFound => $"{path}: there is no such thing, or the token may not see it",
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
            $"{path}: GitHub answers that it moved, as it does after a repository was renamed; give its new name",
        _ => $"{path}: {Told(answer, body)}",
    });

    /// <summary>Where a token is authorised for an organisation's single sign-on, if that is what it lacks.</summary>
    private static string? SignOnOf(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("X-GitHub-SSO", out var told) && told.First().Split("url=") is [_, var place]
            ? BoundedText.WebAddress(place.Trim(), 500) ?? "see 'Configure SSO' beside the token in GitHub's settings"
            : null;

    /// <summary>The status, and the message that came with it.</summary>
    public static string Told(HttpResponseMessage answer, string body)
    {
        var status = $"GitHub answered {(int)answer.StatusCode}";
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("message", out var message)
                && message.ValueKind == JsonValueKind.String
                ? $"{status}: {BoundedText.Line(message.GetString()!, 200)}"
                : status;
        }
        catch (JsonException)
        {
            return status;
        }
    }
}
