using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Grain.Simulation.Faults;
using Grain.Simulation.Processes;

namespace Grain.Simulation.Reports;

/// <summary>What came of many runs.</summary>
internal sealed class Tally
{
    private const int WrongShown = 5;

    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The hash of each run, in the order of their seeds.</summary>
    private readonly List<string> hashes = [];

    public int Runs { get; private set; }
    public long Steps { get; private set; }
    public long Requests { get; private set; }
    public FaultCount Faults { get; } = new();

    /// <summary>Seconds of a processor's time, which a busy machine does not change.</summary>
    public double ProcessorSeconds { get; set; }

    /// <summary>Which fault met which operation of which function.</summary>
    public HashSet<string> Points { get; } = [];

    /// <summary>The functions that were called.</summary>
    public SortedSet<string> Functions { get; } = new(StringComparer.Ordinal);

    /// <summary>Runs that found something.</summary>
    public List<RunReport> Wrong { get; } = [];

    /// <summary>Of all that happened in all of them.</summary>
    public string Hash => Convert.ToHexStringLower(hash.GetCurrentHash())[..16];

    private IEnumerable<string> NotCalled => FunctionTable.Names.Except(Functions).Order(StringComparer.Ordinal);

    /// <summary>One more.</summary>
    public void Add(RunReport run)
    {
        (Runs, Steps, Requests) = (Runs + 1, Steps + run.Steps, Requests + run.Requests);
        Faults.Add(run.Faults);
        Points.UnionWith(run.Points);
        Functions.UnionWith(FunctionTable.Reached);
        Note(run.Hash);
        if (run.Finding is not null) Wrong.Add(run);
    }

    /// <summary>What another process has tallied.</summary>
    public void Add(JsonElement told)
    {
        (Runs, Steps, Requests) = (Runs + told.GetProperty("runs").GetInt32(), Steps + told.GetProperty("steps").GetInt64(),
            Requests + told.GetProperty("requests").GetInt64());
        ProcessorSeconds += told.GetProperty("processorSeconds").GetDouble();
        foreach (var kind in told.GetProperty("byKind").EnumerateObject())
            Faults.Add(Enum.Parse<FaultKind>(kind.Name), kind.Value.GetInt64());
        Points.UnionWith(told.GetProperty("points").EnumerateArray().Select(point => point.GetString()!));
        Functions.UnionWith(told.GetProperty("functions").EnumerateArray().Select(name => name.GetString()!));
        foreach (var each in told.GetProperty("traces").EnumerateArray()) Note(each.GetString()!);
        Wrong.AddRange(told.GetProperty("wrong").EnumerateArray().Select(wrong => new RunReport(wrong.GetProperty("seed").GetInt32(),
            wrong.GetProperty("step").GetInt64(), 0, new(), new HashSet<string>(), "", wrong.GetProperty("finding").GetString(),
            [.. wrong.GetProperty("trace").EnumerateArray().Select(line => line.GetString()!)])));
    }

    /// <summary>How far it is, for whoever waits.</summary>
    public string Progress(TimeSpan took) => string.Create(CultureInfo.InvariantCulture,
        $"{Runs:N0} runs, {Faults.Sum:N0} faults, {Wrong.Count} wrong, {ProcessorSeconds:F0} s of a processor, {took.TotalSeconds:F0} s");

    /// <summary>For people.</summary>
    public string ToText(TimeSpan took)
    {
        var text = new StringBuilder();
        foreach (var run in Wrong.Take(WrongShown))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"WRONG, seed {run.Seed}, step {run.Steps}: {run.Finding}");
            foreach (var line in run.Trace) text.AppendLine(CultureInfo.InvariantCulture, $"  {line}");
        }

        foreach (var (kind, count) in Faults.All) text.AppendLine(CultureInfo.InvariantCulture, $"{kind,-24} {count,12:N0}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{Functions.Count} of {FunctionTable.Count} functions were called; not called: ")
            .AppendJoin(", ", NotCalled).AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"{Points.Count:N0} code points: a function, an operation on storage, and a fault");
        return text.Append(CultureInfo.InvariantCulture,
            $"{Runs:N0} runs, {Steps:N0} steps, {Requests:N0} requests, {Faults.Sum:N0} faults, {Wrong.Count} wrong; ")
            .Append(CultureInfo.InvariantCulture, $"{took.TotalSeconds:F1} s, {ProcessorSeconds:F1} s of a processor; trace {Hash}")
            .ToString();
    }

    /// <summary>For programs.</summary>
    public string ToJson(TimeSpan took) => new JsonObject
    {
        ["runs"] = Runs,
        ["steps"] = Steps,
        ["requests"] = Requests,
        ["faults"] = Faults.Sum,
        ["byKind"] = new JsonObject(Faults.All.Select(each => KeyValuePair.Create<string, JsonNode?>($"{each.Kind}", each.Count))),
        ["wrong"] = new JsonArray([.. Wrong.Select(run => new JsonObject
        {
            ["seed"] = run.Seed,
            ["step"] = run.Steps,
            ["finding"] = run.Finding,
            ["trace"] = ArrayOf(run.Trace),
        })]),
        ["functions"] = ArrayOf(Functions),
        ["notCalled"] = ArrayOf(NotCalled),
        ["points"] = ArrayOf(Points),
        ["seconds"] = Math.Round(took.TotalSeconds, 1),
        ["processorSeconds"] = Math.Round(ProcessorSeconds, 1),
        ["trace"] = Hash,
        ["traces"] = ArrayOf(hashes),
    }.ToJsonString(Plain);

    private void Note(string ofRun)
    {
        hash.AppendData(Encoding.UTF8.GetBytes(ofRun));
        hashes.Add(ofRun);
    }

    private static JsonArray ArrayOf(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
