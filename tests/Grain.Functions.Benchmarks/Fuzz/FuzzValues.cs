using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Grain.Functions.Benchmarks.Fuzz;

/// <summary>Makes values of the schemas of the API document: fitting ones, and ones that nearly fit.</summary>
/// <param name="document">The document.</param>
/// <param name="tenant">Whose words stand in them.</param>
/// <param name="random">Decides.</param>
internal sealed class FuzzValues(JsonElement document, FuzzTenant tenant, Random random)
{
    private const int DepthMax = 7;
    private const string RawMark = "\u0001raw:";

    private static readonly string[] People =
    [
        "contributor", "giver", "receiver", "reviewer", "from", "to", "person", "identity", "alias", "caller", "account", "target",
        "participant", "recipient", "worker", "requester", "submitter", "node", "nodeId", "peer", "mergedInto",
    ];

    /// <summary>Texts that something trips over somewhere.</summary>
    public static readonly string[] Odd =
    [
        "", " ", ".", "..", "~", "'", "\"", "\\", "a/b", "a\nb", "\0", "\u202eevil", "\u200b", "e\u0301", "\uFFFD", "ﬁ", "İ", "ß", "💚",
        "%2F", "%00",
        "$filter", "' or 1 eq 1", "<script>alert(1)</script>", "${jndi:ldap://x}", "../../etc/passwd", "NaN", "1e400", "-0", "null", "true",
        "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2026-02-30", "__proto__", "constructor", "_owners", "_gate", "@", "@@", "e~a~1",
        "=1+1",
    ];

    private static readonly string[] Numbers =
    [
        "0", "-0", "-1", "1", "0.1", "1e-7", "0.30000000000000004", "1e6", "1e15", "1e28", "1e308", "1e400", "-1e400",
        "9223372036854775807",
        "9223372036854775808", "79228162514264337593543950335", "2147483648", "0.0000000000000000000000001", "1E+2",
        "100000000000000000000000000000000000",
    ];

    /// <summary>A value that fits, as JSON.</summary>
    public string Fitting(JsonElement schema, string name) => Text(Make(schema, name, 0));

    /// <summary>A value that fits but for one thing or a few.</summary>
    public string Near(JsonElement schema, string name)
    {
        var root = new JsonObject { ["$"] = Make(schema, name, 0) };
        for (var changes = random.Next(1, 4); changes > 0; changes--) Spoil(root, 0);
        return Text(root["$"]);
    }

    /// <summary>A number that is hard to read, or a fitting one.</summary>
    public string Number() => Numbers[random.Next(Numbers.Length)];

    /// <summary>An odd text, at times a long one.</summary>
    public string OddText() => random.Next(12) switch
    {
        0 => new string('x', random.Next(60, 3000)),
        1 => string.Concat(Enumerable.Repeat("💚", random.Next(20, 200))),
        2 => tenant.Person(random) + Odd[random.Next(Odd.Length)],
        _ => Odd[random.Next(Odd.Length)],
    };

    private JsonNode? Make(JsonElement schema, string name, int depth)
    {
        schema = Resolved(schema);
        if (schema.TryGetProperty("const", out var constant)) return JsonNode.Parse(constant.GetRawText());
        if (schema.TryGetProperty("enum", out var words) && words.GetArrayLength() > 0)
            return JsonNode.Parse(words[random.Next(words.GetArrayLength())].GetRawText());
        if (schema.TryGetProperty("oneOf", out var choices)) return Make(choices[random.Next(choices.GetArrayLength())], name, depth + 1);
        return TypeOf(schema) switch
        {
            "object" => Object(schema, depth),
            "array" => new JsonArray([.. Enumerable.Range(0, depth > DepthMax ? 0 : random.Next(4))
                .Select(_ => schema.TryGetProperty("items", out var items) ? Make(items, name.TrimEnd('s'), depth + 1) : null)]),
            "integer" => JsonValue.Create(Whole(schema)),
            "number" => JsonValue.Create(Math.Round((decimal)random.NextDouble() * 10, random.Next(4))),
            "boolean" => JsonValue.Create(random.Next(2) == 0),
            "null" => null,
            "string" => JsonValue.Create(String(schema, name)),
            _ => depth > DepthMax ? null : random.Next(3) == 0 ? new JsonObject() : JsonValue.Create(tenant.Id(random)),
        };
    }

    private JsonObject Object(JsonElement schema, int depth)
    {
        var made = new JsonObject();
        var required =
            schema.TryGetProperty("required", out var names) ? names.EnumerateArray().Select(each => each.GetString()).ToHashSet() : [];
        if (schema.TryGetProperty("properties", out var properties))
        {
            foreach (var property in properties.EnumerateObject())
                if (required.Contains(property.Name) || (depth < DepthMax && random.Next(5) < 2))
                    made[property.Name] = Make(property.Value, property.Name, depth + 1);
        }
        else if (schema.TryGetProperty("additionalProperties", out var each) && each.ValueKind == JsonValueKind.Object && depth < DepthMax)
            for (var i = random.Next(3); i > 0; i--)
                made[random.Next(3) == 0 ? "github" : tenant.Id(random)] = Make(each, "value", depth + 1);

        return made;
    }

    private long Whole(JsonElement schema)
    {
        var least = schema.TryGetProperty("minimum", out var minimum) ? (long)minimum.GetDecimal() : 0;
        var most = schema.TryGetProperty("maximum", out var maximum) ? (long)Math.Min(maximum.GetDecimal(), least + 100) : least + 20;
        return random.NextInt64(least, Math.Max(least, most) + 1);
    }

    private string String(JsonElement schema, string name)
    {
        var format = schema.TryGetProperty("format", out var said) ? said.GetString() : null;
        if (format == "date-time") return Time().ToString("O", CultureInfo.InvariantCulture);
        if (format == "date") return Time().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (People.Contains(name)) return tenant.Person(random);
        if (name.EndsWith("Id", StringComparison.Ordinal) || name is "id" or "corrects" or "code" or "key") return tenant.Id(random);
        return name switch
        {
            "role" => new[] { "reader", "writer", "steward" }[random.Next(3)],
            "visibility" => "private",
            "chainId" => "BTC",
            "address" => "bc1q" + tenant.Word,
            "expiresAt" => "2030-01-01T00:00:00Z",
            "amount" or "budgetPerEpoch" => random.Next(1, 30).ToString(CultureInfo.InvariantCulture),
            "date" or "day" => Time().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            "timeZone" => random.Next(2) == 0 ? "Europe/Vienna" : "UTC",
            "url" => "https://example.org/" + tenant.Word,
            "symbol" => "SEED",
            "name" => $"{tenant.Word}{random.Next(90)}",
            "type" => random.Next(2) == 0 ? "authors" : "pull",
            "module" or "source" => "github",
            _ => $"{tenant.Word} {name}",
        };
    }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private DateTimeOffset Time() => Now.AddMinutes(-random.Next(60 * 24 * 20));

    private void Spoil(JsonNode node, int depth)
    {
        if (node is JsonObject { Count: > 0 } members)
        {
            var (key, child) = members.ElementAt(random.Next(members.Count));
            if (child is JsonObject or JsonArray && depth < DepthMax && random.Next(4) > 0) Spoil(child, depth + 1);
            else if (random.Next(6) == 0 && key != "$") members.Remove(key);
            else if (random.Next(8) == 0 && key != "$") members[OddText()] = Spoilt();
            else members[key] = Spoilt();
        }
        else if (node is JsonArray { Count: > 0 } items)
        {
            var at = random.Next(items.Count);
            if (items[at] is JsonObject or JsonArray && random.Next(3) > 0) Spoil(items[at]!, depth + 1);
            else items[at] = Spoilt();
        }
    }

    private JsonNode? Spoilt() => random.Next(9) switch
    {
        0 => null,
        1 => new JsonArray(),
        2 => new JsonObject(),
        3 => JsonValue.Create(random.Next(2) == 0),
        4 or 5 => JsonValue.Create(RawMark + Number()),
        6 => JsonValue.Create(RawMark + """"\ud800""""),
        _ => JsonValue.Create(OddText()),
    };

    /// <summary>The JSON, with raw texts in it that no writer writes.</summary>
    private static string Text(JsonNode? node)
    {
        var text = node?.ToJsonString() ?? "null";
        for (var at = text.IndexOf("\"\\u0001raw:", StringComparison.Ordinal); at >= 0; at =
            text.IndexOf("\"\\u0001raw:", StringComparison.Ordinal))
        {
            var end = text.IndexOf('"', at + 1);
            while (text[end - 1] == '\\' && end + 1 < text.Length) end = text.IndexOf('"', end + 1);
            var raw = JsonSerializer.Deserialize<string>(text[at..(end + 1)])![RawMark.Length..];
            text = text[..at] + raw + text[(end + 1)..];
        }

        return text;
    }

    private static string? TypeOf(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? schema.TryGetProperty("properties", out _) ? "object" : null
        : type.ValueKind == JsonValueKind.Array ? type[0].GetString() : type.GetString();

    private JsonElement Resolved(JsonElement schema)
    {
        while (schema.TryGetProperty("$ref", out var reference))
        {
            var found = document;
            foreach (var part in reference.GetString()![2..].Split('/')) found = found.GetProperty(part);
            schema = found;
        }

        return schema;
    }
}
