using System.Text;
using System.Text.Json;
using Grain.Functions.Hosting;
using Grain.Functions.Hosting.Sent;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Microsoft.Extensions.Options;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary>What no check takes today, and what this version does not know, is as it was until somebody changes it.</summary>
public sealed class ConfigChangeTests
{
    private const string Written =
        """
        {"weights":{"nodes":{"comit":2},"nodeOverrides":{"a/b":-1}},"epochs":{"lengthDays":0},"bees":{"hives":3},"token":{"shape":"round"},
         "tiers":[{"name":"","from":1}],"credits":"none"}
        """;

    private static readonly Space Old = new("mill", 1, DateTimeOffset.UnixEpoch, 1, SpaceConfig.Of(JsonElement.Parse(Written)), default);

    private static readonly ConfigChange Change = new(
        new SpaceDirectory(new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true"), Storage.Azurite.Settings()),
            TimeProvider.System),
        Configs.Form, Options.Create(new GrainOptions()), [], []);

    private static string Shown => Configs.Text(Configs.Form.Complete(Old.Config).WithoutSecrets());

    [Fact]
    public void It_stands_in_no_ones_way()
    {
        Assert.Equal("Mill", Patched("""{"displayName":"Mill"}""").DisplayName);
        Assert.Equal(Shown, Configs.Text(Patched(Shown)));
        Assert.Equal(Shown, Configs.Text(Change.Read(Old.Journal, Old.Config, Encoding.UTF8.GetBytes(Shown))));
        Assert.Empty(Change.Losses(Old, JsonElement.Parse(Shown), Patched(Shown)));
    }

    [Theory]
    [InlineData("""{"weights":{"nodes":{"comit":3}}}""", "$.weights.nodes.comit")]
    [InlineData("""{"weights":{"nodes":{"comitt":3}}}""", "$.weights.nodes.comitt")]
    [InlineData("""{"weights":{"nodeOverrides":{"a/b":-2}}}""", "$.weights.nodeOverrides['a/b']")]
    [InlineData("""{"epochs":{"lengthDays":-1}}""", "$.epochs.lengthDays")]
    [InlineData("""{"bees":{"hives":4}}""", "$.bees")]
    [InlineData("""{"token":{"shape":"square"}}""", "$.token.shape")]
    [InlineData("""{"tiers":[{"name":"","from":2}]}""", "$.tiers[0].name")]
    [InlineData("""{"credits":7}""", "$.credits")]
    public void Changed_it_is_checked(string patch, string path)
    {
        var fault = Assert.Throws<ProblemException>(() => Patched(patch));
        Assert.Equal([path], fault.Problem.Faults.Select(each => each.Path));
        var whole = Configs.Text(SpaceConfig.Of(MergePatch.Apply(JsonElement.Parse(Shown), JsonElement.Parse(patch))));
        Assert.ThrowsAny<Exception>(() => Change.Read(Old.Journal, Old.Config, Encoding.UTF8.GetBytes(whole)));
    }

    [Fact]
    public void It_can_be_mended_and_taken_out()
    {
        var mended = Patched("""
            {"weights":{"nodes":{"comit":null,"commit":2},"nodeOverrides":null},"epochs":{"lengthDays":null},"bees":null,
             "token":{"shape":null},"tiers":[],"credits":null}
            """);
        Assert.Equal(Configs.Text(Configs.Read("""{"weights":{"nodes":{"commit":2}}}""")), Configs.Text(mended));
    }

    [Fact]
    public void To_make_a_space_nothing_of_it_is_taken() =>
        Assert.Throws<SentException>(() => Change.Read(Old.Journal, null, Encoding.UTF8.GetBytes(Written)));

    private static SpaceConfig Patched(string patch) => Change.Patch(Old, JsonElement.Parse(patch));
}
