using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Grain.Functions.Tests.Hosting.OpenApi;
using Grain.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary>
/// Answers as an app does, with what a test has put into it, and runs verbs that ask it, in this process. What is put into it is held
/// against the API document: a verb is tried with nothing that the app never answers.
/// </summary>
internal sealed class AnsweringApp : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly DocumentedApi document;
    private readonly ConcurrentDictionary<string, (int Status, string Body, string Type, (string Name, string Value)[] Headers)> answers =
        new();

    private AnsweringApp(WebApplication web, DocumentedApi document) => (this.web, this.document) = (web, document);

    public string Url => web.Urls.First();

    /// <summary>What was asked: method, address and body, and the key that was shown.</summary>
    public ConcurrentQueue<(string Request, string Body, string Key)> Requests { get; } = new();

    /// <summary>Called when a request was answered.</summary>
    public Action<string> Answered { get; set; } = _ => { };

    public static async Task<AnsweringApp> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = new AnsweringApp(builder.Build(), (await GrainApp.SharedAsync()).Documented);
        app.web.Run(app.AnswerAsync);
        await app.web.StartAsync();
        return app;
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    /// <summary>Has it answer a request.</summary>
    public AnsweringApp On(string request, string body, int status = 200, string? type = null,
        params (string Name, string Value)[] headers)
    {
        type ??= status < 400 ? "application/json" : "application/problem+json";
        using var asked = new HttpRequestMessage(HttpMethod.Parse(request.Split(' ')[0]), "http://127.0.0.1" + request.Split(' ')[1]);
        using var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };
        foreach (var (name, value) in headers) answer.Headers.TryAddWithoutValidation(name, value);
        var faults = document.FaultsAsync(asked, answer).GetAwaiter().GetResult(); // all of it is in memory
        Assert.True(faults.Count == 0, $"The app never answers {request} so: {string.Join("; ", faults)}");
        return Answer(request, status, body, type, headers);
    }

    /// <summary>Has something that is no Grain, or that stands before it, answer a request.</summary>
    public AnsweringApp OnElsewhere(string request, string body, int status) => Answer(request, status, body, "text/html", []);

    /// <summary>Runs a verb against it.</summary>
    public Task<(int Code, string Output, string Error)> GrainAsync(params string[] arguments) => RunAsync([.. arguments, "--app", Url]);

    /// <summary>Runs a verb.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using StringWriter output = new(), error = new();
        var code = await Commands.RunAsync(arguments, output, error);
        return (code, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    private AnsweringApp Answer(string request, int status, string body, string type, (string Name, string Value)[] headers)
    {
        answers[request] = (status, body, type, headers);
        return this;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var request = $"{context.Request.Method} {target}";
        Requests.Enqueue((request, await reader.ReadToEndAsync(), context.Request.Headers.Authorization.ToString()));
        var (status, body, type, headers) = answers.TryGetValue(request, out var answer) ? answer
            : (404, """{"type":"urn:grain:problem:not-found","title":"There is no such thing."}""", "application/problem+json", []);
        foreach (var (name, value) in headers) context.Response.Headers[name] = value;
        (context.Response.StatusCode, context.Response.ContentType) = (status, type);
        Answered(request);
        await context.Response.WriteAsync(body);
    }
}
