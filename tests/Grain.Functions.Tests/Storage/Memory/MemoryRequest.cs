using Azure.Core;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Grain.Functions.Tests.Storage.Memory;

/// <summary>What was asked.</summary>
/// <param name="Method">The method of HTTP.</param>
/// <param name="Path">The path in plain characters, without its first slash.</param>
/// <param name="Query">The query.</param>
/// <param name="Header">Gives a header.</param>
/// <param name="Body">The body; empty where there is none.</param>
internal sealed record MemoryRequest(
    string Method, string Path, IReadOnlyDictionary<string, StringValues> Query, Func<string, string?> Header, byte[] Body)
{
    public static async Task<MemoryRequest> ReadAsync(Request request, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        if (request.Content is not null) await request.Content.WriteToAsync(body, cancellation);
        // As they are now: the client takes them back when nobody waits for the answer any more.
        var headers = request.Headers.ToDictionary(header => header.Name, header => header.Value, StringComparer.OrdinalIgnoreCase);
        return Of(request.Method.Method, request.Uri.ToUri(), headers.GetValueOrDefault, body.ToArray());
    }

    public static MemoryRequest Of(string method, Uri address, Func<string, string?> header, byte[] body) =>
        new(method, Uri.UnescapeDataString(PathOf(address)), QueryHelpers.ParseQuery(address.Query), header, body);

    /// <summary>Over a network an address begins with the account's name, as the emulator's do.</summary>
    private static string PathOf(Uri address) => !address.IsLoopback ? address.AbsolutePath[1..]
        : address.AbsolutePath.IndexOf('/', 1) is var end and > 0 ? address.AbsolutePath[(end + 1)..] : "";

    /// <summary>A value of the query; <see langword="null"/> when it is not there.</summary>
    public string? Asked(string name) => Query.TryGetValue(name, out var value) ? value.ToString() : null;
}
