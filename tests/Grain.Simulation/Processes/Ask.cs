using System.Text;
using Grain.Functions.Hosting.Access;
using Microsoft.AspNetCore.Http;

namespace Grain.Simulation.Processes;

/// <summary>A request.</summary>
/// <param name="Method">The method of HTTP.</param>
/// <param name="Address">Its path, and its query if it has one.</param>
/// <param name="Body">Its body.</param>
internal sealed record Ask(string Method, string Address, string? Body = null)
{
    /// <summary>Who asks: an owner, who may do everything, where nobody is named.</summary>
    public Caller By { get; init; } = Owner;

    /// <summary>The kind of its body.</summary>
    public string Media { get; init; } = "application/json";

    /// <summary>Its other headers.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>Somebody who may do everything.</summary>
    public static Caller Owner { get; } = new("a simulation", [new Right(Role.Owner, Space: null)]);

    /// <summary>A steward: of two one decides on what the other proposes.</summary>
    public static Caller Steward { get; } = new("a steward", [new Right(Role.Steward, Space: null)]);

    /// <summary>Somebody who has signed in.</summary>
    public static Caller Person(string who) => new($"https://sim.example#{who}", []) { Subject = new("https://sim.example", who) };

    /// <summary>The space that it is to; absent if to none.</summary>
    public string? Space => Address.Split('?')[0].Split('/') is ["", "api", "spaces", var space, ..] ? space : null;

    /// <summary>The request as a server hands it on.</summary>
    public DefaultHttpContext ToHttp(IServiceProvider services)
    {
        var http = new DefaultHttpContext { RequestServices = services };
        var (question, body) = (Address.IndexOf('?', StringComparison.Ordinal), Encoding.UTF8.GetBytes(Body ?? ""));
        var path = question < 0 ? Address : Address[..question];
        http.Features.Set(By with { Space = Space });
        (http.Request.Method, http.Request.Path, http.Request.ContentType) = (Method, path, Media);
        if (question >= 0) http.Request.QueryString = new QueryString(Address[question..]);
        foreach (var (name, value) in Headers) http.Request.Headers[name] = value;
        (http.Request.Body, http.Request.ContentLength) = (new MemoryStream(body), body.Length);
        return http;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Method} {Address}";
}

/// <summary>An answer.</summary>
/// <param name="Status">The status of HTTP.</param>
/// <param name="Body">The body.</param>
/// <param name="Tag">The ETag; absent if it has none.</param>
internal sealed record Reply(int Status, string Body, string? Tag)
{
    /// <summary>Whether it tells what became of the request, and asking again is needless.</summary>
    public bool IsDefinite => Status < 500 && Status != 429 && Status != 408;

    /// <summary>Whether it was done.</summary>
    public bool IsGood => Status is >= 200 and < 300;
}
