using System.CommandLine;
using System.Diagnostics;
using CliWrap;
using Grain.Local;
using Grain.Local.Api;
using Command = System.CommandLine.Command;

namespace Grain.Functions.Benchmarks.Hour;

/// <summary>
/// How long a newcomer waits: from a clone to the demo, to a grant of one's own, to the first paid epoch of a repository.
/// </summary>
internal static class HourBench
{
    public static Command CreateCommand()
    {
        var repository = new Option<string?>("--repository")
        {
            Description = "The clone whose history is imported; by default Grain's own.",
        };
        var name = new Option<string>("--repo")
        {
            Description = "What the repository is called at its forge, as owner/name.",
            DefaultValueFactory = _ => "octo/field",
        };
        var command = new Command("hour", "The first hour in a fresh clone: demo, own grant, first paid epoch of an imported repository.")
        {
            repository, name,
        };
        command.SetAction((parsed, cancellation) =>
            RunAsync(parsed.GetValue(repository), parsed.GetRequiredValue(name), parsed.GetValue(BenchReport.Json), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string? history, string name, bool json, CancellationToken cancellation)
    {
        var here = Repository.FindClone("bench hour");
        var folder = Directory.CreateTempSubdirectory("grain-hour-");
        try
        {
            var clone = Path.Combine(folder.FullName, "grain");
            await Cli.Wrap("git").WithArguments(["clone", "--quiet", here.Root, clone]).ExecuteAsync(cancellation);
            var script = Path.Combine(clone, "grain");
            var nothing = new Dictionary<string, string?>(FirstHour.Keys) { ["AzureWebJobsStorage"] = null };
            var tool = new Tool(script, nothing, Console.Error.WriteLine);
            var clock = Stopwatch.StartNew();
            await tool.RunAsync(cancellation, "demo", "--json");
            var demo = clock.Elapsed;
            var hour = new FirstHour(say => ChildProcess.Start([script, "serve", "--port", "0"], nothing, say), tool);
            var result = await hour.RunAsync(history ?? clone, name,
                WebhookDelivery.ReadExamples(new Repository(clone).WebhookExamples), TimeProvider.System.GetUtcNow().AddDays(-1),
                cancellation);
            BenchReport.Print(
            [
                new Measurement("hour.clone_to_demo_s", demo.TotalSeconds, "s"),
                new Measurement("hour.serve_to_own_grant_s", result.OwnGrant.TotalSeconds, "s"),
                new Measurement("hour.import_to_paid_epochs_s", result.FirstPaid.TotalSeconds, "s"),
            ], json);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
