using System.Collections.Concurrent;
using System.Net;
using Grain.Local;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary>Answers as an app does, with what a test has put into it, and runs verbs that ask it, in this process.</summary>
internal sealed class AnsweringApp : IAsyncDisposable
{
    private readonly WebApplication web;
    private readonly ConcurrentDictionary<string, (int Status, string Body, string Type)> answers = new();

    private AnsweringApp(WebApplication web) => this.web = web;

    public string Url => web.Urls.First();

    /// <summary>What was asked: method, address and body, and the key that was shown.</summary>
    public ConcurrentQueue<(string Request, string Body, string Key)> Requests { get; } = new();

    /// <summary>Called when a request was answered.</summary>
    public Action<string> Answered { get; set; } = _ => { };

    public static async Task<AnsweringApp> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = new AnsweringApp(builder.Build());
        app.web.Run(app.AnswerAsync);
        await app.web.StartAsync();
        return app;
    }

    public ValueTask DisposeAsync() => web.DisposeAsync();

    /// <summary>Has it answer a request.</summary>
    public AnsweringApp On(string request, string body, int status = 200, string? type = null)
    {
        answers[request] = (status, body, type ?? (status < 400 ? "application/json" : "application/problem+json"));
        return this;
    }

    /// <summary>Runs a verb against it.</summary>
    public Task<(int Code, string Output, string Error)> GrainAsync(params string[] arguments) => RunAsync([.. arguments, "--app", Url]);

    /// <summary>Runs a verb.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using StringWriter output = new(), error = new();
        var code = await Commands.RunAsync(arguments, output, error);
        return (code, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var target = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;
        var request = $"{context.Request.Method} {target}";
        Requests.Enqueue((request, await reader.ReadToEndAsync(), context.Request.Headers.Authorization.ToString()));
        var (status, body, type) = answers.TryGetValue(request, out var answer) ? answer
            : (404, """{"type":"urn:grain:problem:not-found","title":"There is no such thing."}""", "application/problem+json");
        (context.Response.StatusCode, context.Response.ContentType) = (status, type);
        Answered(request);
        await context.Response.WriteAsync(body);
    }
}
