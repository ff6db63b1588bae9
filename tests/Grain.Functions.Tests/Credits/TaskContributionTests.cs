using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Grants;
using Xunit;

namespace Grain.Functions.Tests.Credits;

/// <summary>Finished tasks as contributions.</summary>
public sealed class TaskContributionTests
{
    private static readonly CreditEntry Finished =
        new() { Kind = CreditKinds.Earn, TaskId = "t", Task = new TaskInfo { Type = "compute", Submitter = "bob" } };

    [Fact]
    public void A_finished_task_gives_the_worker_its_points_and_the_submitter_an_edge()
    {
        var grant = Assert.Single(TaskContribution.Of(new TaskContributions { WorkerPoints = new Points(250) }, "ada", Finished));
        Assert.Equal(("ada", "tasks", new Points(250)), (grant.Contributor, grant.Source, grant.Amount));
        Assert.Equal(["@ada", "@bob"], grant.Facts!.Edges.Select(edge => edge.From));
    }

    [Fact]
    public void Who_submits_to_oneself_has_one_edge() =>
        Assert.Equal(["@bob"],
            Assert.Single(TaskContribution.Of(new TaskContributions(), "bob", Finished)).Facts!.Edges.Select(edge => edge.From));

    [Fact]
    public void Nothing_is_given_where_it_is_switched_off_or_for_submitting()
    {
        Assert.Empty(TaskContribution.Of(new TaskContributions { Enabled = false }, "ada", Finished));
        Assert.Empty(TaskContribution.Of(new TaskContributions(), "ada", Finished with { Kind = CreditKinds.Spend }));
        Assert.Empty(TaskContribution.Of(new TaskContributions(), "ada", Finished with { Kind = CreditKinds.Refund }));
    }
}
