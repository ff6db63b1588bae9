using System.Diagnostics.CodeAnalysis;
using System.Text;
using Azure;
using Azure.Core;

namespace Grain.Functions.Tests.Storage;

/// <summary>An answer that no service has given; with a code where it is a fault.</summary>
internal class InjectedResponse(int status, string? code, params (string Name, string Value)[] headers) : Response
{
    private readonly Dictionary<string, string> all = (code is null ? headers : headers.Append(("x-ms-error-code", code)))
        .ToDictionary(h => h.Item1, h => h.Item2, StringComparer.OrdinalIgnoreCase);

    public override int Status => status;

    public override string ReasonPhrase => code ?? "OK";

    public override Stream? ContentStream { get; set; }

    /// <summary>The body, where it is a text.</summary>
    public string Text
    {
        get => field ?? "";
        init => ContentStream = new MemoryStream(Encoding.UTF8.GetBytes(field = value));
    }

    public override string ClientRequestId { get; set; } = "injected";

    /// <summary>What lies in memory is read afterwards, too, as with answers that came over a network.</summary>
    public override void Dispose()
    {
        if (ContentStream is not MemoryStream) ContentStream?.Dispose();
    }

    protected override bool ContainsHeader(string name) => all.ContainsKey(name);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => all.Select(h => new HttpHeader(h.Key, h.Value));

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) => all.TryGetValue(name, out value);

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = all.TryGetValue(name, out var value) ? [value] : null;
        return values is not null;
    }
}

/// <summary>
/// An error put in beside the transport. Where an answer comes through it, the pipeline itself asks whether it is an error; only errors are
/// tried again.
/// </summary>
internal sealed class InjectedError(int status, string code) : InjectedResponse(status, code)
{
    public override bool IsError => true;
}
