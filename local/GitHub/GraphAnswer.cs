using System.Text.Json.Nodes;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Local.GitHub;

/// <summary>Something that the GraphQL API did not give.</summary>
/// <param name="Type">GitHub's word for the reason: <c>NOT_FOUND</c>, <c>FORBIDDEN</c>; empty if it has none.</param>
/// <param name="Message">For people.</param>
/// <param name="Path">What it is about: <c>repository.issues.nodes.3.author</c>; empty for the whole.</param>
internal sealed record GraphFault(string Type, string Message, string Path);

/// <summary>An answer of the GraphQL API: what was found, and what was not given, perhaps both.</summary>
/// <param name="Data">What was found.</param>
/// <param name="Faults">What was not.</param>
internal sealed record GraphAnswer(JsonObject? Data, IReadOnlyList<GraphFault> Faults)
{
    private const int MessageMax = 300;

    /// <summary>Reads an answer.</summary>
    /// <exception cref="CommandException">It is none.</exception>
    public static GraphAnswer Read(string body)
    {
        if (!StrictJson.TryParse(Encoding.UTF8.GetBytes(body), out var document, out _, mends: true)) throw NoAnswer();
        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw NoAnswer();
            var root = JsonObject.Create(document.RootElement.Clone())!;
            if (!root.ContainsKey("data") && !root.ContainsKey("errors")) throw NoAnswer();
            return new GraphAnswer(root["data"] as JsonObject, FaultsOf(document.RootElement));
        }
    }

    /// <summary>The faults in the bytes of an answer; none in what is no answer.</summary>
    public static IReadOnlyList<GraphFault> FaultsIn(byte[] body)
    {
        if (body.AsSpan().IndexOf("\"errors\""u8) < 0) return [];
        if (!StrictJson.TryParse(body, out var document, out _, mends: true)) return [];
        using (document) return FaultsOf(document.RootElement);
    }

    private static IReadOnlyList<GraphFault> FaultsOf(JsonElement root) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Array
            ? [.. errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.Object).Select(FaultOf)]
            : [];

    private static GraphFault FaultOf(JsonElement error) => new(
        Text(error, "type"), BoundedText.Line(Text(error, "message"), MessageMax),
        error.TryGetProperty("path", out var path) && path.ValueKind == JsonValueKind.Array
            ? string.Join('.', path.EnumerateArray().Select(part => part.ToString())) : "");

    private static string Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static CommandException NoAnswer() =>
        new("what was answered is no answer of GitHub's GraphQL API; is the address of the API (--api) right?");
}
