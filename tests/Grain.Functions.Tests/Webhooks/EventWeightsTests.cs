using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Senders;
using Grain.Functions.Webhooks.GitHub;
using Grain.Functions.Webhooks.Reading;
using Xunit;

namespace Grain.Functions.Tests.Webhooks;

public sealed class EventWeightsTests
{
    [Fact]
    public void An_override_replaces_one_key_and_leaves_the_others()
    {
        var weights = EventWeights.Default.With([new("github:star.created", Points.Zero), new("own:thing", Points.Of(7))]);
        Assert.Equal(Points.Zero, weights[GitHubKinds.All["star.created"]]);
        Assert.Equal(Points.Of(7), weights[new EventKind("own:thing", Categories.Code, Points.Zero)]);
        Assert.Equal(Points.Of(8), weights[GitHubKinds.All["pull_request.merged"]]);
        Assert.Equal(new Points(100_000), EventWeights.Default[GitHubKinds.All["star.created"]]);
    }

    [Fact]
    public void Contributing_never_costs_points() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => EventWeights.Default.With([new("github:star.created", Points.Of(-1))]));

    [Fact]
    public void A_weight_of_nothing_still_tells_the_graph()
    {
        var weights = EventWeights.Default.With([new("github:issues.opened", Points.Zero)]);
        var grant = Assert.Single(Deliveries.Grants("issues", Examples.Payload("issues", "opened"), weights));
        Assert.Equal(Points.Zero, grant.Amount);
        Assert.NotEmpty(grant.Facts!.Nodes);
    }

    [Fact]
    public void The_documentation_has_every_weight()
    {
        var text = File.ReadAllText(Path.Combine(Root(), "docs", "webhooks.md"));
        foreach (var kind in WebhookSenders.Kinds)
            Assert.Contains($"| `{kind.Key[(kind.Source.Length + 1)..]}` | {kind.DefaultPoints} | {kind.Category} |",
                text[text.IndexOf($"| key of `{kind.Source}:` |", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Grain.Functions.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new DirectoryNotFoundException("Grain.Functions.sln is not above the tests");
    }
}
