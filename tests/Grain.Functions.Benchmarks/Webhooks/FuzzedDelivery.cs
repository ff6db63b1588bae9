using System.Text;
using Grain.Local.Api;

namespace Grain.Functions.Benchmarks.Webhooks;

/// <summary>A spoilt delivery: some of them with a proof that is good for the spoilt body, the others with none or a wrong one.</summary>
internal sealed record FuzzedDelivery(string Method, string Path, List<KeyValuePair<string, string>> Headers, byte[] Body, bool IsProven)
{
    /// <summary>Stands in every part of an unproven delivery; must never be seen in the storage.</summary>
    public const string Mark = "zq-nobody-vouches-for-this-zq";

    /// <summary>The space that exists.</summary>
    public const string Space = "fuzzed";

    private static readonly byte[][] Splinters =
        [.. new[] { "\\ud800", "\\u0000", "\"", "{", "}", "[", "]", ",", ":", "null", "1e999", "-0", "\uFEFF", "\\", "#1", "@",
            "9999-12-31T23:59:59-14:00" }.Select(Encoding.UTF8.GetBytes)];

    private static readonly string[] Values =
        ["", " ", "null", "issues", "push", "ping", "é😀", "a,b", "0", "-1", "99999999999999999999", "v1,", "v1,AAAA", "sha256=",
            "sha256=" + new string('0', 64), "../..", "'; drop", new('x', 5000), "\t"];

    private static readonly string[] Paths =
        [$"/api/spaces/nowhere/webhooks/github", $"/api/spaces/{Space}/webhooks/nobody", $"/api/spaces/{Space}/webhooks",
            $"/api/spaces/../webhooks/github", $"/api/spaces/é~#/webhooks/github"];

    /// <summary>Makes one. The same numbers give the same delivery.</summary>
    public static FuzzedDelivery Make(Random random, IReadOnlyList<FuzzSeed> seeds, IReadOnlyDictionary<string, string> secrets,
        DateTimeOffset at)
    {
        var seed = seeds[random.Next(seeds.Count)];
        var body = random.Next(3) == 0 ? seed.Body : Spoil(seed.Body, random);
        var isProven = random.Next(2) == 0;
        var eventName = random.Next(8) == 0 ? Values[random.Next(Values.Length)] : seed.Event;
        if (!isProven) body = [.. body, .. Encoding.UTF8.GetBytes(Mark)];
        var headers = isProven
            ? SignedDelivery.HeadersOf(seed.Source, eventName, $"d-{random.Next()}", body, secrets[seed.Source], at).ToList()
            : Unproven(seed.Source, eventName, body, secrets, at, random);
        SpoilHeaders(headers, seed.Source, isProven, random);
        var path = random.Next(50) == 0 ? Paths[random.Next(Paths.Length)] : $"/api/spaces/{Space}/webhooks/{seed.Source}";
        var method =
            random.Next(100) == 0 ? (string[])["GET", "PUT", "OPTIONS", "DELETE"] is var methods ? methods[random.Next(4)] : "" : "POST";
        return new FuzzedDelivery(method, path, headers, body, isProven);
    }

    private static List<KeyValuePair<string, string>> Unproven(
        string source, string eventName, byte[] body, IReadOnlyDictionary<string, string> secrets, DateTimeOffset at, Random random)
    {
        var (name, delivery) = (eventName + Mark, $"{Mark}-{random.Next()}");
        switch (random.Next(4))
        {
            case 0: // nothing
                return [.. SignedDelivery.HeadersOf(source, name, delivery, body, null, at)];
            case 1 when source != "gitlab": // of another body; a token would be good for any
                return [.. SignedDelivery.HeadersOf(source, name, delivery, body.AsSpan(1), secrets[source], at)];
            case 2: // of another time
                if (source is "github" or "discourse" or "gitlab" or "gitea") goto default;
                return [.. SignedDelivery.HeadersOf(source, name, delivery, body, secrets[source], at.AddHours(-1))];
            default: // with another secret
                var other = secrets[source].StartsWith("whsec_", StringComparison.Ordinal)
                    ? "whsec_" + Convert.ToBase64String(new byte[32]) : Mark + Mark;
                return [.. SignedDelivery.HeadersOf(source, name, delivery, body, other, at)];
        }
    }

    /// <summary>Spoils headers; of a proven delivery none that the proof is made of.</summary>
    private static void SpoilHeaders(List<KeyValuePair<string, string>> headers, string source, bool isProven, Random random)
    {
        for (var count = random.Next(4) - 1; count > 0; count--)
        {
            var at = random.Next(headers.Count);
            var (name, value) = headers[at];
            var isProof = name.StartsWith("webhook-", StringComparison.OrdinalIgnoreCase)
                || name.Contains("Signature", StringComparison.OrdinalIgnoreCase) || name.Contains("Token", StringComparison.Ordinal);
            if (isProven && isProof) continue;
            switch (random.Next(4))
            {
                case 0: headers.RemoveAt(at); break;
                case 1: headers[at] = new(name, Values[random.Next(Values.Length)] + (isProven ? "" : Mark)); break;
                case 2: headers.Add(new(name, value)); break;
                default: headers.Add(new($"X-{random.Next(5)}", Values[random.Next(Values.Length)])); break;
            }

            if (headers.Count == 0) return;
        }
    }

    private static byte[] Spoil(byte[] body, Random random)
    {
        var bytes = body.ToList();
        for (var count = random.Next(1, 5); count > 0 && bytes.Count > 0; count--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
                case 4: bytes.RemoveRange(at, bytes.Count - at); break;
                default: bytes.InsertRange(at, Splinters[random.Next(Splinters.Length)]); break;
            }
        }

        return [.. bytes];
    }
}
