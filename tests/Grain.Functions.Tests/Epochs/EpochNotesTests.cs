using System.Text.Json;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Spaces.Calendar;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>An epoch that pays nobody, or does not count what was done, says why and what helps.</summary>
public sealed class EpochNotesTests
{
    private static readonly DateTimeOffset Start = new(2024, 1, 7, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("{}", "commit:3", "")]
    [InlineData("{}", "", "nobody-contributed")]
    [InlineData("""{"weights":{"nodes":{"commit":0}}}""", "commit:3 message:2", "contributions-mint-nothing commit:3,message:2")]
    [InlineData("{}", "repository:1 message:2", "contributions-mint-nothing message:2,repository:1")]
    [InlineData("{}", "pull:1 translation:5 message:2", "kinds-without-weight translation:5")]
    [InlineData("""{"weights":{"nodes":{"translation":0}}}""", "pull:1 translation:5", "")] // it is said
    [InlineData("""{"weights":{"changes":[{"from":"2024-01-10","nodes":{"translation":1}}]}}""", "pull:1 translation:5", "")]
    [InlineData("{}", "commit:1", "")] // half a cred is paid for
    [InlineData("""{"weights":{"nodes":{"pull":1e-12}}}""", "pull:1", "")]
    [InlineData("""{"weights":{"nodes":{"pull":1e-12}}}""", "pull:1", "cred-below-one", CalculationVersion.Third)]
    [InlineData("{}", "commit:1", "cred-below-one", CalculationVersion.Third)]
    [InlineData("""{"weights":{"mintCaps":{"m":0}}}""", "pull:1", "no-cred", CalculationVersion.Third)]
    [InlineData("""{"weights":{"mintCaps":{"m":0}}}""", "pull:1", "no-cred")]
    [InlineData("""{"weights":{"edges":{"authors":{"forward":1,"backward":0}}}}""", "pull:1", "no-cred")]
    [InlineData("""{"distribution":{"budgetPerEpoch":"0"}}""", "pull:1", "budget-zero")]
    [InlineData("""{"distribution":{"treasury":{"funded":"3"}}}""", "pull:1", "treasury-withholds")]
    [InlineData("""{"distribution":{"policies":[{"type":"SPECIAL","recipient":"x","memo":"m"}]}}""", "pull:1",
        "policy-pays-nobody SPECIAL recipient-not-active")]
    public void A_note_tells_the_reason(
        string config, string made, string expected, int calculation = CalculationVersion.Current) =>
        Assert.Equal(expected, string.Join("; ", Notes(config, made, IdentityMap.Empty, calculation).Select(Text)));

    [Fact]
    public void Nobody_may_be_paid_where_all_are_deactivated()
    {
        var identities = IdentityMap.Read("""
            {"accounting":true,"format":"grain-identities/1",
             "identities":[{"accounts":["ada"],"active":false,"id":"ada","name":"Ada","type":"USER"}]}
            """u8.ToArray());
        Assert.Equal("nobody-eligible", Text(Assert.Single(Notes("{}", "pull:1", identities))));
    }

    [Fact]
    public void In_a_quiet_week_it_is_the_week_that_pays_nobody_by_what_was_done_in_it()
    {
        var scores = new CredScores("b", ["a", "b"], 5, 0, 0, 0, 0, 0, []);
        var allocation = new EpochAllocation(new(9), default, [], default,
            [new PolicyAllocation("BALANCED", new(8), [], null), new PolicyAllocation("IMMEDIATE", new(1), [], "total-score-not-positive")],
            [], new(8), new(1), default);
        Assert.Equal("nobody-contributed IMMEDIATE",
            Text(Assert.Single(EpochNotes.With([new EpochNote(EpochNoteCodes.NobodyContributed)], scores, allocation))));
        Assert.Equal("policy-pays-nobody IMMEDIATE total-score-not-positive", Text(Assert.Single(EpochNotes.With([], scores, allocation))));
        Assert.Contains("so IMMEDIATE pays nobody",
            EpochNoteWords.Say(new EpochNote(EpochNoteCodes.NobodyContributed, Policy: "IMMEDIATE")).Text,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_note_has_words_and_those_of_a_weight_name_the_kinds()
    {
        foreach (var code in typeof(EpochNoteCodes).GetFields().Select(field => (string)field.GetValue(null)!))
        {
            var said = EpochNoteWords.Say(new EpochNote(code));
            Assert.True(said.Text.Length > 10 && said.Cure?.Length > 10 && said.Text != code, code);
        }

        var note =
            EpochNoteWords.Say(new EpochNote(EpochNoteCodes.MintsNothing, new Dictionary<string, int> { ["a"] = 1, ["commit"] = 823 }));
        Assert.Contains("823 commit, 1 a", note.Text, StringComparison.Ordinal);
        Assert.Contains("'weights.nodes.commit'", note.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_have_their_notes_with_them_and_those_of_earlier_calculations_are_found()
    {
        var fixture = new EpochFixture();
        await fixture.CreateAsync(epochsDue: 2);
        var storage = await fixture.NewStorageAsync();
        var store = new EpochStore(storage);
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.Runner(storage, CalculationVersion.Second).RunAsync(fixture.Space, default));
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        var runs = new List<EpochRun>();
        await foreach (var run in store.ListAsync(fixture.Name)) runs.Add(run);
        Assert.Equal((null, """[{"code":"nobody-contributed"}]"""), (runs[0].Notes, runs[1].Notes));
        var reader = new EpochNotesReader(store);
        var notes = await reader.ReadAsync(runs, default);
        Assert.Equal(["nobody-contributed", "nobody-contributed"], runs.Select(run => Text(Assert.Single(notes[run.Epoch.Id]))));
        // What is gone is for verify to tell, and stops nobody from looking at the others.
        var gone = runs[0] with { Allocation = new StoredPiece("x", "y") };
        Assert.Empty(await reader.ReadAsync(gone, default));
        Assert.Empty(await reader.ReadAsync(runs[1] with { Stage = EpochStage.Ranked }, default));
        // Only so many are looked for at once.
        var many = Enumerable.Range(0, 9).Select(i => gone with { Epoch = runs[0].Epoch with { Id = $"e{i}" } }).ToArray();
        Assert.Equal(["e6", "e7", "e8"], (await reader.ReadAsync(many, default)).Keys.Order());
    }

    private static IReadOnlyList<EpochNote> Notes(
        string json, string made, IdentityMap identities, int calculation = CalculationVersion.Current)
    {
        var graph = new ContributionGraph(calculation);
        var seq = 0;
        foreach (var kind in made.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(kind => kind.Split(':')))
            for (var i = 0; i < int.Parse(kind[1], System.Globalization.CultureInfo.InvariantCulture); i++)
                graph.Add(Made(kind[0], $"{kind[0]}-{i}", Start.AddDays(i).AddHours(5)), ++seq);
        var epochs = new List<Epoch> { new EpochSchedule { First = Start }.FirstOf(default) };
        var config = JsonSerializer.SerializeToUtf8Bytes(SpaceConfig.Of(JsonElement.Parse(json)), SpaceJson.Default.SpaceConfig);
        var run = new EpochRun { Space = "mill", Epoch = epochs[0], Stage = EpochStage.Ranked, Calculation = calculation };
        var (scores, _) = EpochWork.Rank(graph, run.Calculation, config, identities.ToBytes(), epochs, default);
        var past = new EpochPast(SpaceBooks.Empty, GrainAmount.Zero, [], new Dictionary<int, IReadOnlyList<Receipt>>());
        var allocation = EpochWork.Allocation(run, scores, config, identities.ToBytes(), past);
        var ofGraph = EpochNotes.Of(graph, EpochWork.ReadConfig(config, run.Calculation), run.Calculation, epochs);
        return EpochNotes.Read(EpochNotes.Write(EpochNotes.With(ofGraph, EpochWork.ReadScores(scores), allocation)));
    }

    private static Grant Made(string type, string id, DateTimeOffset at) => EpochFixture.Grant(id, "ada", 1, 0) with
    {
        GrantedAt = at,
        Facts = new ContributionFacts
        {
            Nodes = [new ContributionNode { Id = id, Type = type, Module = "m", At = at }],
            Edges = [new ContributionEdge { From = "@ada", Type = EdgeTypes.Authors, To = id }],
        },
    };

    private static string Text(EpochNote note) => string.Join(' ', new[]
    {
        note.Code, note.Kinds is null ? null : string.Join(',', note.Kinds.Select(kind => $"{kind.Key}:{kind.Value}")), note.Policy,
        note.Reason,
    }.OfType<string>());
}
