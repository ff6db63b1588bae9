using System.Net;
using System.Text.Json;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary>
/// A configuration that is taken fits the row of its space, secrets sealed, and each of its versions; one that does not is refused at the
/// door.
/// </summary>
public sealed class ConfigSizeTests
{
    [Fact]
    public async Task What_fits_is_kept_whole_and_one_character_more_is_413()
    {
        var app = await GrainApp.SharedAsync();
        var name = Azurite.NewName("space-");
        var room = ConfigForm.CharactersMax - Configs.Text(Configs.Read("""{"webhooks":{"bots":[""]}}""")).Length;
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge,
            (await app.SendAsync(HttpMethod.Put, $"spaces/{name}", Config(room + 1))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.GetAsync($"spaces/{name}")).Status);
        Assert.Equal(HttpStatusCode.Created, (await app.SendAsync(HttpMethod.Put, $"spaces/{name}", Config(room))).Status);
        Assert.Equal(HttpStatusCode.OK, (await app.SendAsync(HttpMethod.Put, $"spaces/{name}/config", Config(room))).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge,
            (await app.SendAsync(HttpMethod.Put, $"spaces/{name}/config", Config(room + 1))).Status);
        var kept = (await app.GetAsync($"spaces/{name}/config")).Body.GetProperty("webhooks").GetProperty("bots");
        Assert.Equal(room, kept.GetRawText().Length - "['']".Length);

        // Names of 200 characters with their quotes and a comma, and one that fills what is left.
        static string Config(int length)
        {
            var whole = (length - 1) / 203;
            var names = Enumerable.Repeat(new string('x', 200), whole).Append(new string('x', length - (whole * 203)));
            return $$$"""{"webhooks":{"bots":{{{JsonSerializer.Serialize(names)}}}}}""";
        }
    }

    [Theory]
    [InlineData("""{"webhooks":{"bots":[*]}}""", "$.webhooks.bots", "\"b#\"", 10_000)]
    [InlineData("""{"webhooks":{"points":{*}}}""", "$.webhooks.points", "\"b#\":1", 1000)]
    [InlineData("""{"webhooks":{"guards":{"dailyCaps":{*}}}}""", "$.webhooks.guards.dailyCaps", "\"b#\":1", 1000)]
    [InlineData("""{"webhooks":{"guards":{"repeatPercent":{*}}}}""", "$.webhooks.guards.repeatPercent", "\"b#\":1", 1000)]
    [InlineData("""{"credits":{"taskTypeMultipliers":{*}}}""", "$.credits.taskTypeMultipliers", "\"b#\":1", 1000)]
    [InlineData("""{"credits":{"priorityMultipliers":{*}}}""", "$.credits.priorityMultipliers", "\"b#\":1", 1000)]
    [InlineData("""{"types":{"nodes":[*]}}""", "$.types.nodes", "\"b#\"", 1000)]
    [InlineData("""{"weights":{"nodes":{*}}}""", "$.weights.nodes", "\"b#\":1", 1000)]
    [InlineData("""{"weights":{"edges":{*}}}""", "$.weights.edges", "\"b#\":{}", 1000)]
    [InlineData("""{"weights":{"mintCaps":{*}}}""", "$.weights.mintCaps", "\"b#\":1", 1000)]
    [InlineData("""{"weights":{"nodeOverrides":{*}}}""", "$.weights.nodeOverrides", "\"b#\":1", 10_000)]
    [InlineData("""{"weights":{"changes":[{"from":"2026-01-01","nodeOverrides":{*}}]}}""", "$.weights.changes[0].nodeOverrides", "\"b#\":1",
        10_000)]
    public void A_list_has_a_bound(string config, string path, string element, int most)
    {
        Assert.Empty(Read(most).Check());
        Assert.Equal([path], Read(most + 1).Check().Select(fault => fault.Path));

        SpaceConfig Read(int count)
        {
            var sent = Configs.Read(config.Replace("*", string.Join(',',
                Enumerable.Range(0, count).Select(i => element.Replace("#", $"{i}", StringComparison.Ordinal))), StringComparison.Ordinal));
            IReadOnlyList<string> names = [.. Enumerable.Range(0, 1000).Select(i => $"b{i}")];
            sent.Types ??= new TypesConfig { Nodes = names, Edges = names, Events = names, Sources = names };
            return sent;
        }
    }

    [Theory]
    [InlineData("""{"tiers":[*]}""", "$.tiers", """{"name":"t","from":1}""")]
    [InlineData("""{"activity":{"achievements":[*]}}""", "$.activity.achievements", "null")]
    [InlineData("""{"weights":{"changes":[*]}}""", "$.weights.changes", "null")]
    public void A_list_that_is_far_too_long_is_not_gone_through(string config, string path, string element)
    {
        var sent = Configs.Read(config.Replace("*", string.Join(',', Enumerable.Repeat(element, 1001)),
            StringComparison.Ordinal));
        Assert.Equal([path], sent.Check().Select(fault => fault.Path));
    }
}
