using Grain.Functions;
using Grain.Functions.Health;
using Grain.Functions.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Grain.Local.Verbs;

/// <summary><c>grain poison list</c> and <c>grain poison replay</c>: what was put aside after too many tries, and its way back.</summary>
internal static class PoisonCommand
{
    private const int TextLengthMax = 200;

    private static readonly Option<string?> Queue =
        new("--queue") { Description = "Only this queue, for example task-credits; all of them without it." };

    private static readonly Option<bool> All = new("--all")
    {
        Description =
            "All messages and not only the first 32 of a queue. They are taken from their queue for it and laid back at the end; if that "
                + "is interrupted they show again after 5 minutes.",
    };

    public static Command Create()
    {
        var list = new Command("list", "Shows the messages, why each failed, and when it was put aside.") { Queue, All };
        list.SetAction((parsed, cancellation) => RunAsync(parsed, parsed.GetValue(All) ? ListAllAsync : ListAsync, cancellation));
        var replay = new Command("replay", "Puts the messages back into their queues.") { Queue };
        replay.SetAction((parsed, cancellation) => RunAsync(parsed, ReplayAsync, cancellation));
        return new Command("poison", "Messages that were put aside after too many tries.") { list, replay };
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, Func<PoisonMessages, string, TextWriter, CancellationToken, Task> act, CancellationToken cancellation)
    {
        try
        {
            var configuration = AppConfiguration.Read(Directory.GetCurrentDirectory());
            var queues = Queues.All;
            if (parsed.GetValue(Queue) is { } only)
            {
                if (!queues.Contains(only))
                    throw new SettingsException($"There is no queue '{only}'; there are {string.Join(", ", queues)}.");
                queues = [only];
            }

            var storage = new StorageService(StorageAccount.FromConfiguration(configuration),
                new StorageSettings(TimeProvider.System, Random.Shared));
            var messages =
                new PoisonMessages(storage, new FailureRecords(storage, TimeProvider.System, NullLogger<FailureRecords>.Instance));
            foreach (var queue in queues) await act(messages, queue, parsed.InvocationConfiguration.Output, cancellation);
            return 0;
        }
        catch (Exception fault) when (fault is SettingsException or FormatException or Azure.RequestFailedException)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(Redaction.Apply($"grain: {fault.Message}"));
            return 2;
        }
    }

    internal static async Task ListAsync(PoisonMessages messages, string queue, TextWriter output, CancellationToken cancellation)
    {
        var (first, count) = await messages.ListAsync(queue, cancellation);
        await output.WriteLineAsync($"{queue}{PoisonMessages.Suffix}: {Count(count)}");
        foreach (var message in first) await WriteAsync(output, message);
        if (count > first.Count)
            await output.WriteLineAsync(
                $"  and {count - first.Count} more: --all shows them, unless somebody else has taken them just now");
    }

    internal static async Task ListAllAsync(PoisonMessages messages, string queue, TextWriter output, CancellationToken cancellation)
    {
        var shown = 0;
        await output.WriteLineAsync($"{queue}{PoisonMessages.Suffix}:");
        await foreach (var message in messages.ListAllAsync(queue, cancellation))
        {
            await WriteAsync(output, message);
            shown++;
        }

        await output.WriteLineAsync($"  {Count(shown)}");
    }

    internal static async Task ReplayAsync(PoisonMessages messages, string queue, TextWriter output, CancellationToken cancellation)
    {
        var (replayed, left) = await messages.ReplayAsync(queue, cancellation);
        await output.WriteLineAsync($"{queue}: {Count(replayed)} put back");
        if (left > 0)
            await output.WriteLineAsync(
                $"  and {left} more: they failed again or somebody else has taken them; those show again "
                    + $"within {PoisonMessages.HiddenTime.TotalMinutes} minutes");
    }

    private static async Task WriteAsync(TextWriter output, PoisonMessage message)
    {
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"  {message.PutAsideAt:yyyy-MM-dd HH:mm:ss}Z  {message.MessageId}"));
        await output.WriteLineAsync($"    reason: {OneLine(message.Reason)}");
        await output.WriteLineAsync($"    text:   {OneLine(message.Text)}");
    }

    private static string Count(int count) => string.Create(CultureInfo.InvariantCulture, $"{count} message{(count == 1 ? "" : "s")}");

    private static string OneLine(string text)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length > TextLengthMax ? line[..TextLengthMax] + "…" : line;
    }
}
