using Grain.Functions.Hosting;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Tests.Hosting.Sent;
using Xunit;

namespace Grain.Functions.Tests.Credits;

public sealed class TaskCreditReaderTests
{
    [Fact]
    public void Grains_own_shape_is_read()
    {
        var credit = Assert.Single(Read(
            """{"kind":"earn","nodeId":"n","taskId":"t","amount":2.5,"task":{"type":"compute","priority":"high","submitter":"s","targetPeer":"p","durationMs":1500.4}}"""));
        Assert.Equal(
            new TaskCredit
            {
                Kind = "earn",
                NodeId = "n",
                TaskId = "t",
                Amount = new CreditAmount(250),
                Task = new TaskInfo { Type = "compute", Priority = "high", Submitter = "s", TargetPeer = "p", DurationMs = 1500 },
            },
            credit);
    }

    [Fact]
    public void A_finished_task_earns_without_a_priority_and_counts_as_compute_by_default()
    {
        var credits = Read("""
            [{"event":"task-complete","nodeId":"n","taskId":"t","from":"s","duration":20,"result":{"taskType":"embed","data":[1,2]}},
             {"event":"task-complete","nodeId":"n","taskId":"u","from":"s"}]
            """);
        Assert.Equal(("earn", new TaskInfo { Type = "embed", Submitter = "s", DurationMs = 20 }), (credits[0].Kind, credits[0].Task));
        Assert.Equal(new TaskInfo { Type = "compute", Submitter = "s" }, credits[1].Task);
    }

    [Fact]
    public void A_submitted_task_spends_with_its_priority()
    {
        var credit = Assert.Single(Read(
            """{"event":"task-submitted","nodeId":"n","taskId":"t","to":"p","task":{"type":"analyze","priority":"low","payload":{}}}"""));
        Assert.Equal(("spend", new TaskInfo { Type = "analyze", Priority = "low", TargetPeer = "p" }), (credit.Kind, credit.Task));
    }

    [Theory]
    [InlineData("""{"kind":"gift","nodeId":"n","taskId":"t"}""", "$.kind")]
    [InlineData("""{"kind":"earn","taskId":"t"}""", "$.nodeId")]
    [InlineData("""{"kind":"earn","nodeId":"events","taskId":"t"}""", "$.nodeId")]
    [InlineData("""{"kind":"earn","nodeId":"n","taskId":""}""", "$.taskId")]
    [InlineData("""{"kind":"earn","nodeId":"n","taskId":"a\nb"}""", "$.taskId")]
    [InlineData("""{"kind":"earn","nodeId":"n","taskId":"\ud800"}""", "$.taskId")]
    [InlineData("""{"kind":"earn","nodeId":"n","taskId":"t","amount":"5"}""", "$.amount")]
    [InlineData("""{"kind":"earn","nodeId":"n","taskId":"t","amount":-1}""", "$.amount")]
    [InlineData("""{"kind":"earn","nodeId":"n","taskId":"t","amount":1e308}""", "$.amount")]
    [InlineData("""{"kind":"earn","nodeId":"n","taskId":"t","amount":0.001}""", "$.amount")]
    [InlineData("""{"kind":"earn","nodeId":"n","taskId":"t","amount":1000000.01}""", "$.amount")]
    [InlineData("""{"kind":"earn","nodeId":"n","taskId":"t","task":{"durationMs":-1}}""", "$.task.durationMs")]
    [InlineData("""{"kind":"earn","nodeId":"n","taskId":"t","task":{"type":7}}""", "$.task.type")]
    [InlineData("""{"kind":"earn","nodeId":"n","taskId":"t","amuont":1}""", "$.amuont")]
    [InlineData("""{"event":"task-failed","nodeId":"n","taskId":"t"}""", "$.event")]
    [InlineData("""[{"kind":"earn","nodeId":"n","taskId":"t"},3]""", "$[1]")]
    public void Every_fault_is_named_with_its_place(string body, string path)
    {
        var problem = Assert.Throws<ProblemException>(() => Read(body)).Problem;
        Assert.Equal(400, problem.Status);
        Assert.Contains(problem.Faults, fault => fault.Path == path);
    }

    [Fact]
    public void All_faults_are_named_at_once()
    {
        var problem = Assert.Throws<ProblemException>(() => Read("""{"kind":"gift","amount":null,"task":{"priority":""}}""")).Problem;
        Assert.Equal(["$.kind", "$.nodeId", "$.taskId", "$.task.priority"], problem.Faults.Select(fault => fault.Path));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(500)]
    public void Long_task_ids_give_short_distinct_keys(int length)
    {
        var (one, other) = (new string('x', length), new string('x', length - 1) + "y");
        Assert.NotEqual(TaskIds.Key("spend", one), TaskIds.Key("spend", other));
        Assert.InRange($"task:{TaskIds.Short(one)}:completed".Length, 1, 150);
        Assert.InRange(TaskIds.Account(one).Length, 1, 100);
        Assert.NotEqual(TaskIds.Short(one), TaskIds.Short(TaskIds.Short(one)[..Math.Min(100, TaskIds.Short(one).Length)] + "z"));
    }

    private static IReadOnlyList<TaskCredit> Read(string body) => SentText.Read(body, TaskCreditReader.Read);
}
