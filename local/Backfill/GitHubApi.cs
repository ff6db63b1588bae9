using Grain.Functions.Webhooks.Hooks;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Grain.Local.Backfill;

/// <summary>
/// GitHub's REST API, asked one question at a time and at the pace it wants. Waits when a limit is used up, tries again what failed in
/// between, and says so; whatever else is refused is a <see cref="CommandException"/> that says what to do.
/// </summary>
internal sealed class GitHubApi : IDisposable
{
    /// <summary>GitHub's own.</summary>
    public static readonly Uri DefaultRoot = new("https://api.github.com/");

    /// <summary>A page of 100 deliveries has about 40 KiB, one of pull requests with their reviews a few MiB at most.</summary>
    internal const int AnswerBytesMax = 8 << 20;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>GitHub asks for a second between requests that change something ("Best practices for using the REST API").</summary>
    private static readonly TimeSpan BetweenPosts = TimeSpan.FromSeconds(1);

    private readonly HttpClient http;
    private readonly TimeProvider time;
    private readonly PatientRequests requests;
    private DateTimeOffset noPostBefore = DateTimeOffset.MinValue;

    /// <summary>What a token must have that is forbidden something.</summary>
    public string Needs { get; init; } =
        "'Webhooks: read and write', or the classic scope admin:repo_hook (admin:org_hook for an organisation)";

    /// <summary>Is told before something is tried again that was not answered: it may have been too much at once.</summary>
    public Action Failing { get; set; } = () => { };

    /// <summary>Opens nothing yet.</summary>
    /// <param name="root">The API's root; <c>https://HOST/api/v3/</c> for an Enterprise Server.</param>
    /// <param name="token">Goes to this root only.</param>
    /// <param name="handler">Sends requests; must not follow redirects.</param>
    /// <param name="time">The clock to wait by.</param>
    /// <param name="say">Is told why there is a pause.</param>
    public GitHubApi(Uri root, string token, HttpMessageHandler handler, TimeProvider time, Action<string> say)
    {
        this.time = time;
        http = new HttpClient(handler) { BaseAddress = root, Timeout = Timeout, MaxResponseContentBufferSize = AnswerBytesMax };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("grain", "1"));
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
        http.DefaultRequestHeaders.Add("X-GitHub-Api-Version", "2022-11-28");
        requests = new PatientRequests(http, time, say, () => Failing());
    }

    /// <summary>Reads a list.</summary>
    /// <param name="path">The path below the root, with its query.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The items, and the cursor of the next page if there is one.</returns>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public async Task<(JsonDocument Items, string? NextCursor)> GetListAsync(string path, CancellationToken cancellation)
    {
        var (answer, body) = await requests.SendAsync(path, () => new HttpRequestMessage(HttpMethod.Get, path), cancellation);
        using (answer)
        {
            if (answer.StatusCode != HttpStatusCode.OK) throw GitHubRefusal.Of(path, answer, body, Needs);
            var items = Parse(path, body);
            if (items.RootElement.ValueKind == JsonValueKind.Array) return (items, NextPage.CursorOf(answer));
            items.Dispose();
            throw new CommandException($"{path}: the answer is not a list");
        }
    }

    /// <summary>Asks for something to be done.</summary>
    /// <returns>Why GitHub would not do this one thing (404, 422), or <see langword="null"/> when it will.</returns>
    /// <exception cref="CommandException">It cannot be asked, now or for anything else of the kind.</exception>
    public async Task<string?> PostAsync(string path, CancellationToken cancellation)
    {
        await requests.WaitUntilAsync(noPostBefore, cancellation);
        var (answer, body) = await requests.SendAsync(path, () => new HttpRequestMessage(HttpMethod.Post, path), cancellation);
        using (answer)
        {
            noPostBefore = time.GetUtcNow() + BetweenPosts;
            if (answer.IsSuccessStatusCode) return null;
            if (answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest)
                return GitHubRefusal.Told(answer, body);
            throw GitHubRefusal.Of(path, answer, body, Needs);
        }
    }

    /// <summary>Reads what a request with a body asks for, which changes nothing; the body is made anew for each try.</summary>
    /// <returns>The answer's body.</returns>
    /// <exception cref="NotAnsweredException">It fails again and again.</exception>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public async Task<string> QueryAsync(string path, Func<JsonObject> makeBody, CancellationToken cancellation)
    {
        var (answer, body) = await requests.SendAsync(path, () => new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(makeBody().ToJsonString(), Encoding.UTF8, "application/json"),
        }, cancellation);
        using (answer) return answer.StatusCode == HttpStatusCode.OK ? body : throw GitHubRefusal.Of(path, answer, body, Needs);
    }

    /// <summary>Nothing is asked before this moment.</summary>
    public void WaitUntil(DateTimeOffset moment) => requests.NotBefore = moment;

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static JsonDocument Parse(string path, string body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            throw new CommandException($"{path}: the answer is not JSON; is the address of the API right?");
        }
    }
}
