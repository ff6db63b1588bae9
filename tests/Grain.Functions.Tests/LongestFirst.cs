using Grain.Functions.Tests;
using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Grain.Functions.Tests." + nameof(LongestFirst), "Grain.Functions.Tests")]

namespace Grain.Functions.Tests;

/// <summary>Tests that take long begin first, so that none of them runs on alone when all others have ended.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(Pages.DashboardTests), nameof(Local.DemoTests), nameof(Simulation.SimulationTests),
        nameof(Accounts.TransferCrashTests), nameof(Epochs.EpochCrashTests), nameof(Grants.GrantLedgerTests),
        nameof(Journals.JournalFaultTests), nameof(Hosting.PackageLayoutTests), nameof(PipelineTests),
        nameof(Local.Host.WorkerProcessTests), nameof(Activity.ActivityFaultTests),
        nameof(Grants.TwoProcessesTests), nameof(Local.Host.ListenersTests), nameof(Credits.CreditSoakTests),
        nameof(Docs.DocsCommandTests), nameof(Fixtures.FixtureTests), nameof(Local.Host.ListenerEndsTests),
        nameof(Fixtures.FixtureRecipeTests), nameof(Local.Verbs.LedgerCommandTests), nameof(Local.Backups.BackupFaultTests),
        nameof(CredRank.CredRankPropertyTests), nameof(Local.Verbs.ExplainCommandTests), nameof(Local.FirstHourTests),
    ];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.IndexOf(Long, collection.DisplayName.Split('.')[^1]) is var place and >= 0
            ? place : Long.Length);
}
