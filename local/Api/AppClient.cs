using System.Diagnostics;
using System.Net.Http.Headers;
using Grain.Functions.Access;

namespace Grain.Local.Api;

/// <summary>
/// A running app, for verbs: every request is sent once, and whatever goes wrong is told in words that say what to do next
/// (<see cref="AppFaults"/>).
/// </summary>
internal sealed class AppClient : IDisposable
{
    /// <summary>Longer than the 230 seconds that Azure's front gives an app.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(240);

    private readonly HttpClient http;
    private readonly AppFaults faults;

    /// <summary>Opens nothing yet.</summary>
    /// <param name="address">Where the app is.</param>
    /// <param name="key">What opens it.</param>
    /// <param name="functionKey">A key of the Functions host, if that asks for one, too.</param>
    /// <exception cref="CommandException">The key would be readable on its way.</exception>
    public AppClient(AppAddress address, string? key, string? functionKey = null)
    {
        Address = address;
        KeySpace = key is null ? null : KeyText.Parse(key)?.Space;
        faults = new AppFaults(address, key is not null);
        if (key is not null && address.Root is { IsLoopback: false } root && root.Scheme != Uri.UriSchemeHttps)
            throw new UsageException($"a key is sent to https:// only, and {root} is not");
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = address.Root, Timeout = Patience };
        if (key is not null && !AppKey.AddTo(http, key)) throw new UsageException("the key holds something that is no key");
        if (functionKey is not null && !http.DefaultRequestHeaders.TryAddWithoutValidation("x-functions-key", functionKey))
            throw new UsageException($"${AppOptions.FunctionKeyVariable} holds something that is no key");
    }

    /// <summary>The space that its key is for; absent where it has none, or one for all.</summary>
    public string? KeySpace { get; }

    /// <summary>Where it is.</summary>
    public AppAddress Address { get; }

    /// <summary>Asks for something below <c>api/</c>.</summary>
    /// <exception cref="CommandException">It was not answered, or refused.</exception>
    public Task<HttpAnswer> GetAsync(string path, CancellationToken cancellation) => SendAsync(HttpMethod.Get, path, null, cancellation);

    /// <summary>Sends something to an address below <c>api/</c>.</summary>
    /// <param name="method">How.</param>
    /// <param name="path">The address below <c>api/</c>; ids in it are escaped.</param>
    /// <param name="json">The body, if there is one.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="ifMatch">The ETag under which alone it is to be done.</param>
    /// <returns>The answer, a success.</returns>
    /// <exception cref="RefusedException">It was answered, and the answer is no success.</exception>
    /// <exception cref="CommandException">It was not answered.</exception>
    public async Task<HttpAnswer> SendAsync(HttpMethod method, string path, string? json, CancellationToken cancellation,
        string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(method, $"api/{path}");
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, TypeOf(method));
        if (ifMatch is not null) request.Headers.IfMatch.Add(EntityTagHeaderValue.Parse(ifMatch));
        return await SendAsync(request, HttpCompletionOption.ResponseContentRead, async (response, trace) =>
        {
            var answer = await AnswerOfAsync(method, path, response, cancellation);
            return response.IsSuccessStatusCode ? answer : throw faults.Refusal(answer, response.Headers.Location, trace);
        }, cancellation);
    }

    /// <summary>Asks for something large below <c>api/</c>, and copies it as it comes.</summary>
    /// <param name="path">The address below <c>api/</c>; ids in it are escaped.</param>
    /// <param name="copy">Takes it.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RefusedException">It was answered, and the answer is no success.</exception>
    /// <exception cref="CommandException">It was not answered, or not to its end.</exception>
    public async Task CopyAsync(string path, Func<Stream, Task> copy, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/{path}");
        await SendAsync(request, HttpCompletionOption.ResponseHeadersRead, async (response, trace) =>
        {
            if (!response.IsSuccessStatusCode)
                throw faults.Refusal(await AnswerOfAsync(request.Method, path, response, cancellation), response.Headers.Location, trace);
            await using var body = await response.Content.ReadAsStreamAsync(cancellation);
            await copy(body);
            return true;
        }, cancellation);
    }

    private async Task<T> SendAsync<T>(HttpRequestMessage request, HttpCompletionOption completion,
        Func<HttpResponseMessage, string, Task<T>> read, CancellationToken cancellation)
    {
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom().ToHexString()}-01");
        try
        {
            using var response = await http.SendAsync(request, completion, cancellation);
            return await read(response, trace);
        }
        catch (HttpRequestException fault)
        {
            throw faults.Unanswered(fault);
        }
        catch (IOException fault) when (fault is not FileNotFoundException)
        {
            throw faults.BrokenOff(fault.Message);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw faults.BrokenOff($"it did not answer within {Patience.TotalSeconds:0} seconds");
        }
    }

    private static async Task<HttpAnswer> AnswerOfAsync(
        HttpMethod method, string path, HttpResponseMessage response, CancellationToken cancellation)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellation);
        return new HttpAnswer(response.StatusCode, body, method.Method, $"api/{path}")
        {
            ETag = response.Headers.ETag?.ToString(),
            Headers = response.Headers,
            Type = response.Content.Headers.ContentType?.MediaType,
        };
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static string TypeOf(HttpMethod method) =>
        method == HttpMethod.Patch ? "application/merge-patch+json" : "application/json";
}
