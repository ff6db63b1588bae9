using System.Text.Json;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Chains;
using Xunit;

namespace Grain.Functions.Tests.CredRank;

/// <summary>The vectors of Golden/markov.</summary>
public class MarkovChainTests
{
    private static readonly JsonElement Golden = JsonDocument.Parse(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", "markov", "chains.json"))).RootElement;

    public static TheoryData<string> Cases => [.. Names("cases")];

    public static TheoryData<string> Invalid => [.. Names("invalid")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Chains_settle_as_recorded(string name)
    {
        var (input, output) = (Find("cases", name).GetProperty("input"), Find("cases", name).GetProperty("output"));
        var (distribution, iterations, delta, converged) = SparseMarkovChain.FromDense(Matrix(input)).FindStationary(
            Numbers(input.GetProperty("pi0")),
            Numbers(input.GetProperty("seed")),
            input.GetProperty("alpha").GetDouble(),
            input.GetProperty("threshold").GetDouble(),
            input.GetProperty("maxIterations").GetInt32());

        AssertNear(Numbers(output.GetProperty("pi")), distribution, 1e-12);
        Assert.Equal(output.GetProperty("converged").GetBoolean(), converged);
        if (output.GetProperty("compare").GetString() != "exact-steps") return;
        Assert.Equal(output.GetProperty("iterations").GetInt32(), iterations);
        Assert.Equal(output.GetProperty("convergenceDelta").GetDouble(), delta, 1e-15);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void One_step_goes_where_recorded(string name)
    {
        var input = Find("cases", name).GetProperty("input");
        var next = SparseMarkovChain.FromDense(Matrix(input)).Step(
            Numbers(input.GetProperty("pi0")), Numbers(input.GetProperty("seed")), input.GetProperty("alpha").GetDouble());

        AssertNear(Numbers(Find("cases", name).GetProperty("oneStepFromPi0")), next, 1e-15);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void What_is_no_chain_is_refused_by_its_name(string name)
    {
        var invalid = Find("invalid", name);
        var refusal = Assert.Throws<CredRankException>(() => SparseMarkovChain.FromDense(Matrix(invalid)));
        Assert.Equal(invalid.GetProperty("error").GetProperty("kind").GetString(), refusal.Kind);
    }

    private static IEnumerable<string> Names(string list) =>
        Golden.GetProperty(list).EnumerateArray().Select(item => item.GetProperty("name").GetString()!);

    private static JsonElement Find(string list, string name) =>
        Golden.GetProperty(list).EnumerateArray().Single(item => item.GetProperty("name").GetString() == name);

    private static double[][] Matrix(JsonElement element) => [.. element.GetProperty("transitionMatrix").EnumerateArray().Select(Numbers)];

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    private static void AssertNear(double[] expected, double[] actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], tolerance);
    }
}
