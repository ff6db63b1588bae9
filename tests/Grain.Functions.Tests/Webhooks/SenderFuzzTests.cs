using System.Text;
using System.Text.Json.Nodes;
using Grain.Functions.Webhooks.Chat;
using Grain.Functions.Webhooks.Discourse;
using Grain.Functions.Webhooks.GitLab;
using Grain.Functions.Webhooks.Gitea;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>
/// Broken and hostile bodies of the senders other than GitHub: always an outcome, never an exception, and what is counted keeps its limits.
/// </summary>
public sealed class SenderFuzzTests
{
    private const int MutationsOfEach = 150;

    [Theory]
    [InlineData("gitlab")]
    [InlineData("discourse")]
    [InlineData("chat")]
    [InlineData("gitea")]
    public void Mutated_bodies_never_throw(string sender)
    {
        var random = new Random(sender.Length);
        var outcomes = new HashSet<Type>();
        foreach (var name in Payloads.Of(sender))
            for (var i = 0; i < MutationsOfEach; i++)
            {
                var body = i % 2 == 0 ? FuzzTests.MutateBytes(Payloads.Bytes(name), random) : MutateValues(Payloads.Read(name), random);
                var outcome = Read(sender, name, body);
                outcomes.Add(outcome.GetType());
                if (outcome is WebhookOutcome.Normalised normalised)
                    Assert.All(normalised.Grants, grant => GrantChecks.KeepsLimits(grant, sender));
            }

        Assert.Equal(3, outcomes.Count);
    }

    [Theory]
    [InlineData("gitlab")]
    [InlineData("discourse")]
    [InlineData("chat")]
    [InlineData("gitea")]
    public void Each_payload_told_three_times_in_any_order_counts_once(string sender)
    {
        Dictionary<string, Functions.Ledgers.Grants.Points>? expected = null;
        var random = new Random(3);
        for (var round = 0; round < 5; round++)
        {
            var ledger = new SimpleLedger();
            var deliveries = Payloads.Of(sender).SelectMany(name => Enumerable.Repeat(name, 3)).ToArray();
            random.Shuffle(deliveries);
            foreach (var name in deliveries) ledger.Append(Read(sender, name, Payloads.Bytes(name)));
            expected ??= ledger.Totals;
            Assert.NotEmpty(expected);
            Assert.Equal(expected, ledger.Totals);
        }
    }

    private static byte[] MutateValues(JsonObject root, Random random)
    {
        for (var count = random.Next(1, 4); count > 0; count--) FuzzTests.MutateValue(root, random);
        return Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    private static WebhookOutcome Read(string sender, string name, byte[] body) => sender switch
    {
        "gitlab" => GitLabWebhook.Normalise(body, EventWeights.Default, Payloads.Options).Outcome,
        "gitea" => GiteaWebhook.Normalise(name.Split('.')[1], body, EventWeights.Default, Payloads.Options),
        "chat" => ChatWebhook.Normalise(body, EventWeights.Default, Payloads.Options).Outcome,
        _ => DiscourseWebhook.Normalise(name.Split('.')[1], Payloads.Forum, body, EventWeights.Default, Payloads.Options),
    };
}
