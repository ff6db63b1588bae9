using Grain.Functions.SourceCred.Cred;
using Grain.Functions.SourceCred.Cred.Shown;
using Xunit;
using static Grain.Functions.Tests.SourceCred.Cred.MadeInstance;

namespace Grain.Functions.Tests.SourceCred.Cred;

/// <summary>What an instance shows of its cred, in the forms that it had over the years.</summary>
public sealed class ShownCredTests
{
    private const string Intervals =
        """[{ "startTimeMs": 1577577600000, "endTimeMs": 1578182400000 }, { "startTimeMs": 1578182400000, "endTimeMs": 1578787200000 }]""";

    [Fact]
    public void A_view_is_read_to_the_last_digit()
    {
        var (cred, path) = Read(new MadeInstance().File("output/credGrainView", $$"""
            { "intervals": {{Intervals}}, "participants": [{ "identity": { "id": "ada", "name": "Ada" },
              "credPerInterval": [0.30000000000000004, 5e-324] }] }
            """, Zlib))!.Value;
        Assert.Equal("output/credGrainView", path);
        Assert.Equal((double[])[0.30000000000000004, 5e-324], cred.People[0].Cred);
        Assert.Equal((1577577600000, 1578787200000), (cred.StartsMs[0], cred.EndMs));
    }

    [Fact]
    public void Accounts_are_read_with_intervals_or_with_ends_alone()
    {
        const string accounts = """ "accounts": [{ "account": { "identity": { "id": "ada", "name": "Ada" } }, "cred": [1, 2] }] """;
        foreach (var intervals in new[] { $"\"intervals\": {Intervals}", "\"intervalEndpoints\": [1578182400000, 1578787200000]" })
        {
            var cred = Read(new MadeInstance().File("output/accounts.json", $"{{ {accounts}, {intervals} }}"))!.Value.Cred;
            Assert.Equal((3, 1577577600000, 1578787200000), (cred.Total, cred.StartsMs[0], cred.EndMs));
        }
    }

    /// <summary>A credResult of before 2021: people are the identities among the nodes, in the order of all addresses.</summary>
    [Fact]
    public void A_credResult_gives_the_rows_of_identities()
    {
        var made = new MadeInstance().With(1, "ada", Sunday).Node(["sourcecred", "core", "IDENTITY", "ada"], null)
            .Node(["sourcecred", "core", "IDENTITY", "bob"], null);
        var (cred, _) = Read(made.File("output/credResult.json", $$"""
            [{ "type": "sourcecred/credResult", "version": "0.1.0" }, { "weightedGraph": {{made.GraphText()}}, "credData": {
              "intervals": {{Intervals}},
              "nodeSummaries": [{ "cred": 3 }, { "cred": 0.5 }, { "cred": 8 }, { "cred": 9 }],
              "nodeOverTime": [{ "cred": [1, 2] }, null, null, null] } }]
            """))!.Value;
        Assert.Equal(["ada", "bob"], cred.People.Select(person => person.Id));
        Assert.Equal((double[])[1, 2], cred.People[0].Cred);
        Assert.Equal((double[])[0, 0.5], cred.People[1].Cred);
    }

    [Fact]
    public void What_cannot_be_read_is_noted_and_the_next_form_is_taken()
    {
        var notes = new InstanceNotes();
        Assert.Null(ShownCred.Read(new MadeInstance().File("output/credGrainView", """{ "intervals": [1], "participants": [] }""")
            .File("output/credResult.json", """[{ "type": "sourcecred/credResult", "version": "9" }, {}]""").Files, notes));
        Assert.Equal(2, notes.All.Count);
    }

    /// <summary>It is kept for good, and policies and pages go by it.</summary>
    [Theory]
    [InlineData("0", "1e300", "1", "ada", "whole milliseconds in the years 1 to 9999")]
    [InlineData("0.5", "10", "1", "ada", "whole milliseconds")]
    [InlineData("0", "10", "1", "bob", "is in it twice (bob)")]
    [InlineData("0", "10", "-1", "ada", "has a cred of -1")]
    public void What_cannot_be_lived_with_is_not_taken(string start, string end, string cred, string id, string words)
    {
        var notes = new InstanceNotes();
        Assert.Null(ShownCred.Read(new MadeInstance().File("output/credGrainView", $$"""
            { "intervals": [{ "startTimeMs": {{start}}, "endTimeMs": {{end}} }], "participants": [
              { "identity": { "id": "{{id}}" }, "credPerInterval": [{{cred}}] },
              { "identity": { "id": "bob" }, "credPerInterval": [1] }] }
            """).Files, notes));
        Assert.Contains(words, Assert.Single(notes.All).Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_names_whose_cred_differs_most_and_who_is_missing()
    {
        double[] starts = [0, 10];
        var one = new IntervalCred(starts, 20, [new("ada", "Ada", [1, 2]), new("bob", "Bob", [1, 1])]);
        var other = new IntervalCred([10], 20, [new("ada", "Ada", [2.5]), new("eve", "Eve", [1])]);
        Assert.Equal(new CredComparison(5, 3.5, 2, "bob", "Bob", 1, 2), CredComparison.Of(one, other));
    }

    private static (IntervalCred Cred, string Path)? Read(MadeInstance made) => ShownCred.Read(made.Files, new InstanceNotes());
}
