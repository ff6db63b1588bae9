using System.Text.Json;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Tests.Graphs;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>Where cred is told epoch by epoch, the score of each stands beside it: whoever has most of an epoch has 1000.</summary>
public sealed class EpochScoresTests
{
    [Fact]
    public void The_best_of_each_epoch_has_1000_and_nobody_more()
    {
        static ParticipantScore Of(string id, params double[] cred) =>
            new(id, id, cred.Sum(), 0, new(StringComparer.Ordinal), CredHistory.Of(cred), null);
        var scores = new CredScores("c", ["a", "b", "c"], 0, 0, 0, 0, 0, 0, [Of("ada", 4, 0, 1), Of("bob", 1, 0, 3), Of("cy")]);
        Assert.Equal([("a", 4, 1000), ("b", 0, 0), ("c", 1, 333)], EpochScores.ByEpoch(scores, scores.Participants[0]));
        Assert.Equal([250, 0, 1000], EpochScores.ByEpoch(scores, scores.Participants[1]).Select(each => each.Score));
        Assert.Equal([0, 0, 0], EpochScores.ByEpoch(scores, scores.Participants[2]).Select(each => each.Score));
        Assert.Equal((1000, 500), (EpochScores.Of(scores, 0, 5), EpochScores.Of(scores, 0, 2)));
    }

    [Fact]
    public async Task They_are_told_wherever_cred_of_an_epoch_is()
    {
        var app = await GrainApp.SharedAsync();
        var graphs = new GraphSpace(app.Account);
        await graphs.CloseAsync();
        var space = $"spaces/{graphs.Fixture.Name}";
        var most = new Dictionary<string, double>();
        foreach (var person in new[] { "ada", "bob", "cy" })
        {
            var (_, answer) = await app.GetAsync($"{space}/contributors/{person}");
            var history = answer.GetProperty("cred").GetProperty("history").EnumerateArray()
                .Select(each => (Epoch: Text(each, "epoch"), Cred: Number(each, "cred"), Score: Score(each))).ToArray();
            foreach (var (epoch, cred, score) in history.Where(each => each.Score == 1000)) most.Add(epoch, cred);

            var (_, told) = await app.GetAsync($"{space}/contributors/{person}/explain");
            Assert.Equal(history.Select(each => (each.Epoch, each.Score)),
                told.GetProperty("epochs").EnumerateArray().Select(each => (Text(each, "epoch"), Score(each))));
            Assert.Equal(history[^1].Score, Score(told.GetProperty("cred")));
            Assert.False(told.GetProperty("total").TryGetProperty("score", out _));

            var (_, events) = await app.GetAsync($"{space}/contributors/{person}/events");
            Assert.Equal(history.Select(each => (each.Epoch, each.Score)).Reverse(), events.GetProperty("events").EnumerateArray()
                .Where(each => Text(each, "kind") == "cred").Select(each => (Text(each, "id"), Score(each))));
            var (_, file) = await app.GetAsync($"{space}/people/{person}/export");
            Assert.Equal(history.Select(each => (each.Epoch, each.Score)), file.GetProperty("cred")[0].GetProperty("scoreByEpoch")
                .EnumerateObject().Select(each => (each.Name, each.Value.GetInt32())));
        }

        Assert.Equal(["2024-01-07", "2024-01-14"], most.Keys.Order()); // each has a best
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static double Number(JsonElement element, string name) => element.GetProperty(name).GetDouble();

    private static int Score(JsonElement element) => element.GetProperty("score").GetInt32();
}
