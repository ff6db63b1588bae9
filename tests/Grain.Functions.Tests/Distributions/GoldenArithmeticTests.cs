using System.Globalization;
using System.Text.Json;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Distributions.Policies;
using Xunit;

namespace Grain.Functions.Tests.Distributions;

public sealed class GoldenArithmeticTests
{
    /// <summary>
    /// The vector over the scores 53.5, 97.8, 87.8, 14.4, 0 leaves 7333 units to rounding. Grain gives them to the last one who has
    /// a score instead of the one who has none; see docs/decisions/0004-distribution-quirks.md.
    /// </summary>
    private const string LeftoverVector = "53671025683613134501";

    private static JsonElement Vectors => GoldenFiles.Read("_arithmetic");

    [Fact]
    public void Splits_budgets_as_the_vectors_say()
    {
        foreach (var vector in Vectors.GetProperty("splitBudget").EnumerateArray())
        {
            var budget = GrainAmount.Parse(vector.GetProperty("budget").GetString()!);
            var scores = vector.GetProperty("scores").EnumerateArray().Select(score => score.GetDouble()).ToArray();
            if (vector.TryGetProperty("error", out var kind))
            {
                Assert.Equal(kind.GetString(), Assert.Throws<DistributionException>(() => BudgetSplit.Split(budget, scores)).Kind);
                continue;
            }

            var expected = vector.GetProperty("pieces").EnumerateArray().Select(piece => GrainAmount.Parse(piece.GetString()!)).ToArray();
            if (budget.ToString() == LeftoverVector) (expected[3], expected[4]) = (expected[3] + expected[4], GrainAmount.Zero);
            Assert.Equal(expected, BudgetSplit.Split(budget, scores));
        }
    }

    [Fact]
    public void Multiplies_as_the_vectors_say()
    {
        foreach (var vector in Vectors.GetProperty("multiplyFloat").EnumerateArray())
        {
            var grain = GrainAmount.Parse(vector.GetProperty("grain").GetString()!);
            var written = vector.GetProperty("factor");
            var factor = written.ValueKind == JsonValueKind.String
                ? double.Parse(written.GetString()!, CultureInfo.InvariantCulture)
                : written.GetDouble();
            if (vector.TryGetProperty("error", out var kind))
                Assert.Equal(kind.GetString(), Assert.Throws<DistributionException>(() => grain.FloorMul(factor)).Kind);
            else
                Assert.Equal(vector.GetProperty("product").GetString(), grain.FloorMul(factor).ToString());
        }
    }
}
