using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Replicas;
using Grain.Functions.Hosting;
using Grain.Functions.Tests.Hosting.Sent;
using Xunit;

namespace Grain.Functions.Tests.Credits;

/// <summary>What a replica sends is read as a whole or refused with the place of every fault.</summary>
public sealed class ReplicaStateReaderTests
{
    [Theory]
    [InlineData("""{"kind":"earn","taskId":"t","amount":-1}""", "$.transactions[0].amount")]
    [InlineData("""{"kind":"earn","taskId":"t","amount":1e999}""", "$.transactions[0].amount")]
    [InlineData("""{"kind":"earn","taskId":"t","amount":"NaN"}""", "$.transactions[0].amount")]
    [InlineData("""{"kind":"earn","taskId":"t","amount":0.001}""", "$.transactions[0].amount")]
    [InlineData("""{"kind":"earn","taskId":"t"}""", "$.transactions[0].amount")]
    [InlineData("""{"kind":"refund","taskId":"t","amount":1}""", "$.transactions[0].kind")]
    [InlineData("""{"kind":"earn","taskId":"a\u0000b","amount":1}""", "$.transactions[0].taskId")]
    [InlineData("""{"kind":"earn","taskId":"t","amount":1,"replica":"phone"}""", "$.transactions[0]")]
    [InlineData("""{"kind":"earn","taskId":"t","amount":1,"balance":5}""", "$.transactions[0].balance")]
    [InlineData("""{"kind":"earn","taskId":"t","amount":1,"task":{"durationMs":-1}}""", "$.transactions[0].task.durationMs")]
    [InlineData("null", "$.transactions[0]")]
    public void A_malformed_transaction_is_named(string transaction, string path)
    {
        var refused = Refused(State(transaction, """{"kind":"spend","taskId":"good","amount":1}"""));
        Assert.Equal(400, refused.Status);
        Assert.Contains(refused.Faults, fault => fault.Path == path);
    }

    [Fact]
    public void Format_space_and_number_of_transactions_are_checked()
    {
        var faults =
            Refused("""{"format":"grain-credits/2","space":"other","transactions":{}}""").Faults.Select(fault => fault.Path).ToArray();
        foreach (var path in new[] { "$.format", "$.space", "$.node", "$.transactions" }) Assert.Contains(path, faults);
        var many =
            Enumerable.Range(0, ReplicaStateReader.TransactionsMax + 1).Select(i => $$"""{"kind":"earn","taskId":"t{{i}}","amount":1}""");
        Assert.Equal(413, Refused(State([.. many])).Status);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("\"text\"")]
    public void What_is_no_object_is_refused(string body)
    {
        var refused = Assert.Throws<ProblemException>(() => SentText.Read(body, sent => ReplicaStateReader.Read(sent, "home")));
        Assert.Equal("$", Assert.Single(refused.Problem.Faults).Path);
    }

    [Fact]
    public void One_that_is_listed_twice_counts_once_and_listed_with_two_amounts_contradicts_itself()
    {
        const string once = """{"kind":"earn","taskId":"t","amount":1.50}""";
        Assert.Equal(new CreditAmount(150),
            Assert.Single(Read(State(once, """{"kind":"earn","taskId":"t","amount":15e-1}""")).Items).Entry.Amount);
        var refused = Refused(State(once, """{"kind":"earn","taskId":"t","amount":1.51}"""));
        Assert.Equal((409, "$.transactions[0]"), (refused.Status, refused.Faults[0].Path));
    }

    private static string State(params string[] transactions) =>
        $$"""{"format":"grain-credits/1","space":"guild","node":"ada","transactions":[{{string.Join(',', transactions)}}]}""";

    private static ProblemResult Refused(string state) => Assert.Throws<ProblemException>(() => Read(state)).Problem;

    private static MergeRequest Read(string state) => SentText.Read(state, sent => ReplicaStateReader.Read(sent, "guild"));
}
