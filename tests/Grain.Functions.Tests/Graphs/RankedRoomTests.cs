using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Reads.Rankings;
using Xunit;

namespace Grain.Functions.Tests.Graphs;

/// <summary>What is kept in memory of rankings: so many bytes, and of each space two.</summary>
public sealed class RankedRoomTests
{
    [Fact]
    public async Task A_large_space_does_not_push_out_small_ones()
    {
        var space = new GraphSpace();
        await space.CloseAsync(1);
        var one = (await space.ShownAsync()).Epoch;
        RankedEpoch Of(string name, string flow, long bytes) =>
            one with { Run = one.Run with { Space = name, Flow = new StoredPiece(flow, flow) }, Bytes = bytes };
        RankedEpoch? Find(RankedRoom room, string name, string flow) => room.Find(name, one.Run.Epoch.Id, flow);
        var room = new RankedRoom(100);

        foreach (var flow in new[] { "a", "b", "c" }) room.Keep(Of("small", flow, 10));
        Assert.Equal((false, true, true),
            (Find(room, "small", "a") is not null, Find(room, "small", "b") is not null, Find(room, "small", "c") is not null));

        room.Keep(Of("large", "a", 60));
        room.Keep(Of("large", "b", 60));
        Assert.Equal((3, true, true), (room.Count, Find(room, "large", "a") is null, Find(room, "large", "b") is not null));
        room.Keep(Of("huge", "a", 1000)); // as long as it is asked for
        Assert.NotNull(Find(room, "huge", "a"));
        room.Keep(Of("small", "d", 10));
        Assert.Equal((true, true), (Find(room, "huge", "a") is null, Find(room, "small", "d") is not null));
    }

    [Fact]
    public async Task Several_who_ask_at_once_have_it_made_ready_once()
    {
        var space = new GraphSpace();
        await space.CloseAsync();
        var rankings = await space.RankingsAsync();
        var last = (await rankings.FindAsync(space.Fixture.Name, null, default))!;
        var made = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => rankings.PrepareAsync(last, default))));
        Assert.All(made, each => Assert.Same(made[0], each));
        var first = (await rankings.FindAsync(space.Fixture.Name, "2024-01-07", default))!;
        Assert.NotSame(made[0], await rankings.PrepareAsync(first, default));
        Assert.Same(made[0], await rankings.PrepareAsync(last, default));
        Assert.InRange(made[0].Bytes, 1_000, 100_000);
    }
}
