using System.Text;
using System.Text.Json;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Hosting.Sent;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Spaces;
using Grain.Functions.Webhooks.Settings;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary>What a row holds of another version is kept, whatever is refused at the door.</summary>
public sealed class StoredConfigTests
{
    private const string Future =
        """{"displayName":"Mill","token":{"decimals":6,"shape":"round"},"weights":{"nodes":{"pull":2},"halfLife":9}"""
        + ""","webhooks":{"sundial":{"secrets":["enc:1:AAAA"]}"""
        + ""","github":{"secrets":[{"secret":"enc:1:BBBB","notBefore":"2026-11-15T00:00:00+00:00","scope":"all"}]}},"bees":{"hives":3}}""";

    private static SpaceConfig Stored => JsonSerializer.Deserialize(Future, SpaceJson.Default.SpaceConfig)!;

    [Fact]
    public void It_is_read_and_keeps_its_bytes()
    {
        Assert.Equal((6, 2d, "enc:1:BBBB"),
            (Stored.Token.Decimals, Stored.Weights.Nodes["pull"], Stored.Webhooks.Github.Secrets[0].Text));
        Assert.Equal(Future, Configs.Text(Stored));
        var pinned = Encoding.UTF8.GetString(EpochWork.Config(Stored));
        Assert.Equal(Future.Replace("enc:1:AAAA", SpaceSecrets.Masked, StringComparison.Ordinal)
            .Replace("enc:1:BBBB", SpaceSecrets.Masked, StringComparison.Ordinal), pinned);
        Assert.Equal("""{"nodes":{"pull":2},"halfLife":9}""",
            JsonSerializer.Deserialize(pinned, SpaceJson.Default.SpaceConfig)!.TextOf(CredConfig.WeightsSection));
    }

    [Fact]
    public void It_is_shown_whole_and_without_secrets()
    {
        var shown = Configs.Text(Configs.Form.Complete(Stored).WithoutSecrets());
        foreach (var part in (ReadOnlySpan<string>)["\"shape\":\"round\"", "\"halfLife\":9", "\"sundial\"", "\"scope\":\"all\"",
            "\"bees\":{\"hives\":3}", "\"credits\":{", "\"enabled\":true"])
            Assert.Contains(part, shown, StringComparison.Ordinal);
        Assert.DoesNotContain("enc:1:", shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Sent_it_is_refused_and_each_unknown_member_named()
    {
        var refused = Assert.Throws<SentException>(() => Configs.Read(Future));
        Assert.Superset(new HashSet<string> { "$.token.shape", "$.weights.halfLife", "$.webhooks.sundial", "$.bees" },
            refused.Faults.Select(fault => fault.Path).ToHashSet());
    }

    /// <summary>Going through all members for each of them would take a minute.</summary>
    [Fact]
    public async Task Many_members_are_gone_through_once()
    {
        var weights = string.Join(',', Enumerable.Range(0, 60_000).Select(each => $"\"n{each}\":1"));
        var json = Encoding.UTF8.GetBytes("{\"weights\":{\"nodeOverrides\":{" + weights + "}}}");
        var config = SentJson.Read(json, Configs.Form.Config);
        var work = Task.Run(() => Configs.Form.Complete(config).WithSecretsOf(config).WithoutSecrets());
        var shown = await work.WaitAsync(TimeSpan.FromSeconds(15));
        Assert.Equal(60_000, shown.Weights.NodeOverrides.Count);
    }

    [Fact]
    public void A_section_that_cannot_be_read_stops_only_who_needs_it()
    {
        var odd = JsonSerializer.Deserialize("""{"token":{"decimals":"six"},"activity":{"lateDays":9}}""", SpaceJson.Default.SpaceConfig)!;
        Assert.Equal((9, true), (odd.Activity.LateDays, odd.Enabled));
        Assert.Contains("token", Assert.Throws<InvalidDataException>(() => odd.Token).Message, StringComparison.Ordinal);
        Assert.Contains("""{"decimals":"six"}""", Configs.Text(Configs.Form.Complete(odd)), StringComparison.Ordinal);
    }
}
