using System.Net;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Reads.WhatIf;
using Grain.Functions.Tests.Epochs;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.WhatIf;

public sealed class EpochTrialTests
{
    private EpochFixture fixture = new();

    [Fact]
    public async Task With_the_same_weights_everything_is_as_it_was()
    {
        await PrepareAsync();
        foreach (var epoch in new[] { "2024-01-07", "2024-01-14" })
        {
            var answer = await TryAsync(epoch, new WhatIfQuestion { Weights = new GraphWeights(), CredRank = new CredRankConfig() },
                new FaultInjector());
            Assert.Equal(answer.TotalCred.Before, answer.TotalCred.After);
            Assert.Equal(answer.Paid.Before, answer.Paid.After);
            Assert.All(answer.People, person => Assert.Equal(
                (person.Cred.Before, person.Score.Before, person.Rank.Before, person.Grain.Before),
                (person.Cred.After, person.Score.After, person.Rank.After, person.Grain.After)));
        }
    }

    [Fact]
    public async Task With_other_weights_the_difference_is_shown_and_nothing_is_written()
    {
        await PrepareAsync();
        var before = await fixture.EndStateAsync();
        var requests = new FaultInjector();

        var answer = await TryAsync("2024-01-14",
            new WhatIfQuestion { Weights = new GraphWeights { NodeOverrides = { ["grant/g1"] = 0 } } }, requests);

        Assert.Equal(0, requests.Log.Count(request => !request.Contains(" GET ", StringComparison.Ordinal)));
        Assert.NotEmpty(requests.Log);
        Assert.Equal(before, await fixture.EndStateAsync());
        var (ada, bob) =
            (answer.People.Single(person => person.Contributor == "ada"), answer.People.Single(person => person.Contributor == "bob"));
        Assert.Equal((11, 4), (Math.Round(answer.TotalCred.Before, 9), Math.Round(answer.TotalCred.After, 9)));
        Assert.Equal((1, 2, 2, 1), (ada.Rank.Before, ada.Rank.After, bob.Rank.Before, bob.Rank.After));
        Assert.True(bob.Grain.After > bob.Grain.Before);
        Assert.Equal(GrainAmount.Parse("1000000000000000000000"), ada.Grain.After + bob.Grain.After);
    }

    [Fact]
    public async Task It_answers_over_HTTP_and_names_every_fault()
    {
        var app = await GrainApp.SharedAsync();
        fixture = new EpochFixture(app.Account);
        await PrepareAsync();
        var path = $"spaces/{fixture.Name}/epochs/2024-01-14/whatif";

        var (status, body) = await app.SendAsync(HttpMethod.Post, path, """{"credRank":{"alpha":0.2,"beta":0.5}}""");
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(2, body.GetProperty("people").GetArrayLength());

        var (bad, problem) = await app.SendAsync(HttpMethod.Post, path, """{"weights":{"nodes":{"pull":-1}},"credRank":{"beta":0}}""");
        Assert.Equal(HttpStatusCode.BadRequest, bad);
        Assert.Contains("$.weights.nodes.pull", problem.ToString(), StringComparison.Ordinal);
        Assert.Contains("$.credRank.beta", problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.SendAsync(HttpMethod.Post, path, """{"wieghts":{}}""")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.SendAsync(HttpMethod.Post, path, "{}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await app.SendAsync(HttpMethod.Post, path, """{"weights":{"nodes":null}}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound,
            (await app.SendAsync(HttpMethod.Post, $"spaces/{fixture.Name}/epochs/2024-01-21/whatif", """{"credRank":{}}""")).Status);
    }

    private async Task<WhatIfAnswer> TryAsync(string epoch, WhatIfQuestion question, FaultInjector requests)
    {
        var store = new EpochStore(await fixture.NewStorageAsync(requests));
        return await new EpochTrial(store).TryAsync((await store.FindAsync(fixture.Name, epoch, default))!, question, 100, default);
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
}
