using System.Text;
using System.Text.Json;
using Grain.Functions.Cred.CredRank;
using Grain.Functions.Distributions;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Distributions.Policies;
using Grain.Functions.Cred.Graph;
using Grain.Functions.Epochs;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Spaces.Calendar;
using Xunit;

namespace Grain.Functions.Tests.Epochs;

/// <summary>Defaults belong to the version that an epoch names: a version that is to come moves nothing of what is closed.</summary>
public sealed class CalculationDefaultsTests
{
    private const int Next = 99;

    private static readonly CalculationDefaults Today = CalculationVersion.DefaultsOf(CalculationVersion.Current);

    private static readonly CalculationDefaults Other = Today with
    {
        Mints = new Dictionary<string, double> { ["grant"] = 3 },
        Config = Today.Config.Replace("\"1000\"", "\"7\"", StringComparison.Ordinal),
    };

    private static int versions = Next;

    /// <summary>Each default by itself.</summary>
    private static readonly Dictionary<string, CalculationDefaults> Changed = new()
    {
        ["mints"] = Other with { Config = Today.Config },
        ["edges"] = Today with { Edges = new Dictionary<string, EdgeWeight>() },
        ["threshold"] = Today with { Threshold = 0.5 },
        ["steps"] = Today with { IterationsMax = 2 },
        ["share"] = Today with { NegligibleShare = 0.4 },
        ["least cred"] = Today with { TotalCredMin = 1000 },
        ["commits"] = Today with { Commits = new CommitRule(DayMax: 0.1) },
        ["decimals"] = Said("\"decimals\": 18", "\"decimals\": 3"),
        ["alpha"] = Said("\"alpha\": 0.1", "\"alpha\": 0.2"),
        ["budget"] = Said("\"1000\"", "\"7\""),
        ["policies"] = Said("\"parts\": 80", "\"parts\": 20"),
        ["unpaid"] = Said("\"CarryOver\"", "\"Lapse\""),
        ["discount of a policy"] = Named("\"discount\": 0", "\"discount\": 0.5"),
        ["funds of a treasury"] = Named("\"funded\": \"0\"", "\"funded\": \"9\""),
        ["what is beyond"] = Named("\"Refuse\"", "\"Scale\""),
    };

    public static TheoryData<string> Names => [.. Changed.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_epoch_computes_with_each_default_of_its_version(string name)
    {
        var next = Interlocked.Increment(ref versions);
        Assert.True(CalculationVersion.All.TryAdd(next, Changed[name]));
        string[] configs =
            ["{}", """{"distribution":{"policies":[{"type":"RECENT"}]}}""", """{"distribution":{"treasury":{"funded":"3"}}}""",
            """{"distribution":{"treasury":{"beyond":"Scale"}}}""", """{"distribution":{"policies":[{"type":"RECENT"}],"treasury":{}}}"""];
        Assert.Contains(configs, config => Compute(config, next) != Compute(config, CalculationVersion.Current));
        // Who says all of it is moved by constants only.
        Assert.Equal(name is "mints" or "commits" or "edges" or "threshold" or "steps" or "share" or "least cred",
            Compute(Today.Config, next) != Compute(Today.Config, CalculationVersion.Current));
    }

    [Fact]
    public async Task A_version_to_come_does_not_move_a_closed_epoch_and_a_new_one_uses_it()
    {
        CalculationVersion.All.TryAdd(Next, Other);
        var fixture = new EpochFixture();
        await fixture.CreateAsync(epochsDue: 2);
        await fixture.GrantAsync("g1", "ada", 7, 0);
        await fixture.GrantAsync("g2", "bob", 7, 1);
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.RunAsync());
        var storage = await fixture.NewStorageAsync();
        Assert.IsType<EpochRunOutcome.Closed>(await fixture.Runner(storage, Next).RunAsync(fixture.Space, default));

        var store = new EpochStore(storage);
        var closed = new List<(int, GrainAmount, double)>();
        await foreach (var run in store.ListAsync(fixture.Name))
            closed.Add((run.Calculation, EpochWork.ReadStatement(await store.GetAsync(run.Statement!, default)).Budget,
                EpochWork.ReadScores(await store.GetAsync(run.Scores!, default)).TotalMint));
        var grain = new GrainAmount(1_000_000_000_000_000_000);
        Assert.Equal([(CalculationVersion.Current, new GrainAmount(grain.BaseUnits * 1000), 7),
            (Next, new GrainAmount(grain.BaseUnits * 7), 42)],
            closed);
        var verifier = new EpochVerifier(store, new GrainLedger(storage, fixture.Time));
        Assert.Equal((2, null), await verifier.VerifyAsync(fixture.Space, null, default));

        // Whoever takes another version's defaults does not get the same bytes.
        var first = (await store.FindAsync(fixture.Name, "2024-01-07", default))!;
        Assert.NotNull(await store.SaveAsync(first with { Calculation = Next }, default));
        Assert.NotNull((await verifier.VerifyAsync(fixture.Space, null, default)).Fault);
    }

    [Fact]
    public void A_list_of_defaults_is_complete_and_the_newest_is_what_people_are_shown()
    {
        foreach (var version in new[]
        {
            CalculationVersion.First, CalculationVersion.Second, CalculationVersion.Third, CalculationVersion.Fourth,
            CalculationVersion.Current,
        })
        {
            var defaults = CalculationVersion.DefaultsOf(version);
            var said = Parse(defaults.Config);
            Assert.Equal(Canonical(said.Find("credRank")), Text(said, CredConfig.CredRankSection, said.CredRank));
            Assert.Equal(Canonical(said.Find("weights")), Text(said, CredConfig.WeightsSection, said.Weights));
            Assert.Equal(Canonical(said.Find("distribution")), Text(said, GrainConfig.DistributionSection, said.Distribution));
            var named = PinnedConfig.Fill(Parse("""{"distribution":{"policies":[{}],"treasury":{}}}"""), defaults).Distribution;
            var parts = JsonElement.Parse(defaults.Named);
            var all = JsonElement.Parse(Text(said, GrainConfig.DistributionSection, named));
            Assert.Equal(Canonical(parts.GetProperty("policies")), Canonical(all.GetProperty("policies")[0]));
            Assert.Equal(Canonical(parts.GetProperty("treasury")), Canonical(all.GetProperty("treasury")));
        }

        var today = Parse(Today.Config);
        Assert.Equal((new CredRankConfig(), new TokenConfig().Decimals), (today.CredRank, today.Token.Decimals));
        Assert.Equal(Text(today, CredConfig.WeightsSection, new GraphWeights()), Text(today, CredConfig.WeightsSection, today.Weights));
        Assert.Equal(Text(today, GrainConfig.DistributionSection, new DistributionConfig()),
            Text(today, GrainConfig.DistributionSection, today.Distribution));
        var shown = new DistributionConfig { Policies = [new PolicyConfig()], Treasury = new TreasuryConfig() };
        Assert.Equal(Text(today, GrainConfig.DistributionSection, shown), Text(today, GrainConfig.DistributionSection,
            PinnedConfig.Fill(Parse("""{"distribution":{"policies":[{}],"treasury":{}}}"""), Today).Distribution));
    }

    private static CalculationDefaults Said(string now, string then) => Today with { Config = Replaced(Today.Config, now, then) };

    private static CalculationDefaults Named(string now, string then) => Today with { Named = Replaced(Today.Named, now, then) };

    private static string Replaced(string text, string now, string then)
    {
        Assert.Contains(now, text, StringComparison.Ordinal);
        return text.Replace(now, then, StringComparison.Ordinal);
    }

    private static SpaceConfig Parse(string config) => JsonSerializer.Deserialize(config, SpaceJson.Default.SpaceConfig)!;

    private static string Text<T>(SpaceConfig config, ConfigSection<T> section, T value)
    {
        var written = config with { };
        written.Set(section, value);
        return Canonical(written.Find(section.Name));
    }

    private static string Canonical(JsonElement? json) =>
        Encoding.UTF8.GetString(CanonicalJson.Of(Encoding.UTF8.GetBytes(json!.Value.GetRawText())));

    private static Grant Commit(Grant grant) => grant with
    {
        Facts = new ContributionFacts
        {
            Nodes = [new ContributionNode { Id = "c", Type = NodeTypes.Commit, Module = "m", At = grant.GrantedAt }],
            Edges = [new ContributionEdge { From = $"@{grant.Contributor}", Type = EdgeTypes.Authors, To = "c" }],
        },
    };

    /// <summary>All that an epoch makes of a configuration in a version, as text.</summary>
    private static string Compute(string json, int calculation)
    {
        var (config, identities) = (EpochWork.Config(Parse(json)), IdentityMap.Empty.ToBytes());
        var graph = new ContributionGraph();
        for (var week = 0; week < 3; week++)
            graph.Add(EpochFixture.Grant($"g{week}", week > 1 ? "bob" : "ada", 1 + week, week), week > 1 ? 1 : week + 1);
        graph.Add(Commit(EpochFixture.Grant("c", "cy", 1, 1)), 1);
        var schedule = new EpochSchedule { First = new DateTimeOffset(2024, 1, 7, 0, 0, 0, TimeSpan.Zero) };
        var epochs = new List<Epoch> { schedule.FirstOf(default) };
        while (epochs.Count < 3) epochs.Add(schedule.Containing(epochs[^1].End));
        var run = new EpochRun
        {
            Space = "mill",
            Epoch = epochs[^1],
            Stage = EpochStage.Ranked,
            Calculation = calculation,
        };
        var (scores, flow) = EpochWork.Rank(graph, calculation, config, identities, epochs, default);
        var past = new EpochPast(SpaceBooks.Empty, GrainAmount.Zero, [], new Dictionary<int, IReadOnlyList<Receipt>>());
        var allocation = EpochWork.Allocation(run, scores, config, identities, past);
        return $"{Encoding.UTF8.GetString(scores)} {Convert.ToHexString(flow)} {Encoding.UTF8.GetString(EpochWork.Bytes(allocation))}";
    }
}
