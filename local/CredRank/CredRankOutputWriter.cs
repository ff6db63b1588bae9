using System.Text.Json;
using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Chains;

namespace Grain.Local.CredRank;

/// <summary>Writes what <c>grain credrank</c> answers: cred and scores of everybody and everything, as JSON.</summary>
internal sealed class CredRankOutputWriter : IDisposable
{
    // Written out only where a person may want to read them.
    private const int TransitionsMost = 100;

    // What is written goes to the stream in pieces of this size, so that memory does not follow the answer's length.
    private const int FlushBytes = 1 << 16;

    private readonly Utf8JsonWriter json;

    public CredRankOutputWriter(Stream stream) => json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = false });

    /// <summary>Writes a refusal.</summary>
    public void Write(CredRankException refusal)
    {
        json.WriteStartObject();
        json.WriteStartObject("error");
        json.WriteString("kind", refusal.Kind);
        json.WriteString("message", refusal.Message);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Writes a solution.</summary>
    public void Write(CredSolution solution, CredRankInput input)
    {
        var perEpoch = solution.CredPerEpoch();
        json.WriteStartObject();
        json.WriteNumber("iterations", solution.Iterations);
        json.WriteNumber("convergenceDelta", solution.ConvergenceDelta);
        json.WriteBoolean("converged", solution.Converged);
        json.WriteNumber("totalMint", solution.TotalMint);
        json.WriteNumber("totalParticipantCred", Sum(solution.Cred));
        json.WriteNumber("accumulatorProbability", solution.AccumulatorProbability);
        WriteCred(solution);
        var scores = WriteScores(solution, perEpoch);
        // Scores are probabilities on another scale: that on which the accumulators add up to the total mint.
        json.WriteNumber("probabilitySum", scores * solution.AccumulatorProbability / solution.TotalMint);
        json.WriteNumber("danglingEdges", input.DanglingEdges);
        WriteProcess(new ProcessGraph(input.Graph, input.Epochs, input.Parameters, input.Attributions));
        json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void Dispose() => json.Dispose();

    private void WriteCred(CredSolution solution)
    {
        json.WriteStartObject("participantCred");
        for (var p = 0; p < solution.Cred.Length; p++) json.WriteNumber(solution.Graph.Participants[p], solution.Cred[p]);
        json.WriteEndObject();

        var row = new double[solution.Epochs.Count];
        json.WriteStartObject("participantCredPerEpoch");
        for (var p = 0; p < solution.Cred.Length; p++)
        {
            solution.CredOf(p, row);
            WriteRow(solution.Graph.Participants[p], row);
        }

        json.WriteEndObject();
    }

    /// <returns>The sum of all scores written.</returns>
    private double WriteScores(CredSolution solution, double[] perEpoch)
    {
        var row = new double[solution.Epochs.Count];
        var sum = solution.SeedScore + Sum(perEpoch) + Sum(solution.ContributionScores);
        json.WriteStartObject("nodeCred");
        json.WriteNumber("seed", solution.SeedScore);
        WriteRow("accumulators", perEpoch);
        json.WriteStartObject("contributions");
        for (var c = 0; c < solution.ContributionScores.Length; c++)
        {
            json.WriteNumber(solution.Graph.Contributions[c], solution.ContributionScores[c]);
            FlushIfLong();
        }

        json.WriteEndObject();
        json.WriteStartObject("participantEpochs");
        for (var p = 0; p < solution.Cred.Length; p++)
        {
            solution.ScoresOf(p, row);
            WriteRow(solution.Graph.Participants[p], row);
            sum += Sum(row);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        return sum;
    }

    private void WriteProcess(ProcessGraph process)
    {
        json.WriteNumber("markovNodeCount", process.NodeCount);
        json.WriteNumber("markovEdgeCount", process.TransitionCount);
        if (process.TransitionCount > TransitionsMost) return;

        json.WriteStartArray("transitions");
        foreach (var (from, to, probability) in process.Transitions())
        {
            json.WriteStartArray();
            json.WriteStringValue(process.NameOf(from));
            json.WriteStringValue(process.NameOf(to));
            json.WriteNumberValue(probability);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private void WriteRow(string name, double[] row)
    {
        json.WriteStartArray(name);
        foreach (var value in row) json.WriteNumberValue(value);
        json.WriteEndArray();
        FlushIfLong();
    }

    private void FlushIfLong()
    {
        if (json.BytesPending >= FlushBytes) json.Flush();
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }
}
