using Grain.Functions;
using Grain.Functions.Audit;
using Grain.Functions.Health;
using Grain.Functions.Hosting.Access;

namespace Grain.Local.Verbs;

/// <summary>
/// <c>grain poison list</c>, <c>show</c>, <c>replay</c> and <c>drop</c>: what was put aside after too many tries, and its way back.
/// </summary>
internal static class PoisonCommand
{
    private const int TextLengthMax = 200;

    private static readonly Option<string?> Queue =
        Ask.For<string>("--queue", "Only this queue, for example task-credits; all of them without it.");

    private static readonly Option<bool> All = Ask.For<bool>("--all",
        "All messages and not only the first 32 of a queue. They are taken from their queue for it and laid back at the end; if that "
            + "is interrupted they show again after 5 minutes.");

    private static readonly Option<string[]> Ids = Ask.Several("--id", "Only this message; may be given several times.");

    private static readonly Option<bool> Every = Ask.For<bool>("--yes", "All messages.");

    private delegate Task<int> Acting(PoisonMessages messages, string queue, TextWriter output, CancellationToken cancellation);

    public static Command Create()
    {
        var list = new Command("list", "Shows the messages, why each failed, and when it was put aside.") { Queue, All };
        list.SetAction(Action(parsed => parsed.GetValue(All) ? ListAllAsync : ListAsync));
        var replay = new Command("replay", "Puts the messages back into their queues.") { Queue, Ids };
        replay.SetAction(Action(parsed => (messages, queue, output, cancellation) =>
            ReplayAsync(messages, queue, output, cancellation, Chosen(parsed)), "poison replay"));
        var drop = new Command("drop", "Takes messages out for ever: what they told is not counted.") { Queue, Ids, Every };
        drop.Validators.Add(result =>
        {
            if (result.GetResult(Ids)?.Tokens.Count is not > 0 && !result.GetValue(Every))
                result.AddError("drop takes --id, once for each message, or --yes for all of them.");
        });
        drop.SetAction(Action(parsed => (messages, queue, output, cancellation) =>
            DropAsync(messages, queue, output, Chosen(parsed), cancellation), "poison drop"));
        return new Command("poison", "Messages that were put aside after too many tries.") { list, PoisonShow.Create(), replay, drop };
    }

    /// <summary>Does it for each queue; what changes anything is an act of the owners, since the messages may be of any space.</summary>
    private static Func<ParseResult, CancellationToken, Task<int>> Action(
        Func<ParseResult, Acting> act, string? verb = null) => CommandScope.Action(async (scope, parsed, cancellation) =>
        {
            var only = parsed.GetValue(Queue);
            if (only is not null && !Queues.All.Contains(only))
                throw new UsageException($"there is no queue '{only}'; there are {string.Join(", ", Queues.All)}");
            var messages = scope.Get<PoisonMessages>();
            if (verb is null) await EachAsync(new Act());
            else await scope.Get<Acts>().AroundAsync(null, verb, EachAsync, cancellation);
            return 0;

            async Task EachAsync(Act told)
            {
                foreach (var queue in only is null ? Queues.All : [only])
                    if (await act(parsed)(messages, queue, scope.Output, cancellation) is > 0 and var count) told.Sets(queue, count);
                told.Nothing(told.Changes.Count == 0);
            }
        });

    internal static async Task<int> ListAsync(PoisonMessages messages, string queue, TextWriter output, CancellationToken cancellation)
    {
        var (first, count) = await messages.ListAsync(queue, cancellation);
        await output.WriteLineAsync($"{queue}{PoisonMessages.Suffix}: {Count(count)}");
        foreach (var message in first) await WriteAsync(output, message);
        if (count > first.Count)
            await output.WriteLineAsync(
                $"  and {count - first.Count} more: --all shows them, unless somebody else has taken them just now");
        return count;
    }

    internal static async Task<int> ListAllAsync(PoisonMessages messages, string queue, TextWriter output, CancellationToken cancellation)
    {
        var shown = 0;
        await output.WriteLineAsync($"{queue}{PoisonMessages.Suffix}:");
        await foreach (var message in messages.ListAllAsync(queue, cancellation))
        {
            await WriteAsync(output, message);
            shown++;
        }

        await output.WriteLineAsync($"  {Count(shown)}");
        return shown;
    }

    internal static async Task<int> DropAsync(PoisonMessages messages, string queue, TextWriter output, IReadOnlySet<string>? ids,
        CancellationToken cancellation)
    {
        var (dropped, left) = await messages.DropAsync(queue, cancellation, ids);
        if (dropped > 0) await output.WriteLineAsync($"{queue}: {Count(dropped)} dropped, {left} left");
        return dropped;
    }

    private static HashSet<string>? Chosen(ParseResult parsed) => parsed.GetRequiredValue(Ids) is { Length: > 0 } ids ? [.. ids] : null;

    internal static async Task<int> ReplayAsync(PoisonMessages messages, string queue, TextWriter output, CancellationToken cancellation,
        IReadOnlySet<string>? ids = null)
    {
        var (replayed, left) = await messages.ReplayAsync(queue, cancellation, ids);
        if (ids is not null)
        {
            if (replayed > 0) await output.WriteLineAsync($"{queue}: {Count(replayed)} put back, {left} left");
            return replayed;
        }

        await output.WriteLineAsync($"{queue}: {Count(replayed)} put back");
        if (left > 0)
            await output.WriteLineAsync(
                $"  and {left} more: they failed again or somebody else has taken them; those show again "
                    + $"within {PoisonMessages.HiddenTime.TotalMinutes} minutes");
        return replayed;
    }

    private static async Task WriteAsync(TextWriter output, PoisonMessage message)
    {
        await output.WriteLineAsync($"  {message.PutAsideAt:yyyy-MM-dd HH:mm:ss}Z  {message.MessageId}");
        await output.WriteLineAsync($"    reason: {PlainLine.Of(message.Reason, TextLengthMax)}");
        await output.WriteLineAsync($"    text:   {PlainLine.Of(message.Text, TextLengthMax)}");
    }

    private static string Count(int count) => Shown.Count(count, "message");
}
