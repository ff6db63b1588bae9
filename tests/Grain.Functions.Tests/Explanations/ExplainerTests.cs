using System.Net;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Reads.Explanations;
using Grain.Functions.Reads.Rankings;
using Grain.Functions.Tests.Epochs;
using Xunit;

namespace Grain.Functions.Tests.Explanations;

public sealed class ExplainerTests
{
    private EpochFixture fixture = new();

    [Fact]
    public async Task What_is_told_sums_to_the_stored_cred_with_any_number_of_parts()
    {
        await PrepareAsync();
        var store = new EpochStore(await fixture.NewStorageAsync());
        var rankings = new RankedEpochs(store, new OpenRankings(await fixture.NewStorageAsync()));
        var explainer = new Explainer(rankings);
        var run = (await rankings.FindClosedAsync(fixture.Name, null, default))!;
        Assert.Equal("2024-01-14", run.Epoch.Id);
        var scores = EpochWork.ReadScores(await store.GetAsync(run.Scores!, default));
        foreach (var person in scores.Participants)
        {
            foreach (var top in new[] { 1, 3, 1000 })
            {
                var told = (await explainer.ExplainAsync(run, [person.Id], top, default))!;
                Assert.Equal((person.Score, person.Name), (told.Score, told.Name));
                Near(person.Cred, told.Total.Cred);
                Near(person.Cred, told.Epochs.Sum(epoch => epoch.Cred) + told.Others.Cred!.Value);
                foreach (var flow in told.Epochs.Append(told.Total))
                {
                    Assert.True(flow.From.Top.Count <= top);
                    Near(flow.Cred, flow.From.Top.Sum(part => part.Cred!.Value) + flow.From.Rest.Cred!.Value);
                    Near(flow.Flow, flow.From.Top.Sum(part => part.Flow) + flow.From.Rest.Flow);
                    Near(flow.Flow, flow.To.Top.Sum(part => part.Flow) + flow.To.Rest.Flow);
                }
            }
        }

        Assert.Contains((await explainer.ExplainAsync(run, ["ada"], 9, default))!.Total.From.Top,
            part => part is { Kind: "contribution", Id: "grant/g1" });
        Assert.Null(await explainer.ExplainAsync(run, ["nobody"], 9, default));
    }

    [Fact]
    public async Task It_answers_over_HTTP_as_of_the_epoch_that_is_asked_for()
    {
        var app = await GrainApp.SharedAsync();
        fixture = new EpochFixture(app.Account);
        await PrepareAsync();
        var path = $"spaces/{fixture.Name}/contributors/ada/explain";

        var (status, body) = await app.SendAsync(HttpMethod.Get, $"{path}?epoch=2024-01-07&top=1");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(("2024-01-07", 7),
            (body.GetProperty("epoch").GetString(), Math.Round(body.GetProperty("total").GetProperty("cred").GetDouble(), 9)));

        Assert.Equal(HttpStatusCode.BadRequest, (await app.SendAsync(HttpMethod.Get, $"{path}?top=0")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await app.SendAsync(HttpMethod.Get, $"{path}?epoch=2024-01-21")).Status);
        Assert.Equal(HttpStatusCode.NotFound,
            (await app.SendAsync(HttpMethod.Get, $"spaces/{fixture.Name}/contributors/nobody/explain")).Status);
    }

    private async Task PrepareAsync()
    {
        await fixture.CreateAsync(epochsDue: 2);
        await fixture.GrantAsync("g1", "ada", 7, 0);
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        await fixture.GrantAsync("g2", "bob", 3, 1);
        await fixture.GrantAsync("g3", "ada", 1, 1);
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
    }

    private static void Near(double expected, double actual) => Assert.Equal(expected, actual, 1e-6 * Math.Abs(expected));
}
