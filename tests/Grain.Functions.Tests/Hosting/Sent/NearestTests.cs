using Grain.Functions.Hosting.Sent;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Senders;
using Xunit;

namespace Grain.Functions.Tests.Hosting.Sent;

public sealed class NearestTests
{
    [Theory]
    [InlineData("comit", "commit")]
    [InlineData("comimt", "commit")]
    [InlineData("COMMIT", "commit")]
    [InlineData("reveiw-comment", "review-comment")]
    [InlineData("pulls", "pull")]
    [InlineData("essay", null)]
    [InlineData("", null)]
    public void A_type(string name, string? near) => Assert.Equal(near, Nearest.Find(name, NodeTypes.All));

    [Theory]
    [InlineData("pull_request.mergd", "github:pull_request.merged")]
    [InlineData("github:pull_request.mergd", "github:pull_request.merged")]
    [InlineData("gitlab:merge_request.mergd", "gitlab:merge_request.merged")]
    [InlineData("githb:push.commit", "github:push.commit")]
    [InlineData("gitea:comit", "gitea:push.commit")]
    [InlineData("comit", "github:push.commit")]
    [InlineData("blog:essay.written", null)]
    public void A_kind_of_event_by_its_last_part_too(string name, string? near) =>
        Assert.Equal(near, Nearest.Find(name, WebhookSenders.Kinds.Select(kind => kind.Key)));

    [Fact]
    public void Where_none_is_near_all_are_told()
    {
        Assert.Equal("is not known here; known are one, two", Nearest.Unknown("zebra", ["one", "two"]));
        Assert.Null(Nearest.Find(new string('x', 1_000_000), ["x"]));
    }

    [Fact]
    public void The_lists_of_names_have_all_that_there_are()
    {
        Assert.Equal(ConstantsOf(typeof(NodeTypes)), NodeTypes.All.Order());
        Assert.Equal(ConstantsOf(typeof(EdgeTypes)), EdgeTypes.All.Order());
        Assert.Empty(WebhookSenders.All.Where(sender => sender.Kinds is not null).Select(sender => sender.Name)
            .Except(TypesConfig.OwnSources));

        static IEnumerable<string> ConstantsOf(Type type) =>
            type.GetFields().Where(field => field.IsLiteral).Select(field => (string)field.GetRawConstantValue()!).Order();
    }
}
