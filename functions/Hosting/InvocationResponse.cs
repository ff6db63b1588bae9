using System.Text.Json;

namespace Grain.Functions.Hosting;

/// <summary>
/// The answer to an invocation: always a JSON object. A success without a body would leave the call pending in the
/// Functions host until its timeout, half an hour later. Grain writes its queues itself, so there are no outputs.
/// </summary>
internal static class InvocationResponse
{
    /// <summary>Answers with <paramref name="status"/>: 200 done, anything above 299 failed.</summary>
    /// <param name="response">Nothing of it was sent yet.</param>
    /// <param name="status">Never 204 and never a redirect, which the host would follow.</param>
    /// <param name="logs">Lines that the host writes under the function's name.</param>
    public static async Task WriteAsync(HttpResponse response, int status, params IEnumerable<string> logs)
    {
        response.StatusCode = status;
        response.ContentType = "application/json; charset=utf-8";
        await using (var writer = new Utf8JsonWriter(response.BodyWriter)) Write(writer, logs);
        await response.CompleteAsync();
    }

    private static void Write(Utf8JsonWriter writer, IEnumerable<string> logs)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("Outputs");
        writer.WriteEndObject();
        writer.WriteStartArray("Logs");
        foreach (var line in logs) writer.WriteStringValue(line);
        writer.WriteEndArray();
        writer.WriteNull("ReturnValue");
        writer.WriteEndObject();
    }
}
