using System.Text;
using System.Text.Json;
using Grain.Functions.Benchmarks.Webhooks;
using Grain.Local.Api;

namespace Grain.Functions.Benchmarks.Fuzz;

/// <summary>Makes requests of the operations of the API document: fitting ones, ones that nearly fit, and ones that never do.</summary>
/// <param name="document">The document.</param>
/// <param name="seed">All but what is learnt of answers follows from it.</param>
/// <param name="learnt">Ids that answers told: of keys, claims, epochs.</param>
internal sealed class FuzzRequests(JsonElement document, int seed, FuzzLearnt learnt)
{
    private static readonly string[] Types =
        ["application/json", "application/json; charset=utf-8", "application/merge-patch+json", "application/x-ndjson", "text/plain",
            "application/xml", "x", ""];

    private static readonly (string Name, string[] Values)[] OddHeaders =
    [
        ("If-Match", ["*", "\"1\"", "W/\"1\"", "\"", "1", "\"1\", \"2\"", ", ,"]),
        ("If-None-Match", ["*", "\"1\"", "x"]), ("Accept", ["text/html", "*/*;q=0", "image/svg+xml", "x/y/z", ""]),
        ("Range", ["bytes=0-1", "bytes=9-1"]), ("X-HTTP-Method-Override", ["DELETE", "PUT"]), ("Origin", ["https://evil.example", "null"]),
        ("X-Forwarded-For", ["127.0.0.1", "a, b, c"]), ("X-Forwarded-Host", ["evil.example"]), ("X-Original-URL", ["/api/keys"]),
        ("x-ms-client-principal", ["e30="]), ("x-functions-key", ["x"]), ("traceparent", ["x", "00-00000000000000000000000000000000-0-01"]),
        ("Cookie", ["a=b; c"]), ("Accept-Language", ["xx-YY;q=2"]), ("Content-Encoding", ["gzip", "br", "x"]), ("Expect", ["100-continue"]),
        ("Sec-Fetch-Site", ["cross-site"]), ("webhook-id", ["x"]), ("webhook-timestamp", ["x", "99999999999999999999"]),
        ("x-ms-invocation-id", ["00000000-0000-0000-0000-000000000000", "x"]), ("Idempotency-Key", ["x"]), ("User-Agent", ["<b>", "x/1"]),
    ];

    private static readonly byte[][] OddBodies =
    [
        .. new[]
        {
            "", " ", "{", "}", "[]", "{}", "null", "true", "0", "\"\"", "{\"a\":1,\"a\":2}", "[{},{}]", "{\"\":0}", "NaN", "{'a':1}",
            "// x\n{}",
            "\uFEFF{}", "{\"a\":\"\\ud800\"}", "1e999999", "[1,]", "{}{}", "{\"__proto__\":{}}",
        }.Select(Encoding.UTF8.GetBytes),
        [0xFF, 0xFE, 0x7B], [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x3A, 0x31, 0x7D], [0],
        Encoding.UTF8.GetBytes(new string('[', 5000)), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 3000))),
        Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("{}", 3000))}]"),
        Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', 150_000)}\"}}"), Encoding.UTF8.GetBytes($"[{new string('9', 20_000)}]"),
    ];

    private readonly FuzzOperation[] operations = [.. FuzzOperation.All(document)];

    /// <summary>The ids of all operations.</summary>
    public IEnumerable<string> Operations => operations.Select(operation => operation.Id);

    /// <summary>A request.</summary>
    /// <param name="number">Which.</param>
    /// <param name="tenant">Whose words it has.</param>
    /// <param name="spaces">Spaces that it may be about, the first mostly.</param>
    /// <param name="owner">The key of the owner.</param>
    public FuzzRequest Make(int number, FuzzTenant tenant, FuzzSpaces spaces, string owner)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var operation = operations[random.Next(operations.Length)];
        var values = new FuzzValues(document, tenant, random);
        var caller = Caller(operation, tenant, owner, random);
        // An owner may bring words from space to space; nobody else may.
        var space = spaces.For(operation.Id, tenant, random) is var any && caller.Name == "owner" && spaces.IsOfOther(any, tenant)
            ? tenant.Space : any;
        var path = operation.Path.Replace("{space}", Uri.EscapeDataString(space), StringComparison.Ordinal);
        foreach (var name in operation.PathValues.Where(name => name != "space"))
            path = path.Replace($"{{{name}}}", PathValue(operation, name, tenant, values, random), StringComparison.Ordinal);
        var body = Body(operation, values, random);
        var headers = Headers(random);
        if (body is not null && headers.All(header => header.Name != "Content-Type"))
            headers.Add(("Content-Type", operation.Media is { } media && random.Next(20) > 0 ? media : Types[random.Next(Types.Length)]));
        if (operation.Path.Split("/webhooks/") is [_, var source]
            && FuzzSeed.OfOtherSenders.FirstOrDefault(each => each.Source == source) is { } sent)
            (body, headers) = Delivery(sent, tenant, number, random);
        if (caller.Shown is not null) headers.Add(("Authorization", caller.Shown));
        var method = random.Next(60) == 0
            ? new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Delete, HttpMethod.Patch, HttpMethod.Head }[random.Next(5)]
            : operation.Method;
        return new FuzzRequest(operation.Id, caller.Name, tenant, method, "/api" + path + Query(operation, values, tenant, random), headers,
            body);
    }

    private string PathValue(FuzzOperation operation, string name, FuzzTenant tenant, FuzzValues values, Random random) =>
        random.Next(8) switch
        {
            0 => Uri.EscapeDataString(values.OddText()),
            1 => new[] { "%00", "%2e%2e", "%252F", "%ff", "a%2Fb", "~", "%F0%9F%92%9A" }[random.Next(7)],
            _ when learnt.Any(operation.Path, tenant, name, random) is { } known => Uri.EscapeDataString(known),
            _ when name is "epoch" or "date" => "2026-11-15",
            _ when name is "id" or "person" or "contributor" or "node" or "account" =>
                tenant.Person(random).Replace("/", random.Next(2) == 0 ? "/" : "%2F", StringComparison.Ordinal),
            _ => Uri.EscapeDataString(tenant.Id(random)),
        };

    private static string Query(FuzzOperation operation, FuzzValues values, FuzzTenant tenant, Random random)
    {
        var query = new List<string>();
        foreach (var (name, schema, required) in operation.Query)
            if (required ? random.Next(20) > 0 : random.Next(10) < 3)
                for (var times = random.Next(40) == 0 ? 2 : 1; times > 0; times--)
                    query.Add($"{name}={Uri.EscapeDataString(random.Next(5) switch
                    {
                        0 => values.OddText(),
                        1 => values.Number(),
                        _ when name == "id" => tenant.Person(random),
                        _ => values.Fitting(schema, name).Trim('"'),
                    })}");
        if (random.Next(25) == 0) query.Add($"{Uri.EscapeDataString(values.OddText())}={Uri.EscapeDataString(values.OddText())}");
        return query.Count == 0 ? "" : "?" + string.Join('&', query);
    }

    private static byte[]? Body(FuzzOperation operation, FuzzValues values, Random random)
    {
        if (operation.Body is not { } schema) return random.Next(30) == 0 ? OddBodies[random.Next(OddBodies.Length)] : null;
        var choice = random.Next(20);
        if (choice == 0) return OddBodies[random.Next(OddBodies.Length)];
        // What a space shows to everybody is no leak.
        var text = (choice < 11 ? values.Fitting(schema, "body") : values.Near(schema, "body"))
            .Replace("\"public\"", "\"private\"", StringComparison.Ordinal);
        var bytes = Encoding.UTF8.GetBytes(text);
        if (choice == 19 && bytes.Length > 1) bytes = bytes[..random.Next(1, bytes.Length)];
        if (choice == 18 && bytes.Length > 0) bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        return bytes;
    }

    private static List<(string Name, string Value)> Headers(Random random)
    {
        var headers = new List<(string Name, string Value)>();
        if (random.Next(4) > 0) return headers;
        for (var more = random.Next(1, 4); more > 0; more--)
        {
            var (name, odd) = OddHeaders[random.Next(OddHeaders.Length)];
            if (headers.All(header => header.Name != name))
                headers.Add((name, random.Next(15) == 0 ? new string('h', 3000) : odd[random.Next(odd.Length)]));
        }

        return headers;
    }

    private static (byte[] Body, List<(string, string)> Headers) Delivery(FuzzSeed sent, FuzzTenant tenant, int number, Random random)
    {
        var body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(sent.Body)
            .Replace("\"ada\"", $"\"{tenant.Word}{random.Next(5)}\"", StringComparison.Ordinal)
            .Replace("301", $"{random.Next(100)}", StringComparison.Ordinal)
                .Replace("x:1", $"{tenant.Word}:{random.Next(100)}", StringComparison.Ordinal));
        var spoilt = random.Next(3) == 0;
        if (spoilt) body[random.Next(body.Length)] ^= (byte)(1 << random.Next(8));
        var headers = SignedDelivery.HeadersOf(sent.Source, sent.Event, $"{tenant.Word}-{number % 500}", body,
            random.Next(4) == 0 ? null : tenant.Secret, TimeProvider.System.GetUtcNow());
        return (body, [.. headers.Select(header => (header.Key, header.Value))]);
    }

    private static (string Name, string? Shown) Caller(FuzzOperation operation, FuzzTenant tenant, string owner, Random random)
    {
        if (random.Next(20) is var odd && odd == 0)
            return ("nobody known", new[] { "Bearer", "Bearer x", $"Bearer {tenant.Keys["admin"][..^1]}!", "Basic eDp4", "Bearer a.b.c",
                "bearer  ", "Bearer grain_" }[random.Next(7)]);
        if (odd == 1) return ("nobody", null);
        var role = odd < 13 ? operation.Role == "owner" ? "owner" : "admin"
            : new[] { "reader", "writer", "node", "steward", "admin", "owner" }[random.Next(6)];
        return (role, $"Bearer {(role == "owner" ? owner : tenant.Keys[role])}");
    }
}
