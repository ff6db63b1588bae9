using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace Grain.Functions.Tests.Local.GitHub;

/// <summary>
/// Answers questions about repositories as GitHub's GraphQL API does: aliases, types, pages with cursors that stay good while items come
/// and go, filters, errors beside data, prices. What it is asked about is written in GitHub's own schema.
/// </summary>
internal sealed class FakeGraph : HttpMessageHandler
{
    private static readonly Dictionary<string, string> ItemTypes = new()
    {
        ["CLOSED_EVENT"] = "ClosedEvent",
        ["REOPENED_EVENT"] = "ReopenedEvent",
        ["READY_FOR_REVIEW_EVENT"] = "ReadyForReviewEvent",
        ["CONVERT_TO_DRAFT_EVENT"] = "ConvertToDraftEvent",
    };

    /// <summary>By each of its names in lower case: a renamed one has several.</summary>
    public Dictionary<string, JsonObject> Repositories { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Answers to give before any other, oldest first.</summary>
    public Queue<Func<HttpResponseMessage>> Interruptions { get; } = new();

    /// <summary>Looks at each question before it is answered, and may answer instead.</summary>
    public Func<JsonObject, HttpResponseMessage?> Before { get; set; } = _ => null;

    /// <summary>Errors to add to answers, and what they take out of it.</summary>
    public List<(string Path, string Type, string Message)> Errors { get; } = [];

    /// <summary>Points left, and when there are new ones.</summary>
    public (int Remaining, DateTimeOffset ResetAt) Points { get; set; } = (5000, DateTimeOffset.MaxValue);

    /// <summary>What each question costs.</summary>
    public int Price { get; set; } = 1;

    public List<JsonObject> Questions { get; } = [];

    public List<string> Addresses { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Addresses.Add(request.RequestUri!.AbsoluteUri);
        var question = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellation))!.AsObject();
        Questions.Add(question);
        if (Interruptions.TryDequeue(out var interruption)) return interruption();
        if (Before(question) is { } instead) return instead;
        return Answer(HttpStatusCode.OK, Ask(question).ToJsonString());
    }

    public static HttpResponseMessage Answer(HttpStatusCode status, string body, params (string Name, string Value)[] headers)
    {
        var answer = new HttpResponseMessage(status) { Content = new StringContent(body) };
        foreach (var (name, value) in headers) answer.Headers.TryAddWithoutValidation(name, value);
        return answer;
    }

    /// <summary>Answers a question.</summary>
    public JsonObject Ask(JsonObject question)
    {
        var (data, errors) = (new JsonObject(), new JsonArray());
        Points = (Points.Remaining - Price, Points.ResetAt);
        foreach (var root in GraphText.Read(question["query"]!.GetValue<string>(), question["variables"]!.AsObject()))
            data[root.Name] = root.Field switch
            {
                "rateLimit" => new JsonObject
                {
                    ["cost"] = Price,
                    ["remaining"] = Points.Remaining,
                    ["resetAt"] = Points.ResetAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
                },
                "repository" => Repository(root, errors),
                "node" => Find(root.Arguments["id"]!.GetValue<string>()) is { } found ? Of(found, root.Within) : null,
                _ => throw new FormatException(root.Field),
            };
        foreach (var (path, type, message) in Errors.Where(error => TakeOut(data, error.Path))) errors.Add(Error(type, message, path));
        var answer = new JsonObject { ["data"] = data };
        if (errors.Count > 0) answer["errors"] = errors;
        return answer;
    }

    public static JsonObject Error(string type, string message, string path) => new()
    {
        ["type"] = type,
        ["message"] = message,
        ["path"] = new JsonArray([.. path.Split('.').Select(part => (JsonNode)part)]),
    };

    private JsonObject? Repository(Selection asked, JsonArray errors)
    {
        var name = $"{asked.Arguments["owner"]}/{asked.Arguments["name"]}";
        if (Repositories.TryGetValue(name, out var found)) return Of(found, asked.Within);
        errors.Add(Error("NOT_FOUND", $"Could not resolve to a Repository with the name '{name}'.", "repository"));
        return null;
    }

    private static JsonObject Of(JsonObject thing, IReadOnlyList<Selection> asked)
    {
        var answer = new JsonObject();
        foreach (var each in asked)
        {
            if (each.OnType is { } type)
            {
                if (thing["__typename"]!.GetValue<string>() != type) continue;
                foreach (var (name, value) in Of(thing, each.Within).ToArray()) answer[name] = value?.DeepClone();
            }
            else answer[each.Name] = thing[each.Field] switch
            {
                JsonArray list => PageOf(list, each),
                JsonObject one => Of(one, each.Within),
                var value => value?.DeepClone(),
            };
        }

        return answer;
    }

    private static JsonObject PageOf(JsonArray list, Selection asked)
    {
        var items = list.OfType<JsonObject>().Where(item => IsAsked(item, asked.Arguments)).ToArray();
        if (asked.Within is [{ Field: "totalCount" }]) return new JsonObject { ["totalCount"] = items.Length };
        var first = asked.Arguments["first"]!.GetValue<int>();
        if (first is < 1 or > 100) throw new FormatException($"first: {first}");
        var order = asked.Arguments.GetValueOrDefault("orderBy")?["field"]?.GetValue<string>();
        string KeyOf(JsonObject item) => order == "UPDATED_AT"
            ? $"{item["updatedAt"]}|{item["id"]}" : Array.IndexOf(items, item).ToString("D6", CultureInfo.InvariantCulture);
        var after = asked.Arguments.GetValueOrDefault("after")?.GetValue<string>();
        var rest =
            items.OrderBy(KeyOf, StringComparer.Ordinal).Where(item => after is null || string.CompareOrdinal(KeyOf(item), after) > 0)
            .ToArray();
        var page = rest.Take(first).ToArray();
        var answer = new JsonObject();
        foreach (var each in asked.Within)
            answer[each.Name] = each.Field == "pageInfo"
                ? new JsonObject { ["hasNextPage"] = rest.Length > first, ["endCursor"] = page.Length > 0 ? KeyOf(page[^1]) : null }
                : new JsonArray([.. page.Select(item => Of(item, each.Within))]);
        return answer;
    }

    private static bool IsAsked(JsonObject item, IReadOnlyDictionary<string, JsonNode?> arguments)
    {
        if (arguments.GetValueOrDefault("itemTypes") is JsonArray types)
            return types.Any(type => ItemTypes[type!.GetValue<string>()] == item["__typename"]!.GetValue<string>());
        return arguments.GetValueOrDefault("states") is not JsonArray states
            || states.Any(state => state!.GetValue<string>() == item["state"]!.GetValue<string>());
    }

    private JsonObject? Find(string id) =>
        Repositories.Values.Select(repository => Find(repository, id)).FirstOrDefault(found => found is not null);

    private static JsonObject? Find(JsonNode? among, string id) => among switch
    {
        JsonObject thing when thing["id"] is JsonValue value && value.ToString() == id => thing,
        JsonObject thing => thing.Select(member => Find(member.Value, id)).FirstOrDefault(found => found is not null),
        JsonArray list => list.Select(item => Find(item, id)).FirstOrDefault(found => found is not null),
        _ => null,
    };

    private static bool TakeOut(JsonNode data, string path)
    {
        var (place, parts) = ((JsonNode?)data, path.Split('.'));
        foreach (var part in parts[..^1])
            place = place is JsonArray list ? list.ElementAtOrDefault(int.Parse(part, CultureInfo.InvariantCulture))
            : (place as JsonObject)?[part];
        if (place is JsonObject of && of.ContainsKey(parts[^1])) of[parts[^1]] = null;
        else if (place is JsonArray array) array[int.Parse(parts[^1], CultureInfo.InvariantCulture)] = null;
        else return false;
        return true;
    }
}
