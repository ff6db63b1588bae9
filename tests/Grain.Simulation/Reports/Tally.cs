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
    private const int HashesShown = 20;

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public int Runs { get; private set; }
    public long Steps { get; private set; }
    public long Requests { get; private set; }
    public FaultCount Faults { get; } = new();

    /// <summary>The hashes of the first runs.</summary>
    private readonly List<string> hashes = [];

    /// <summary>Runs that found something.</summary>
    public List<RunReport> Wrong { get; } = [];

    /// <summary>Of all that happened in all of them.</summary>
    public string Hash => Convert.ToHexStringLower(hash.GetCurrentHash())[..16];

    /// <summary>One more.</summary>
    public void Add(RunReport run)
    {
        (Runs, Steps, Requests) = (Runs + 1, Steps + run.Steps, Requests + run.Requests);
        Faults.Add(run.Faults);
        hash.AppendData(Encoding.UTF8.GetBytes(run.Hash));
        if (hashes.Count < HashesShown) hashes.Add(run.Hash);
        if (run.Finding is not null) Wrong.Add(run);
    }

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
        text.AppendLine(CultureInfo.InvariantCulture, $"{FunctionTable.Reached.Count} of {FunctionTable.Count} functions were called");
        return text.Append(CultureInfo.InvariantCulture,
            $"{Runs:N0} runs, {Steps:N0} steps, {Requests:N0} requests, {Faults.Sum:N0} faults, {Wrong.Count} wrong; ")
            .Append(CultureInfo.InvariantCulture, $"{took.TotalSeconds:F1} s; trace {Hash}")
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
            ["trace"] = new JsonArray([.. run.Trace.Select(line => JsonValue.Create(line))]),
        })]),
        ["functions"] = FunctionTable.Reached.Count,
        ["seconds"] = Math.Round(took.TotalSeconds, 1),
        ["trace"] = Hash,
        ["traces"] = new JsonArray([.. hashes.Select(each => JsonValue.Create(each))]),
    }.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
