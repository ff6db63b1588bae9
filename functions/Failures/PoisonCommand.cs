using System.CommandLine;
using System.Globalization;
using Grain.Functions.Hosting;
using Grain.Functions.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grain.Functions.Failures;

/// <summary><c>grain poison list</c> and <c>grain poison replay</c>: what was put aside after too many tries, and its way back.</summary>
internal static class PoisonCommand
{
    private const int TextLengthMax = 200;

    private static readonly Option<string?> Queue = new("--queue") { Description = "Only this queue, for example task-credits; all of them without it." };

    public static Command Create()
    {
        var list = new Command("list", "Shows the messages, why each failed, and when it was put aside.") { Queue };
        list.SetAction((parsed, cancellationToken) => RunAsync(parsed, ListAsync, cancellationToken));
        var replay = new Command("replay", "Puts the messages back into their queues.") { Queue };
        replay.SetAction((parsed, cancellationToken) => RunAsync(parsed, ReplayAsync, cancellationToken));
        return new Command("poison", "Messages that were put aside after too many tries.") { list, replay };
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, Func<PoisonMessages, string, TextWriter, CancellationToken, Task> act, CancellationToken cancellationToken)
    {
        try
        {
            var configuration = AppConfiguration.FromEnvironment();
            var queues = Queues(configuration);
            if (parsed.GetValue(Queue) is { } only)
            {
                if (!queues.Contains(only)) throw new SettingsException($"There is no queue '{only}'; there are {string.Join(", ", queues)}.");
                queues = [only];
            }

            var storage = new StorageService(StorageAccount.FromConfiguration(configuration));
            var messages = new PoisonMessages(storage, new FailureRecords(storage, TimeProvider.System, NullLogger<FailureRecords>.Instance));
            foreach (var queue in queues) await act(messages, queue, parsed.InvocationConfiguration.Output, cancellationToken);
            return 0;
        }
        catch (Exception fault) when (fault is SettingsException or ManifestException or FormatException or Azure.RequestFailedException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(Redaction.Apply($"grain: {fault.Message}"));
            return 2;
        }
    }

    private static async Task ListAsync(PoisonMessages messages, string queue, TextWriter output, CancellationToken cancellationToken)
    {
        var (first, count) = await messages.ListAsync(queue, cancellationToken);
        await output.WriteLineAsync($"{queue}{PoisonMessages.Suffix}: {count} message{(count == 1 ? "" : "s")}{(count > first.Count ? $", the first {first.Count} are" : "")}");
        foreach (var message in first)
        {
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"  {message.PutAsideAt:yyyy-MM-dd HH:mm:ss}Z  {message.MessageId}"));
            await output.WriteLineAsync($"    reason: {OneLine(message.Reason)}");
            await output.WriteLineAsync($"    text:   {OneLine(message.Text)}");
        }
    }

    private static async Task ReplayAsync(PoisonMessages messages, string queue, TextWriter output, CancellationToken cancellationToken)
    {
        var count = await messages.ReplayAsync(queue, cancellationToken);
        await output.WriteLineAsync($"{queue}: {count} message{(count == 1 ? "" : "s")} put back");
    }

    private static string OneLine(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length > TextLengthMax ? line[..TextLengthMax] + "…" : line;
    }

    private static string[] Queues(IConfiguration configuration) =>
    [
        .. AppRoot.Load(AppContext.BaseDirectory, configuration).Manifests.Values
            .Select(manifest => manifest.Trigger).OfType<QueueTrigger>().Select(trigger => trigger.QueueName).Order(StringComparer.Ordinal),
    ];
}
