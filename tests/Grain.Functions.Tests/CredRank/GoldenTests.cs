using System.Text.Json;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Solving;
using Xunit;

namespace Grain.Functions.Tests.CredRank;

/// <summary>The vectors of Golden/credrank: results of SourceCred's own program.</summary>
public class GoldenTests
{
    public static TheoryData<string> Regular =>
        [.. GoldenCase.Names(name => !name.StartsWith("error-") && !name.StartsWith("quirk-") && !name.StartsWith("degenerate-")),
            "quirk-edge-after-last-epoch"];

    public static TheoryData<string> Refused => [.. GoldenCase.Names(name => name.StartsWith("error-"))];

    [Theory]
    [MemberData(nameof(Regular))]
    public void Every_regular_case_comes_out_as_recorded(string name)
    {
        var golden = GoldenCase.Load(name);
        AssertAsRecorded(golden, golden.Solve(golden.Options with { Method = CredRankMethod.Power }));
        AssertAsRecorded(golden, golden.Solve(golden.Options with { StepsPerBlock = 64 }));
    }

    private static void AssertAsRecorded(GoldenCase golden, CredSolution solution)
    {
        var mint = golden.Output.GetProperty("totalMint").GetDouble();
        void Near(double expected, double actual, string what) =>
            Assert.True(Math.Abs(expected - actual) <= 1e-9 * Math.Max(Math.Abs(expected), 1e-6 * mint),
                $"{what}: expected {expected}, got {actual}");

        Near(mint, solution.TotalMint, "totalMint");
        Near(golden.Output.GetProperty("accumulatorProbability").GetDouble(), solution.AccumulatorProbability, "accumulatorProbability");
        var scores = golden.Output.GetProperty("nodeCred");
        Near(scores.GetProperty("seed").GetDouble(), solution.SeedScore, "seed");
        var perEpoch = solution.CredPerEpoch();
        foreach (var (k, expected) in Row(scores.GetProperty("accumulators"))) Near(expected, perEpoch[k], $"acc@{k}");
        for (var c = 0; c < solution.ContributionScores.Length; c++)
        {
            var id = solution.Graph.Contributions[c];
            Near(scores.GetProperty("contributions").GetProperty(id).GetDouble(), solution.ContributionScores[c], id);
        }

        var row = new double[solution.Epochs.Count];
        for (var p = 0; p < solution.Cred.Length; p++)
        {
            var id = solution.Graph.Participants[p];
            Near(golden.Output.GetProperty("participantCred").GetProperty(id).GetDouble(), solution.Cred[p], id);
            solution.CredOf(p, row);
            foreach (var (k, expected) in Row(golden.Output.GetProperty("participantCredPerEpoch").GetProperty(id))) Near(expected, row[k],
                $"cred {id}@{k}");
            solution.ScoresOf(p, row);
            foreach (var (k,
                expected) in Row(scores.GetProperty("participantEpochs").GetProperty(id))) Near(expected, row[k], $"score {id}@{k}");
        }
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Every_error_case_is_refused_by_its_name(string name)
    {
        var golden = GoldenCase.Load(name);
        var refusal = Assert.Throws<CredRankException>(() => golden.Solve());
        Assert.Equal(golden.Output.GetProperty("error").GetProperty("kind").GetString(), refusal.Kind);
    }

    private static IEnumerable<(int Epoch, double Value)> Row(JsonElement array) =>
        array.EnumerateArray().Select((value, epoch) => (epoch, value.GetDouble()));
}
