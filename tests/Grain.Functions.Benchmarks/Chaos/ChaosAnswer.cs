using System.Globalization;
using System.Text.Json;

namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>What became of a request.</summary>
/// <param name="Status">The answer's, or 0 if there was none.</param>
/// <param name="Body">What it said.</param>
/// <param name="Failure">Why there was none.</param>
internal sealed record ChaosAnswer(int Status, string Body, string? Failure = null)
{
    /// <summary>Whether it was done or refused, and not perhaps one and perhaps the other.</summary>
    public bool IsDefinite => Status is >= 200 and < 500 and not (408 or 429);

    /// <summary>Whether it was done.</summary>
    public bool IsGood => Status is >= 200 and < 300;

    /// <summary>In a word or two.</summary>
    public string Says => Failure ?? Status.ToString(CultureInfo.InvariantCulture);

    /// <summary>The body.</summary>
    public JsonElement Json => JsonElement.Parse(Body);
}
