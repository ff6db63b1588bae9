using System.Text.Json.Nodes;

namespace Grain.Local.Api;

/// <summary>Lists that the API answers page by page.</summary>
internal static class AllPages
{
    private const string Next = "next";

    /// <summary>All pages as one answer: as the first one, with the whole list and no next page. A single page stays as it was.</summary>
    /// <param name="list">The member that is the list.</param>
    /// <param name="read">Reads the page that follows what it is given; the first one after <see langword="null"/>.</param>
    public static async Task<HttpAnswer> ReadAsync(string list, Func<string?, Task<HttpAnswer>> read)
    {
        var first = await read(null);
        if (Of(first) is not { } whole || After(whole) is not { } after) return first;
        var items = whole[list]!.AsArray();
        for (string? at = after; at is not null;)
        {
            var page = Of(await read(at)) ?? throw new JsonException("a page is null");
            foreach (var item in page[list]!.AsArray()) items.Add(item?.DeepClone());
            at = After(page);
        }

        whole.Remove(Next);
        return first with { Body = Encoding.UTF8.GetBytes(whole.ToJsonString(ReadableJson.Options)) };
    }

    private static JsonObject? Of(HttpAnswer answer) => JsonNode.Parse(answer.Body) as JsonObject;

    private static string? After(JsonObject page) => page[Next]?.GetValue<string>();
}
