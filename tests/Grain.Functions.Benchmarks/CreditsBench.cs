using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Azure.Data.Tables;
using Grain.Functions.Benchmarks.Credits;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Escrows;
using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Local;
using Grain.Local.Host;
using Grain.Local.Host.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grain.Functions.Benchmarks;

/// <summary>
/// Measures task credits through Microsoft's queue listener beside the floor: the same listener with a handler that does nothing but
/// write the three rows of an entry (head, entry, used key) in one transaction, without reading, checking or telling anything.
/// Rounds of both alternate, each on an emulator of its own, which grows slower with every row; all messages by all seconds of each side
/// are compared.
/// </summary>
public static class CreditsBench
{
    private const int Rounds = 5;
    private const int Messages = 1000;
    private const int Nodes = 200;

    /// <summary>The command <c>credits</c>.</summary>
    public static Command CreateCommand()
    {
        var command = new Command("credits", "Task credits through the queue's listener, beside the floor.");
        command.SetAction(parsed => RunAsync(parsed.GetValue(BenchReport.Json)));
        return command;
    }

    /// <summary>Runs and prints a table, or one JSON object a line.</summary>
    public static async Task<int> RunAsync(bool json)
    {
        using var operations = new TableOperations();
        List<double> ours = [], floor = [], perMessage = [];
        // The first round warms up.
        for (var round = 0; round <= Rounds; round++)
        {
            var (seconds, count) = await MeasureAsync(operations, OursAsync);
            var (floorSeconds, _) = await MeasureAsync(operations, FloorAsync);
            await Console.Error.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round}: {Messages / seconds:F0} messages/s, "
                    + $"floor {Messages / floorSeconds:F0}, {(double)count / Messages:F2} table operations a message"));
            if (round == 0) continue;
            ours.Add(Messages / seconds);
            perMessage.Add((double)count / Messages);
            floor.Add(Messages / floorSeconds);
        }

        BenchReport.Print(
        [
            new Measurement("credits.messages_per_s", Rounds / ours.Sum(rate => 1 / rate), "messages/s",
                Rounds / floor.Sum(rate => 1 / rate)),
            new Measurement("credits.operations_per_message", perMessage.Average(), "table operations", 3),
        ], json);
        return 0;
    }

    private static async Task<(string Space, Func<string, CancellationToken, Task> Handle)> OursAsync(StorageService storage)
    {
        const string name = "space";
        var time = TimeProvider.System;
        var spaces = new SpaceDirectory(storage, time);
        await spaces.CreateAsync(name, SpaceDirectory.ShardsDefault,
            new SpaceConfig { Credits = new CreditsConfig { Contributions = new TaskContributions { Enabled = false } } }, default);
        var ledger = new CreditLedger(storage, time);
        var notices = new CreditNotices(new CreditEventFeed(storage, TimeProvider.System), new GrantQueue(storage), new EventQueue(storage),
            ledger, new GrantLedger(storage, time));
        var credits = new TaskCredits(ledger, new EscrowLedger(storage, time), notices, time);
        return (name, (text, token) =>
            new ProcessTaskCredit(spaces, credits, ledger, NullLogger<ProcessTaskCredit>.Instance).RunAsync(text, maybeSeen: false, token));
    }

    private static async Task<(string Space, Func<string, CancellationToken, Task> Handle)> FloorAsync(StorageService storage)
    {
        const string name = "floor";
        var table = storage.Table(name);
        await table.CreateAsync();
        return (name, WriteAsync);

        async Task WriteAsync(string text, CancellationToken cancellation)
        {
            var (space, told, _) = TaskCreditReader.ReadMessage(text);
            var credit = told!;
            var partition = $"{space}~{credit.NodeId[^1]}";
            TableTransactionAction[] rows =
            [
                new TableTransactionAction(TableTransactionActionType.UpsertReplace,
                    new TableEntity(partition, $"h~{credit.NodeId}") { ["Totals"] = text }),
                new TableTransactionAction(TableTransactionActionType.Add,
                    new TableEntity(partition, $"e~{credit.NodeId}~{credit.TaskId}") { ["Content"] = text }),
                new TableTransactionAction(TableTransactionActionType.Add,
                    new TableEntity(partition, $"k~{credit.NodeId}~{credit.TaskId}") { ["Writer"] = "floor" }),
            ];
            await table.TransactAsync(rows, cancellation);
        }
    }

    private static async Task<(double Seconds, long Operations)> MeasureAsync(
        TableOperations operations, Func<StorageService, Task<(string Space, Func<string, CancellationToken, Task> Handle)>> prepare)
    {
        await using var azurite = await AzuriteServer.StartAsync();
        var storage =
            new StorageService(StorageAccount.Parse(azurite.ConnectionString), new StorageSettings(TimeProvider.System, Random.Shared));
        var work = await prepare(storage);
        var queue = storage.Queue(TaskCreditQueue.Name);
        await Parallel.ForEachAsync(
            CreditWorkload.Make(Messages, Nodes), new ParallelOptions { MaxDegreeOfParallelism = 16 },
            async (credit, token) => await queue.SendAsync(TaskCreditQueue.Text(work.Space, credit), null, token));

        var left = Messages;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var settings = new HostSettings(new FunctionsHostOptions(AppContext.BaseDirectory)
        {
            Settings =
            new Dictionary<string, string> { ["AzureWebJobsStorage"] = azurite.ConnectionString }
        });
        var before = operations.Count;
        var start = Stopwatch.GetTimestamp();
        await using (var listeners =
            new Listeners([MeasuredFunction()], settings, TimeSpan.FromSeconds(60), RunAsync, NullLoggerFactory.Instance))
        {
            listeners.Start();
            await done.Task;
        }

        return (Stopwatch.GetElapsedTime(start).TotalSeconds, operations.Count - before);

        async Task RunAsync(HostedFunction function, TriggerInput input, CancellationToken token)
        {
            await work.Handle(input.Data.String, token);
            if (Interlocked.Decrement(ref left) == 0) done.SetResult();
        }
    }

    private static HostedFunction MeasuredFunction()
    {
        var metadata = new RpcFunctionMetadata { Name = "Measured", FunctionId = "measured" };
        metadata.RawBindings.Add(
            $$"""{"name":"message","type":"queueTrigger","direction":"In","dataType":"String","queueName":"{{TaskCreditQueue.Name}}"}""");
        return new HostedFunction(metadata);
    }
}
