using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local;
using Grain.Local.Api;
using Grain.Local.Demo;
using Spectre.Console;
using Xunit;

namespace Grain.Functions.Tests.Local;

/// <summary>
/// The demo as <c>./grain demo</c> runs it: real processes, real payloads, over HTTP. What is killed works on the emulator, and the quiet
/// run on storage in this process: both come to the same.
/// </summary>
public class DemoTests
{
    [Fact]
    public async Task Killing_the_app_in_the_middle_leads_to_the_same_end_as_a_quiet_run()
    {
        var quiet = await RunAsync(new DemoOptions(), await Azurite.ConnectionStringAsync(MemoryAccount.New()));
        var killed = await RunAsync(new DemoOptions { Chaos = true }, storage: null);

        Assert.Equal(1, killed.Kills);
        Assert.True(killed.Retries > 0, "nothing was in flight when the app was killed");
        Assert.Equal(quiet.Digest, killed.Digest);
        Assert.All(quiet.Proofs.Concat(killed.Proofs), proof => Assert.True(proof.Holds, $"{proof.Claim}: {proof.Fault}"));
    }

    private static async Task<DemoReport> RunAsync(DemoOptions options, string? storage)
    {
        var repository = Repository.Find();
        var deliveries = WebhookDelivery.ReadExamples(repository.WebhookExamples);
        var said = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(said) });
        DemoReport report;
        await using (var house = await DemoHouse.StartAsync(repository, storage, CancellationToken.None))
        {
            report = await DemoRun.RunAsync(house, deliveries, options, new StepConsole(console, TimeProvider.System), TimeProvider.System,
                CancellationToken.None);
            Assert.False(house.Host.Completion.IsCompleted);
        }

        new DemoPrinter(console).Print(report);
        Assert.Equal(deliveries.Count, report.Events.Sum(e => e.Received));
        Assert.Equal(deliveries.Count, report.Events.Sum(e => e.Counted + e.Ignored.Sum(some => some.Deliveries)));
        Assert.Equal(options.Forged, report.Forged.Refused);
        Assert.Equal(0, report.Redelivered.Appended);
        Assert.True(report.Redelivered.Grants > 0);
        Assert.True(report.Epochs.Count(epoch => epoch.Recipients > 0) > 1, "grain must be distributed over several epochs");
        Assert.Contains($"All {report.Proofs.Count} proofs hold.", said.ToString(), StringComparison.Ordinal);
        return report;
    }
}
