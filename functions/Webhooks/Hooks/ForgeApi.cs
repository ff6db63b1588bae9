using System.Net;
using System.Net.Http.Headers;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Webhooks.Hooks;

/// <summary>What a forge answered.</summary>
/// <param name="Status">The status.</param>
/// <param name="Json">The body; undefined if there is none.</param>
/// <param name="NextCursor">The cursor of the next page, from the header <c>Link</c>.</param>
/// <param name="NextPage">The number of the next page, from the header <c>X-Next-Page</c>.</param>
internal sealed record ForgeAnswer(HttpStatusCode Status, JsonElement Json, string? NextCursor, string? NextPage);

/// <summary>Why a forge cannot be asked any further now, for people.</summary>
/// <param name="reason">The reason; it holds no secret.</param>
internal sealed class ForgeException(string reason) : Exception(reason)
{
    /// <summary>How long to leave it alone, if it says so.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>Whether what was asked for is not there.</summary>
    public bool IsGone { get; init; }

    /// <summary>Whether it was refused, and would be refused again.</summary>
    public bool IsRefusal { get; init; }

    /// <summary>Whether the answer was larger than is read.</summary>
    public bool IsTooLarge { get; init; }

    /// <summary>Whether only this answer is of no use.</summary>
    public bool IsOfPage { get; init; }
}

/// <summary>
/// The REST API of a forge, asked one question at a time. Nothing is tried again here: whoever asks comes back later. No answer can send
/// the token elsewhere, and none is read beyond a bound.
/// </summary>
/// <param name="http">Follows no redirects, and keeps to public addresses.</param>
/// <param name="root">The API's root, with a slash at its end.</param>
/// <param name="token">Goes there.</param>
/// <param name="time">The clock.</param>
internal sealed class ForgeApi(HttpClient http, Uri root, string token, TimeProvider time)
{
    /// <summary>A page of GitHub's has about 40 KiB; of GitLab's, with its payloads, some hundred.</summary>
    public const int AnswerBytesMax = 8 << 20;

    /// <summary>How long one answer may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private const int ToldMax = 200;
    private const int ReadMax = 2000;
    private DateTimeOffset notBefore = DateTimeOffset.MinValue;

    /// <summary>Reads something.</summary>
    /// <exception cref="ForgeException">It cannot be read.</exception>
    public async Task<ForgeAnswer> GetAsync(string path, CancellationToken cancellation)
    {
        var answer = await SendAsync(HttpMethod.Get, path, cancellation);
        return answer.Status == HttpStatusCode.OK ? answer : throw Refusal(answer);
    }

    /// <summary>Asks for something to be done.</summary>
    /// <returns>Why the forge would not do this one thing, or <see langword="null"/> when it will.</returns>
    /// <exception cref="ForgeException">It cannot be asked, now or for anything else of the kind.</exception>
    public async Task<string?> PostAsync(string path, CancellationToken cancellation)
    {
        var answer = await SendAsync(HttpMethod.Post, path, cancellation);
        if ((int)answer.Status is >= 200 and <= 299) return null;
        return answer.Status is HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest
            or HttpStatusCode.Gone ? Told(answer) : throw Refusal(answer);
    }

    private async Task<ForgeAnswer> SendAsync(HttpMethod method, string path, CancellationToken cancellation)
    {
        if (notBefore > time.GetUtcNow()) throw Limited(notBefore - time.GetUtcNow());
        using var request = new HttpRequestMessage(method, new Uri(root, path));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("grain", "1"));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        try
        {
            using var answer = await http.SendAsync(request, cancellation);
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
            var (told, now) = (Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, ReadMax))), time.GetUtcNow());
            if (RateLimit.OfRefusal(answer, told, now) is { } wait) throw Limited(wait);
            if (RateLimit.UntilReset(answer, now) is { } untilReset) notBefore = now + untilReset;
            return new ForgeAnswer(answer.StatusCode, Parse(bytes, answer.StatusCode), NextPage.CursorOf(answer),
                answer.Headers.TryGetValues("X-Next-Page", out var next) ? next.First() : null);
        }
        catch (HttpRequestException fault) when (fault.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new ForgeException($"an answer of {root.Host} is larger than {AnswerBytesMax >> 20} MiB")
            {
                IsTooLarge = true,
                IsOfPage = true,
            };
        }
        catch (HttpRequestException fault)
        {
            throw new ForgeException($"{root.Host} cannot be reached ({Shown(fault.Message)})");
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ForgeException($"{root.Host} did not answer within {Timeout.TotalSeconds:0} s");
        }
    }

    private ForgeException Limited(TimeSpan wait) => new($"{root.Host} wants to be asked less often") { Wait = wait };

    private JsonElement Parse(byte[] bytes, HttpStatusCode status)
    {
        try
        {
            return bytes.Length == 0 ? default : JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            return status != HttpStatusCode.OK ? default
                : throw new ForgeException($"an answer of {root.Host} is not JSON; is the address of its API right?") { IsOfPage = true };
        }
    }

    private ForgeException Refusal(ForgeAnswer answer) => new(answer.Status switch
    {
        HttpStatusCode.Unauthorized => $"{root.Host} does not accept the secret: it is wrong, or has expired",
        HttpStatusCode.Forbidden => $"the secret may not do this ({Told(answer)})",
        HttpStatusCode.NotFound => "there is no such thing, or the secret may not see it",
        >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest =>
            $"{root.Host} answers that it moved, as after it was renamed: give its new name",
        _ => Told(answer),
    })
    {
        IsGone = answer.Status == HttpStatusCode.NotFound,
        IsRefusal = (int)answer.Status < 500,
    };

    /// <summary>The status, and the message that came with it.</summary>
    private string Told(ForgeAnswer answer)
    {
        var status = $"{root.Host} answered {(int)answer.Status}";
        return HookForge.Text(answer.Json, "message") is { } message ? $"{status}: {Shown(message)}" : status;
    }

    private string Shown(string text) => BoundedText.Line(text.Replace(token, "***", StringComparison.Ordinal), ToldMax);
}
