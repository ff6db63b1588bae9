using Grain.Local.Api;
using Spectre.Console;

namespace Grain.Local.Demo;

/// <summary><c>demo</c>: starts everything, does the main job on real payloads, and proves what came of it.</summary>
internal static class DemoCommand
{
    private const int Failed = 1;
    private const int Interrupted = 130;
    private const int WidthMax = 100;

    public static Command Create()
    {
        var keep = new Option<bool>("--keep") { Description = "Leave the app running afterwards, until Ctrl-C." };
        var chaos = new Option<bool>("--chaos") { Description = "Kill the app in the middle of posting and start it again." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON; progress goes to standard error." };
        var command = new Command("demo",
            "Feeds real GitHub payloads to a fresh Grain, runs epochs, and proves that the ledgers add up.") { keep, chaos, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var console = ConsoleOn(parsed.GetValue(json) ? Console.Error : Console.Out);
            try
            {
                return await RunAsync(new DemoOptions { Chaos = parsed.GetValue(chaos) }, parsed.GetValue(keep), parsed.GetValue(json),
                    console, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("Stopped.");
                return Interrupted;
            }
            catch (Exception fault) when (fault is InvalidOperationException or HttpRequestException or JsonException or IOException)
            {
                await Console.Error.WriteLineAsync($"The demo failed: {fault.Message}");
                return Failed;
            }
        });
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, bool keep, bool json, IAnsiConsole console, CancellationToken cancellation)
    {
        var repository = Repository.FindClone("demo");
        var steps = new StepConsole(console, TimeProvider.System);
        console.WriteLine();
        console.WriteLine("Grain demo");
        console.WriteLine();
        var deliveries = WebhookDelivery.ReadExamples(repository.WebhookExamples);
        await using var house = await steps.StepAsync("Starting the storage emulator and the app", async tell =>
        {
            var started = await DemoHouse.StartAsync(repository, storage: null, cancellation);
            tell(started.Host.Address.ToString());
            return started;
        });

        var report = await RunInAsync(house, deliveries, options, steps, cancellation);
        if (json) Console.Out.WriteLine(JsonSerializer.Serialize(report, DemoJson.Default.DemoReport));
        else new DemoPrinter(console).Print(report);
        if (!report.Holds) Keep(house);
        if (keep) await StayAsync(repository, house, options, console, cancellation);
        else if (!json) console.WriteLine("  To look at it in a browser: ./grain demo --keep tells the address, and goes on until Ctrl-C.");
        return report.Holds ? 0 : Failed;
    }

    private static async Task<DemoReport> RunInAsync(
        DemoHouse house, IReadOnlyList<WebhookDelivery> deliveries, DemoOptions options, StepConsole steps, CancellationToken cancellation)
    {
        try
        {
            return await DemoRun.RunAsync(house, deliveries, options, steps, TimeProvider.System, cancellation);
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            Keep(house);
            throw;
        }
    }

    private static void Keep(DemoHouse house)
    {
        house.KeepLog = true;
        Console.Error.WriteLine($"The app's log is kept in {house.LogPath}");
    }

    private static async Task StayAsync(Repository repository, DemoHouse house, DemoOptions options, IAnsiConsole console,
        CancellationToken cancellation)
    {
        // The verbs find it, unless a serve has told them of its own.
        var isAlone = await PortInUse.OtherAsync(repository.AddressFile, cancellation) is null;
        using var storage = isAlone ? new ConnectionFile(repository.ConnectionFile, house.ConnectionString) : null;
        using var address = isAlone ? new ConnectionFile(repository.AddressFile, house.Host.Address.ToString()) : null;
        if (isAlone && ServeKey.Read(repository.KeyFile) is null) ConnectionFile.Write(repository.KeyFile, house.Key);
        var root = $"{house.Host.Address}api/spaces/{options.Space}";
        var writer = console.Profile.Out.Writer; // the console would break long lines, and these are to be copied
        writer.WriteLine();
        writer.WriteLine($"Grain serves on {house.Host.Address} until you press Ctrl-C. Open it in a browser:");
        writer.WriteLine($"  {house.Host.Address}spaces/{options.Space}#key={house.Key}");
        writer.WriteLine("Or look at, for example:");
        writer.WriteLine($"  export {AppOptions.AppVariable}={house.Host.Address} {AppOptions.KeyVariable}={house.Key}");
        writer.WriteLine($"  curl -H \"Authorization: Bearer ${AppOptions.KeyVariable}\" '{root}/leaderboard?by=cred&limit=5'");
        writer.WriteLine($"  ./grain epochs --space {options.Space}");
        try
        {
            await house.Host.Completion.WaitAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            console.WriteLine("Stopping.");
        }
    }

    private static IAnsiConsole ConsoleOn(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        var isTerminal = console.Profile.Out.IsTerminal;
        console.Profile.Width = isTerminal ? Math.Min(console.Profile.Width, WidthMax) : WidthMax;
        return console;
    }
}
