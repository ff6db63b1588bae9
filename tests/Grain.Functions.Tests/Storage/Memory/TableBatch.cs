using System.Globalization;
using System.Text;
using Azure;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Grain.Functions.Tests.Storage.Memory;

/// <summary>A transaction of the Table service: requests within a request.</summary>
internal static class TableBatch
{
    public static async Task<IReadOnlyList<MemoryRequest>> ReadAsync(MemoryRequest request, CancellationToken cancellation)
    {
        var changes = await Sections(new MemoryStream(request.Body), request.Header("Content-Type")!).ReadNextSectionAsync(cancellation);
        var (sections, actions) = (Sections(changes!.Body, changes.ContentType!), new List<MemoryRequest>());
        while (await sections.ReadNextSectionAsync(cancellation) is { } section)
        {
            using var lines = new StreamReader(section.Body);
            var (head, headers) = ((await lines.ReadLineAsync(cancellation))!.Split(' '), new Dictionary<string, string>());
            while (await lines.ReadLineAsync(cancellation) is { Length: > 0 } line)
                headers[line.Split(": ", 2)[0]] = line.Split(": ", 2)[1];
            actions.Add(MemoryRequest.Of(head[0], new Uri(head[1]), headers.GetValueOrDefault,
                Encoding.UTF8.GetBytes(await lines.ReadToEndAsync(cancellation))));
        }

        return actions;
    }

    public static Response Answer(MemoryTables tables, IReadOnlyList<MemoryRequest> actions)
    {
        return Answer(tables.Write(actions));
    }

    /// <summary>The answers of a transaction's actions, or the one that failed, as one answer.</summary>
    public static Response Answer(IEnumerable<InjectedResponse> answers)
    {
        var text = new StringBuilder("--batch\r\nContent-Type: multipart/mixed; boundary=changes\r\n\r\n");
        foreach (var answer in answers)
        {
            text.Append("--changes\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n")
                .Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Status} {answer.ReasonPhrase}\r\n");
            foreach (var header in answer.Headers) text.Append(CultureInfo.InvariantCulture, $"{header.Name}: {header.Value}\r\n");
            text.Append("\r\n").Append(answer.Text).Append("\r\n");
        }

        return new InjectedResponse(202, null, ("Content-Type", "multipart/mixed; boundary=batch"))
        {
            Text = text.Append("--changes--\r\n--batch--\r\n").ToString(),
        };
    }

    private static MultipartReader Sections(Stream body, string contentType) =>
        new(HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(contentType).Boundary).ToString(), body);
}
