using System.Text.Json;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Spaces;
using Grain.Functions.Webhooks.Chat;
using Grain.Functions.Webhooks.Reading;
using Grain.Functions.Webhooks.Senders;
using Grain.Functions.Webhooks.Settings;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>What is said of a sender outside its folder, for every sender that there is.</summary>
public sealed class WebhookSendersTests
{
    public static TheoryData<string> Names => [.. WebhookSenders.All.Select(sender => sender.Name)];

    [Theory, MemberData(nameof(Names))]
    public void It_has_its_member_in_a_configuration(string name)
    {
        var config = Config("{\"" + name + "\":{\"secrets\":[\"short\"]}}");
        Assert.Equal("short", Assert.Single(config.SourceOf(name).Secrets).Text);
        Assert.Equal($"$.{name}.secrets[0]", Assert.Single(config.Check("$")).Path);
    }

    [Theory, MemberData(nameof(Names))]
    public void It_may_be_unsigned_and_have_hosts_only_if_it_says_so(string name)
    {
        var config = Config("{\"" + name + "\":{\"acceptUnsigned\":true,\"hosts\":[\"a.example\"]}}");
        var sender = WebhookSenders.Find(name)!;
        string[] faults = [.. sender.MayBeUnsigned ? [] : new[] { $"$.{name}.acceptUnsigned" },
            .. sender.HasInstances ? [] : new[] { $"$.{name}.hosts" }];
        Assert.Equal(faults, config.Check("$").Select(fault => fault.Path));
    }

    [Theory, MemberData(nameof(Names))]
    public void The_case_of_a_login_does_not_matter_where_it_is_written_small(string name)
    {
        if (WebhookSenders.Find(name)!.HasInstances) Assert.Equal($"{name}/ada", AccountId.Canonical($"{name}/Ada"));
    }

    [Theory, MemberData(nameof(Names))]
    public void No_chat_takes_its_name(string name)
    {
        var body = "{\"type\":\"chat.message.created\",\"data\":{\"platform\":\"" + name + "\"}}";
        var malformed = Assert.IsType<WebhookOutcome.Malformed>(
            ChatWebhook.Normalise(System.Text.Encoding.UTF8.GetBytes(body), EventWeights.Default).Outcome);
        Assert.Contains("no other sender's", malformed.Fault, StringComparison.Ordinal);
    }

    private static WebhookConfig Config(string webhooks) => SpaceConfig.Of(JsonElement.Parse("{\"webhooks\":" + webhooks + "}")).Webhooks;
}
