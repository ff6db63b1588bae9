namespace Grain.Functions.Benchmarks;

/// <summary>One measured figure.</summary>
/// <param name="Name">What was measured, for example <c>credrank.solve_ms</c>.</param>
/// <param name="Value">How much.</param>
/// <param name="Unit">Of what: <c>ms</c>, <c>MiB</c>, <c>ns</c>, <c>rows/s</c>, ….</param>
/// <param name="Baseline">The same figure of what it is compared with, measured in the same run; null if there is none.</param>
internal sealed record Measurement(string Name, double Value, string Unit, double? Baseline = null)
{
    /// <summary>The value as a multiple of the baseline.</summary>
    public double? Ratio => Value / Baseline;
}
