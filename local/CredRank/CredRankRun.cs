using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Building;
using Grain.Functions.Cred.CredRank.Solving;
using Grain.Functions.Cred.CredRank.Chains;
using Grain.Functions.Cred.Graph;

namespace Grain.Local.CredRank;

/// <summary>From the file of <c>grain credrank</c> to its answer.</summary>
internal static class CredRankRun
{
    /// <summary>Transitions are written out only where a person may want to read them.</summary>
    private const int TransitionsMost = 100;

    /// <summary>Computes what a file asks for.</summary>
    /// <returns>The answer, as it is to be written as JSON.</returns>
    /// <exception cref="CredRankException">It is refused.</exception>
    public static object Answer(Stream stream, int threads, IProgress<CredRankProgress> progress, CancellationToken cancellation)
    {
        var file = CredRankFile.Read(stream);
        var options = OptionsOf(file.File.Convergence) with { Threads = threads, Progress = progress };
        var (graph, epochs, parameters, attributions) = Ask(file, out var dangling);
        var solution = CredRankSolver.Solve(graph, epochs, parameters, attributions, options, cancellation);
        return Answer(solution, dangling, new ProcessGraph(graph, epochs, parameters, attributions));
    }

    /// <summary>What a file asks about.</summary>
    private static (WeightedGraph Graph, EpochBoundaries Epochs, CredRankParameters Parameters, PersonalAttributions Attributions) Ask(
        (CredRankFile File, InputGraph Input) read, out int dangling)
    {
        var (file, input) = read;
        (var graph, dangling) = input.Build();
        return (graph, EpochsOf(file, input), ParametersOf(file.Parameters), AttributionsOf(file.PersonalAttributions));
    }

    private static EpochBoundaries EpochsOf(CredRankFile file, InputGraph input)
    {
        if (file.EpochStarts is not { } starts) return input.Weeks();
        if (starts.Count > 0 && file.LastEpochEnd is null)
            throw new CredRankException(CredRankFaults.EpochsNotIncreasing, "There are epochStarts, and no lastEpochEnd.");
        return new EpochBoundaries([.. starts.Select(start => start ?? double.NaN)], file.LastEpochEnd ?? double.NaN);
    }

    private static PersonalAttributions AttributionsOf(IReadOnlyList<InputGiver?> givers)
    {
        return new PersonalAttributions([.. Each(givers, "personalAttributions", (giver, place) =>
            new AttributionGiver(giver.From, [.. Each(giver.Recipients, $"{place}.recipients", (recipient, at) =>
                new AttributionRecipient(recipient.To, [.. Each(recipient.Proportions, $"{at}.proportions", (proportion, _) =>
                    new AttributionProportion(proportion.TimestampMs, proportion.Proportion))]))]))]);

        static IEnumerable<TResult> Each<T, TResult>(IReadOnlyList<T?>? list, string name, Func<T, string, TResult> read)
            where T : class => (list ?? []).Select((each, index) => each is not null ? read(each, $"{name}[{index}]")
                : throw new CredRankException(CredRankFaults.BadInput, $"{name}[{index}] is null."));
    }

    /// <summary>Writes the process of a file out, for other engines, in place of computing.</summary>
    /// <returns>How many vertices and edges there are.</returns>
    /// <exception cref="CredRankException">It is refused.</exception>
    public static object WriteProcess(Stream stream, string folder, CancellationToken cancellation)
    {
        var (graph, epochs, parameters, attributions) = Ask(CredRankFile.Read(stream), out _);
        parameters.Check();
        using (var crew = new SolverThreads(1, cancellation))
        using (var scratch = new ScratchArrays())
            InputCheck.Check(graph, crew, scratch);
        try
        {
            var (vertices, edges) = ProcessFiles.Write(
                new ProcessGraph(graph, epochs, parameters, attributions), folder, cancellation);
            return new { vertices, edges };
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CredRankException(CredRankFaults.BadInput, $"The folder {folder} cannot be written: {fault.Message}");
        }
    }

    private static CredRankParameters ParametersOf(InputParameters given) => new(given.Alpha ?? double.NaN, given.Beta ?? double.NaN,
        given.GammaForward ?? double.NaN, given.GammaBackward ?? double.NaN);

    private static CredRankOptions OptionsOf(InputConvergence given) => new()
    {
        Method = given.Method is { } name && CredRankMethodNames.All.TryGetValue(name, out var method) ? method
            : throw new CredRankException(CredRankFaults.BadConvergence,
                $"The method is {given.Method ?? "null"}; it must be {string.Join(" or ", CredRankMethodNames.All.Keys)}."),
        Threshold = given.Threshold ?? double.NaN,
        IterationsMax = given.MaxIterations is { } most and >= 1 and <= int.MaxValue ? (int)most : throw new CredRankException(
            CredRankFaults.BadConvergence, $"maxIterations is {given.MaxIterations ?? double.NaN}; it must be a whole number, 1 or more."),
    };

    private static object Answer(CredSolution solution, int danglingEdges, ProcessGraph process)
    {
        var (people, perEpoch) = (solution.Graph.Participants, solution.CredPerEpoch());
        var credPerEpoch = Rows(solution.CredOf);
        var participantEpochs = Rows(solution.ScoresOf);
        // From the first to the last: a sum of doubles depends on the order.
        var scores = participantEpochs.Values.Aggregate(
            solution.SeedScore + perEpoch.Sum() + Sum(solution.ContributionScores), (sum, row) => sum + row.Sum());
        return new
        {
            solution.Iterations,
            solution.ConvergenceDelta,
            solution.Converged,
            solution.TotalMint,
            TotalParticipantCred = Sum(solution.Cred),
            solution.AccumulatorProbability,
            ParticipantCred = Named(people, solution.Cred),
            ParticipantCredPerEpoch = credPerEpoch,
            NodeCred = new
            {
                Seed = solution.SeedScore,
                Accumulators = perEpoch,
                Contributions = Named(solution.Graph.Contributions, solution.ContributionScores),
                ParticipantEpochs = participantEpochs,
            },
            // Scores are probabilities on another scale: that on which the accumulators add up to the total mint.
            ProbabilitySum = scores * solution.AccumulatorProbability / solution.TotalMint,
            danglingEdges,
            MarkovNodeCount = process.NodeCount,
            MarkovEdgeCount = process.TransitionCount,
            Transitions = process.TransitionCount > TransitionsMost ? null : process.Transitions()
                .Select(step => new object[] { process.NameOf(step.From), process.NameOf(step.To), step.Probability }),
        };

        Dictionary<string, double[]> Rows(Action<int, Span<double>> read) =>
            Enumerable.Range(0, people.Count).ToDictionary(p => people[p], p =>
        {
            var row = new double[solution.Epochs.Count];
            read(p, row);
            return row;
        });
    }

    private static Dictionary<string, double> Named(IReadOnlyList<string> names, ReadOnlySpan<double> values)
    {
        var named = new Dictionary<string, double>(values.Length);
        for (var i = 0; i < values.Length; i++) named.Add(names[i], values[i]);
        return named;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum;
    }
}
