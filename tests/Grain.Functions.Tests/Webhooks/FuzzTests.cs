using System.Text;
using System.Text.Json.Nodes;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>Broken and hostile bodies: always an outcome, never an exception, and what is counted keeps its limits.</summary>
public sealed class FuzzTests
{
    private const int Mutations = 10_000; // of each sort

    /// <summary>One payload of each event and action that is read at all.</summary>
    private static readonly Example[] Seeds =
    [
        .. Examples.GitHub.Where(example =>
            GitHubWebhook.Normalise(example.Event, example.Body, EventWeights.Default) is WebhookOutcome.Normalised
            || example.Event is "star" or "pull_request_review" or "workflow_run" or "push")
            .GroupBy(example => (example.Event, example.Action)).Select(group => group.Last()),
    ];

    [Fact]
    public void Mutated_bytes_never_throw()
    {
        var random = new Random(8);
        var malformed = 0;
        for (var i = 0; i < Mutations; i++)
        {
            var seed = Seeds[random.Next(Seeds.Length)];
            if (Check(seed.Event, MutateBytes(seed.Body, random)) is WebhookOutcome.Malformed) malformed++;
        }

        Assert.InRange(malformed, Mutations / 4, Mutations - 1); // else the mutations are not worth their time
    }

    [Fact]
    public void Mutated_values_never_throw()
    {
        var random = new Random(329);
        var outcomes = new Dictionary<Type, int>();
        for (var i = 0; i < Mutations; i++)
        {
            var seed = Seeds[random.Next(Seeds.Length)];
            var root = JsonNode.Parse(seed.Body)!.AsObject();
            for (var count = random.Next(1, 4); count > 0; count--) MutateValue(root, random);
            var outcome = Check(seed.Event, Encoding.UTF8.GetBytes(root.ToJsonString()));
            outcomes[outcome.GetType()] = outcomes.GetValueOrDefault(outcome.GetType()) + 1;
        }

        Assert.Equal(3, outcomes.Count);
        Assert.All(outcomes.Values, count => Assert.True(count > Mutations / 100));
    }

    private static WebhookOutcome Check(string eventName, byte[] body)
    {
        var outcome = GitHubWebhook.Normalise(eventName, body, EventWeights.Default);
        switch (outcome)
        {
            case WebhookOutcome.Normalised normalised:
                Assert.NotEmpty(normalised.Grants);
                Assert.All(normalised.Grants, GrantChecks.KeepsLimits);
                break;
            case WebhookOutcome.Ignored ignored: Assert.InRange(ignored.Reason.Length, 1, 500); break;
            case WebhookOutcome.Malformed faulty: Assert.InRange(faulty.Fault.Length, 1, 500); break;
        }

        return outcome;
    }

    internal static byte[] MutateBytes(byte[] body, Random random)
    {
        var bytes = body.ToList();
        for (var count = random.Next(1, 5); count > 0; count--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at)); break;
                case 3: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 40), bytes.Count - at))); break;
                default: bytes.InsertRange(at, Encoding.UTF8.GetBytes(Splinters[random.Next(Splinters.Length)])); break;
            }

            if (bytes.Count == 0) bytes.Add((byte)'{');
        }

        return [.. bytes];
    }

    private static readonly string[] Splinters =
        ["\\ud800", "\\u0000", "\"", "{", "}", "[", "]", ",", ":", "null", "1e999", "-0", "\uFEFF", "\\", "#1", "@"];

    internal static void MutateValue(JsonNode root, Random random)
    {
        var at = root;
        while (true)
        {
            if (at is JsonArray { Count: > 0 } array)
            {
                var index = random.Next(array.Count);
                if (array[index] is JsonObject or JsonArray && random.Next(3) > 0) at = array[index]!;
                else
                {
                    array[index] = Strange(random);
                    return;
                }
            }
            else if (at is JsonObject { Count: > 0 } item)
            {
                var name = item.ElementAt(random.Next(item.Count)).Key;
                if (item[name] is JsonObject or JsonArray && random.Next(3) > 0) at = item[name]!;
                else
                {
                    if (random.Next(4) == 0) item.Remove(name);
                    else item[name] = Strange(random);
                    return;
                }
            }
            else return;
        }
    }

    private static JsonNode? Strange(Random random) => random.Next(16) switch
    {
        0 => null,
        1 => JsonValue.Create(true),
        2 => JsonValue.Create(0),
        3 => JsonValue.Create(-1L),
        4 => JsonValue.Create(long.MaxValue),
        5 => JsonNode.Parse("1e308"),
        6 => JsonNode.Parse("99999999999999999999999999"),
        7 => JsonValue.Create(""),
        8 => JsonValue.Create(new string('a', random.Next(1, 3000)) + "/" + new string('b', random.Next(1, 200))),
        9 => JsonValue.Create("😀\u0000\u202e<b>&'\"\\"),
        10 => JsonValue.Create("../../etc#1 https://github.com/../../pull/1"),
        11 => JsonValue.Create("9999-12-31T23:59:59-14:00"),
        12 => JsonValue.Create("0001-01-01T00:00:00+14:00"),
        13 => new JsonArray(),
        14 => new JsonObject(),
        _ => new JsonArray(new JsonObject { ["login"] = "x", ["id"] = 1 }, null, 5),
    };
}
