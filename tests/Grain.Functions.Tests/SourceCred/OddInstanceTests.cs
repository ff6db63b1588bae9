using System.Text;
using Grain.Functions.Epochs;
using Grain.Functions.Ledgers.Verification;
using Grain.Functions.SourceCred.Files;
using Grain.Functions.SourceCred.Writing;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Spaces;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Grain.Functions.Tests.SourceCred;

/// <summary>Instances that nobody expects, and that are taken: people live with them, and epochs close behind them.</summary>
public sealed class OddInstanceTests : IAsyncLifetime
{
    private static readonly string Most = "1" + new string('0', 60);

    /// <summary>As much cred as there can be, and as little.</summary>
    private static readonly string View = $$"""
        {"intervals":[{"startTimeMs":0,"endTimeMs":1000},{"startTimeMs":1000,"endTimeMs":1600000000000}],"participants":[
        {"active":true,"identity":{"id":"{{MadeLedger.Uuid("ada")}}"},"grainEarned":"0","credPerInterval":[1e30,1e30]},
        {"active":true,"identity":{"id":"{{MadeLedger.Uuid("bob")}}"},"grainEarned":"0","credPerInterval":[5e-324,0]}]}
        """;

    private static readonly Dictionary<string, MadeLedger> Ledgers = new()
    {
        ["nothing"] = new MadeLedger(),
        ["as much as there can be"] = Two().Pay("a", MadeLedger.Start, ("ada", Most)).Pay("b", MadeLedger.Start, ("ada", Most))
            .Pay("c", MadeLedger.Start, ("bob", Most)).Transfer("ada", "bob", Most),
        ["of the year 1"] = Two().Pay("a", DateTimeOffset.MinValue, ("ada", "7")),
        ["of the year 9999"] = Two().Pay("a", new DateTimeOffset(9999, 12, 31, 0, 0, 0, TimeSpan.Zero), ("ada", "7")),
        ["merged again and again"] = Two().Create("eve").Toggle("eve").Pay("a", MadeLedger.Start, ("eve", "5"), ("ada", "6"))
            .Merge("bob", "eve").Merge("ada", "bob").Transfer("ada", "ada", "11").Pay("b", MadeLedger.Start, ("eve", "1")),
        ["two of one name"] = Two().Alias("ada", "sourcecred", "github", "USERLIKE", "USER", "Mill")
            .Alias("bob", "sourcecred", "github", "USERLIKE", "USER", "mill").Pay("a", MadeLedger.Start, ("bob", "7")),
    };

    private readonly TimerApp app = new();

    public static TheoryData<string> Names => [.. Ledgers.Keys];

    public Task InitializeAsync() => app.InitializeAsync();

    public Task DisposeAsync() => app.DisposeAsync();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task An_epoch_closes_behind_it_and_all_proofs_hold(string name)
    {
        var space = await app.NewSpaceAsync("odd-", Configs.Read("""
            { "epochs": { "first": "2026-10-20T00:00:00Z" }, "distribution": { "budgetPerEpoch": "1000", "policies": [
              { "type": "BALANCED" }, { "type": "IMMEDIATE", "lookback": 5 }, { "type": "RECENT", "discount": 0.5 }] } }
            """));
        var instance = MadeLedger.Instance(
            (InstanceFiles.LedgerPath, Ledgers[name].ToBytes()), ("output/credGrainView", Encoding.UTF8.GetBytes(View)));
        var report = await app.Get<InstanceImport>().RunAsync(
            space, instance, new ImportChoice(Lenient: false, DryRun: false), null, default);
        Assert.Equal(Ledgers[name].Lines.Count, report.Ledger.New);
        Assert.True(Assert.Single(report.Equal, each => each.With == "the accounts in Grain").IsEqual);

        space = (await app.Get<SpaceDirectory>().FindAsync(space.Name, fresh: true, default))!;
        await DueWork.GrantAsync(app, space);
        Assert.IsType<EpochRunOutcome.Closed>(await app.Get<EpochRunner>().RunAsync(space, default));
        foreach (var check in app.Services.GetServices<LedgerCheck>())
            Assert.Null((await LedgerCheckResult.OfAsync(() => check.RunAsync(space, default))).Fault);
    }

    [Fact]
    public async Task Where_cred_cannot_be_read_it_is_told_that_the_ledger_is_brought_in_and_mended_it_goes_on()
    {
        var space = await app.NewSpaceAsync("odd-", Configs.Read("{}"));
        const string graph = "output/graphs/sourcecred/github/graph";
        var fault = await Assert.ThrowsAsync<InstanceException>(() => ImportAsync(space, (graph, "no graph"u8.ToArray())));
        Assert.Contains(graph, fault.Message, StringComparison.Ordinal);
        Assert.Contains("the ledger is brought in, and cred is not", fault.Message, StringComparison.Ordinal);
        Assert.Equal((0L, 2), await ImportAsync(space));
    }

    private async Task<(long New, int? Intervals)> ImportAsync(Space space, params (string Path, byte[] Bytes)[] others)
    {
        var instance = MadeLedger.Instance(
            [(InstanceFiles.LedgerPath, Two().ToBytes()), ("output/credGrainView", Encoding.UTF8.GetBytes(View)), .. others]);
        var report = await app.Get<InstanceImport>().RunAsync(
            space, instance, new ImportChoice(Lenient: false, DryRun: false), null, default);
        return (report.Ledger.New, report.Cred?.Intervals);
    }

    private static MadeLedger Two() => new MadeLedger().Create("ada").Toggle("ada").Create("bob").Toggle("bob");
}
