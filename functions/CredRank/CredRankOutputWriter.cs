using System.Text.Json;

namespace Grain.Functions.CredRank;

/// <summary>Writes what <c>grain credrank</c> answers: cred and scores of everybody and everything, as JSON.</summary>
internal sealed class CredRankOutputWriter : IDisposable
{
    // Written out only where a person may want to read them.
    private const int TransitionsMost = 100;

    // What is written goes to the stream in pieces of this size, so that memory does not follow the answer's length.
    private const int FlushBytes = 1 << 16;

    private readonly Utf8JsonWriter _json;

    public CredRankOutputWriter(Stream stream) => _json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = false });

    /// <summary>Writes a refusal.</summary>
    public void Write(CredRankException refusal)
    {
        _json.WriteStartObject();
        _json.WriteStartObject("error");
        _json.WriteString("kind", refusal.Kind);
        _json.WriteString("message", refusal.Message);
        _json.WriteEndObject();
        _json.WriteEndObject();
    }

    /// <summary>Writes a solution.</summary>
    public void Write(CredSolution solution, CredRankInput input)
    {
        var perEpoch = solution.CredPerEpoch();
        _json.WriteStartObject();
        _json.WriteNumber("iterations", solution.Iterations);
        _json.WriteNumber("convergenceDelta", solution.ConvergenceDelta);
        _json.WriteBoolean("converged", solution.Converged);
        _json.WriteNumber("totalMint", solution.TotalMint);
        _json.WriteNumber("totalParticipantCred", Sum(solution.Cred));
        _json.WriteNumber("accumulatorProbability", solution.AccumulatorProbability);
        WriteCred(solution);
        var scores = WriteScores(solution, perEpoch);
        // Scores are probabilities on another scale: that on which the accumulators add up to the total mint.
        _json.WriteNumber("probabilitySum", scores * solution.AccumulatorProbability / solution.TotalMint);
        _json.WriteNumber("danglingEdges", input.DanglingEdges);
        WriteProcess(new ProcessGraph(input.Graph, input.Epochs, input.Parameters, input.Attributions));
        _json.WriteEndObject();
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private void WriteCred(CredSolution solution)
    {
        _json.WriteStartObject("participantCred");
        for (var p = 0; p < solution.Cred.Length; p++) _json.WriteNumber(solution.Graph.Participants[p], solution.Cred[p]);
        _json.WriteEndObject();

        var row = new double[solution.Epochs.Count];
        _json.WriteStartObject("participantCredPerEpoch");
        for (var p = 0; p < solution.Cred.Length; p++)
        {
            solution.CredOf(p, row);
            WriteRow(solution.Graph.Participants[p], row);
        }

        _json.WriteEndObject();
    }

    /// <returns>The sum of all scores written.</returns>
    private double WriteScores(CredSolution solution, double[] perEpoch)
    {
        var row = new double[solution.Epochs.Count];
        var sum = solution.SeedScore + Sum(perEpoch) + Sum(solution.ContributionScores);
        _json.WriteStartObject("nodeCred");
        _json.WriteNumber("seed", solution.SeedScore);
        WriteRow("accumulators", perEpoch);
        _json.WriteStartObject("contributions");
        for (var c = 0; c < solution.ContributionScores.Length; c++)
        {
            _json.WriteNumber(solution.Graph.Contributions[c], solution.ContributionScores[c]);
            FlushIfLong();
        }

        _json.WriteEndObject();
        _json.WriteStartObject("participantEpochs");
        for (var p = 0; p < solution.Cred.Length; p++)
        {
            solution.ScoresOf(p, row);
            WriteRow(solution.Graph.Participants[p], row);
            sum += Sum(row);
        }

        _json.WriteEndObject();
        _json.WriteEndObject();
        return sum;
    }

    private void WriteProcess(ProcessGraph process)
    {
        _json.WriteNumber("markovNodeCount", process.NodeCount);
        _json.WriteNumber("markovEdgeCount", process.TransitionCount);
        if (process.TransitionCount > TransitionsMost) return;

        _json.WriteStartArray("transitions");
        foreach (var (from, to, probability) in process.Transitions())
        {
            _json.WriteStartArray();
            _json.WriteStringValue(process.NameOf(from));
            _json.WriteStringValue(process.NameOf(to));
            _json.WriteNumberValue(probability);
            _json.WriteEndArray();
        }

        _json.WriteEndArray();
    }

    private void WriteRow(string name, double[] row)
    {
        _json.WriteStartArray(name);
        foreach (var value in row) _json.WriteNumberValue(value);
        _json.WriteEndArray();
        FlushIfLong();
    }

    private void FlushIfLong()
    {
        if (_json.BytesPending >= FlushBytes) _json.Flush();
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }
}
