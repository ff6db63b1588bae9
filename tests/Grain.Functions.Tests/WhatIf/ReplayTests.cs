using System.Net;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Distributions.Policies;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Reads.WhatIf;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Epochs;
using Grain.Functions.Tests.Storage;
using Xunit;

namespace Grain.Functions.Tests.WhatIf;

/// <summary>All closed epochs computed again, each on what the ones before would have paid.</summary>
public sealed class ReplayTests
{
    private const int Epochs = 4;
    private static readonly Replay.Extent Whole = new(100, 100, int.MaxValue, null);

    /// <summary>A policy that looks back at what was paid, and one that looks at all of it.</summary>
    private static readonly PolicyConfig[] Policies =
        [new() { Type = "BALANCED", Parts = 50 }, new() { Type = "BALANCED", Parts = 30, Lookback = 2 },
            new() { Type = "IMMEDIATE", Parts = 20, Lookback = 1 }];

    private readonly FaultInjector requests = new();

    [Fact]
    public async Task It_is_what_a_space_would_have_come_to_with_the_change_from_the_start()
    {
        var weights = new GraphWeights { NodeOverrides = { ["grant/g1"] = 0.25, ["grant/g4"] = 3 } };
        var (space, other) = (await PrepareAsync(_ => { }), await PrepareAsync(config =>
        {
            config.Weights = weights;
            config.Distribution = config.Distribution with { BudgetPerEpoch = "777.7", Policies = Policies };
        }));
        var before = await space.EndStateAsync();
        var question = new WhatIfQuestion { Weights = weights, Distribution = new() { BudgetPerEpoch = "777.7", Policies = Policies } };

        var answer = await ReplayAsync(space, question, Whole);

        Assert.All(requests.Log, request => Assert.Contains(" GET ", request, StringComparison.Ordinal));
        Assert.Equal(before, await space.EndStateAsync());
        Assert.Equal((Epochs, 0, null), (answer.EpochsDone, answer.EpochsLeft, answer.Next));
        Assert.Equal(await ReceivedAsync(space), answer.People.ToDictionary(person => person.Contributor, person => person.Grain.Before));
        Assert.Equal(await ReceivedAsync(other), answer.People.ToDictionary(person => person.Contributor, person => person.Grain.After));
        foreach (var epoch in answer.Epochs)
        {
            Assert.Equal(await PaidAsync(other, epoch.Epoch), epoch.People.Where(person => !person.Grain.After.IsZero)
                .ToDictionary(person => person.Contributor, person => person.Grain.After));
        }

        Assert.Equal(answer.Paid.After, GrainAmount.Sum(answer.People.Select(person => person.Grain.After)));
        Assert.Equal(answer.People.OrderByDescending(person => Math.Abs(
            (double)(person.Grain.After.BaseUnits - person.Grain.Before.BaseUnits))), answer.People);
        Assert.True(answer.Gaining > 0 && answer.Losing > 0);

        // In parts it comes to the same.
        ReplayState? state = null;
        for (var left = Epochs - 1; left >= 0; left--)
        {
            var part = await ReplayAsync(space, question, Whole with { EpochsMax = 1 }, state);
            Assert.Equal((Epochs - left, left, left == 0), (part.EpochsDone, part.EpochsLeft, part.Next is null));
            Assert.Equal(answer.Epochs[part.EpochsDone - 1].People, part.Epochs.Single().People);
            state = part.Next is null ? null : ReplayState.Read(part.Next);
            if (left == 0) Assert.Equal(answer.People, part.People);
        }

        // So it does when the time is over after each.
        Assert.Single((await ReplayAsync(space, question, Whole with { TimeMax = TimeSpan.Zero })).Epochs);
    }

    [Fact]
    public async Task Without_a_difference_everything_is_as_it_was_and_grain_from_elsewhere_stays()
    {
        var space = await PrepareAsync(_ => { });
        var same = await ReplayAsync(space, new WhatIfQuestion { Weights = new GraphWeights() }, Whole);
        Assert.All(same.People, person => Assert.Equal((person.Grain.Before, person.Cred.Before), (person.Grain.After, person.Cred.After)));
        Assert.Equal((0, 0), (same.Gaining, same.Losing));

        // From the third epoch on: what the first two paid stays, and is made up for by BALANCED.
        var late = await ReplayAsync(space, new WhatIfQuestion { Weights = new GraphWeights { NodeOverrides = { ["grant/g1"] = 0 } } },
            Whole, null, "2024-01-21");
        Assert.Equal(("2024-01-21", 2), (late.From, late.Epochs.Count));
        var paid = await PaidAsync(space, "2024-01-21");
        Assert.Equal(paid, late.Epochs[0].People.Where(person => !person.Grain.Before.IsZero)
            .ToDictionary(person => person.Contributor, person => person.Grain.Before));
    }

    [Fact]
    public async Task It_answers_over_HTTP_part_by_part_and_names_every_fault()
    {
        var app = await GrainApp.SharedAsync();
        var space = await PrepareAsync(_ => { }, app.Account);
        var path = $"spaces/{space.Name}/whatif";
        const string Question = """ "distribution":{"policies":[{"type":"IMMEDIATE","lookback":1}]} """;

        var (status, body) = await app.SendAsync(HttpMethod.Post, path + "?epochs=3&people=1", $"{{{Question}}}");
        Assert.Equal((HttpStatusCode.OK, 3, 1),
            (status, body.GetProperty("epochsDone").GetInt32(), body.GetProperty("epochs")[0].GetProperty("people").GetArrayLength()));
        var next = body.GetProperty("next").GetString();
        (status, body) = await app.SendAsync(HttpMethod.Post, path, $$"""{{{Question}},"continue":"{{next}}"}""");
        Assert.Equal((HttpStatusCode.OK, Epochs, false),
            (status, body.GetProperty("epochsDone").GetInt32(), body.TryGetProperty("next", out _)));
        Assert.True(body.GetProperty("people")[0].GetProperty("grain").TryGetProperty("afterGrain", out _));

        foreach (var (fault, wrong) in new[]
        {
            ("$.continue", $$"""{{{Question}},"continue":"bm9uc2Vuc2U="}"""), ("$.continue", $$"""{{{Question}},"continue":"%"}"""),
            ("$.distribution.policies[0].lookback", """{"distribution":{"policies":[{"type":"IMMEDIATE"}]}}"""),
            ("$.distribution.budgetPerEpoch", """{"distribution":{"budgetPerEpoch":"-1"}}"""), ("$", """{"distribution":{}}"""),
            ("$", "{}"),
            ("$.distribution.policies[0]", """{"distribution":{"policies":[null]}}"""),
            ("$.weights.nodes.pull", """{"weights":{"nodes":{"pull":-1}}}"""),
        })
        {
            var (bad, problem) = await app.SendAsync(HttpMethod.Post, path, wrong);
            Assert.Equal(HttpStatusCode.BadRequest, bad);
            Assert.Contains(problem.GetProperty("errors").EnumerateArray(), error => error.GetProperty("path").GetString() == fault);
        }

        Assert.Equal(HttpStatusCode.NotFound,
            (await app.SendAsync(HttpMethod.Post, path, $$"""{{{Question}},"from":"2031-01-05"}""")).Status);
        Assert.Equal(HttpStatusCode.NotFound,
            (await app.SendAsync(HttpMethod.Post, $"spaces/{await app.NewSpaceAsync()}/whatif", $"{{{Question}}}")).Status);
    }

    [Fact]
    public void What_no_replay_came_to_is_not_gone_on_from()
    {
        var possible = new ReplayState("a", "b", [new("x", GrainAmount.Zero, new(5))], new(5), new(1),
            [new Dictionary<string, GrainAmount> { ["x"] = new(5) }]);
        Assert.Equal(possible.Paid, ReplayState.Read(possible.ToText())!.Paid);
        foreach (var wrong in new[]
        {
            possible with { Paid = [new("x", new(-1), new(5))] }, possible with { CarriedOver = new(-1) },
            possible with { Paid = [.. possible.Paid, .. possible.Paid] },
            possible with { Outstanding = GrainAmount.Parse("1" + new string('0', 101)) },
            possible with { Paid = null! }, possible with { Recent = [null!] }, possible with { From = null! },
        }) Assert.Null(ReplayState.Read(wrong.ToText()));
        Assert.Null(ReplayState.Read(""));
        Assert.Null(ReplayState.Read(possible.ToText()[..^8]));
    }

    private async Task<ReplayAnswer> ReplayAsync(
        EpochFixture fixture, WhatIfQuestion question, Replay.Extent extent, ReplayState? state = null, string? from = null)
    {
        Assert.Empty(question.Check(18));
        var storage = await fixture.NewStorageAsync(requests);
        var store = new EpochStore(storage);
        var replay = new Replay(store, new EpochTrial(store), new RegisterStore(storage, fixture.Time), fixture.Time);
        return await replay.RunAsync(fixture.Space, question, from, state, extent, default);
    }

    private static async Task<EpochFixture> PrepareAsync(Action<SpaceConfig> change, string? account = null)
    {
        var fixture = new EpochFixture(account);
        await fixture.CreateAsync(Epochs, shards: 1);
        await fixture.ConfigureAsync(config =>
        {
            change(config);
            return config;
        });
        foreach (var (id, who, points, week) in new[]
        {
            ("g1", "ada", 40, 0), ("g2", "bob", 3, 0), ("g3", "ada", 1, 1), ("g4", "cy", 2, 1), ("g5", "bob", 9, 2), ("g6", "cy", 4, 3),
        }) await fixture.GrantAsync(id, who, points, week);
        for (var epoch = 0; epoch < Epochs; epoch++) Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        return fixture;
    }

    private static async Task<Dictionary<string, GrainAmount>> ReceivedAsync(EpochFixture fixture)
    {
        var received = new Dictionary<string, GrainAmount>();
        await foreach (var head in new GrainLedger(await fixture.NewStorageAsync(), fixture.Time)
            .ReadHeadsAsync(fixture.Space.Journal, default))
            received.Add(head.Account, head.Totals.Received);
        return received;
    }

    private static async Task<Dictionary<string, GrainAmount>> PaidAsync(EpochFixture fixture, string epoch)
    {
        var store = new EpochStore(await fixture.NewStorageAsync());
        var run = await store.FindAsync(fixture.Name, epoch, default);
        return (await store.ReadAllocationAsync(run!.Allocation!, default)).Payments.ToDictionary(payment => payment.ParticipantId,
            payment => payment.Amount);
    }
}
