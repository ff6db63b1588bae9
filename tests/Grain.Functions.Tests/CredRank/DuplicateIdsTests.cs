using Grain.Functions.Cred.CredRank;
using Grain.Functions.Cred.CredRank.Building;
using Grain.Functions.Cred.Graph;
using Xunit;

namespace Grain.Functions.Tests.CredRank;

/// <summary>An id that two nodes share is found wherever it is.</summary>
public class DuplicateIdsTests
{
    private const int Participants = 300;

    [Theory]
    [InlineData(2)]
    [InlineData(1_000)]
    [InlineData(200_000)]
    public void The_first_repetition_is_found(int nodes)
    {
        var ids = Enumerable.Range(0, nodes).Select(node => $"node-{node}").ToArray();
        Assert.Equal(-1, Find(ids));

        ids[^1] = ids[0];
        Assert.Equal(nodes - 1, Find(ids));
        if (nodes == 2) return;

        (ids[nodes / 2], ids[(nodes / 2) + 1]) = (ids[nodes / 3], ids[nodes / 4]);
        Assert.Equal(nodes / 2, Find(ids));
    }

    [Fact]
    public void Ids_that_differ_in_case_or_form_only_are_different() => Assert.Equal(-1, Find(["a", "A", "\u00e9", "e\u0301", ""]));

    [Fact]
    public void No_nodes_have_no_duplicates() => Assert.Equal(-1, Find([]));

    private static int Find(string[] ids)
    {
        using var crew = new SolverThreads(2);
        using var scratch = new ScratchArrays();
        var participants = Math.Min(Participants, ids.Length);
        return DuplicateIds.Find(
            new WeightedGraph(ids[..participants], ids[participants..], new double[ids.Length - participants],
                new WeightedEdges(default, default, default, default, default)), crew, scratch);
    }
}
