using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Grain.Functions.Benchmarks.CredRank;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Solving;
using Xunit;

namespace Grain.Functions.Tests.CredRank;

/// <summary>
/// Epochs are hashed, and computed again years later, on other processors: what a method gives is fixed to the last bit. Where this fails,
/// a new method is wanted, and a new calculation version.
/// </summary>
public class SolvedBitsTests
{
    [Theory]
    [InlineData(CredRankMethod.Power, 1_000, 25, "7ebc7f6439545c0d")]
    [InlineData(CredRankMethod.Power, 30_000, 21, "da94959902170bf9")]
    [InlineData(CredRankMethod.GaussSeidel, 1_000, 39, "23a23dc20453cc31")]
    [InlineData(CredRankMethod.GaussSeidel, 30_000, 28, "5cb454beae9d1536")]
    public void A_method_gives_the_bits_that_it_always_gave(CredRankMethod method, int edges, int sweeps, string bits)
    {
        var solution = CredRankSolver.Solve(BenchmarkGraph.Create(edges), BenchmarkGraph.Epochs, new CredRankParameters(),
            options: new CredRankOptions { Method = method, Threads = 2, IterationsMax = 1000 });
        Assert.Equal(sweeps, solution.Iterations);
        Assert.Equal(bits, Convert.ToHexStringLower(SHA256.HashData([.. MemoryMarshal.AsBytes(solution.Cred),
            .. MemoryMarshal.AsBytes(solution.ContributionScores), .. BitConverter.GetBytes(solution.ConvergenceDelta)]))[..16]);
    }
}
