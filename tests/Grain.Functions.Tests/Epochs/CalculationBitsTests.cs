using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Tests.Graphs;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>
/// Two small epochs, ranked by each version that an epoch can name: the scores and the flow are what they were, byte for byte.
/// </summary>
public sealed class CalculationBitsTests
{
    [Theory]
    [InlineData(1, "b9be4e7a65655ee7", "f1acc5ccd853cfb3")]
    [InlineData(2, "b9be4e7a65655ee7", "f1acc5ccd853cfb3")]
    [InlineData(3, "b9be4e7a65655ee7", "f1acc5ccd853cfb3")]
    [InlineData(4, "b9be4e7a65655ee7", "f1acc5ccd853cfb3")]
    [InlineData(5, "b9be4e7a65655ee7", "f1acc5ccd853cfb3")]
    [InlineData(6, "0caee0beecad5db3", "f1acc5ccd853cfb3")]
    public async Task A_version_ranks_as_it_always_did(int calculation, string scores, string flow)
    {
        var space = new GraphSpace();
        await space.CloseAsync(calculation: calculation);
        var run = await new EpochStore(await space.Fixture.NewStorageAsync()).FindAsync(space.Fixture.Name, "2024-01-14", default);
        Assert.Equal((scores, flow), (run!.Scores!.Hash[..16], run.Flow!.Hash[..16]));
    }
}
