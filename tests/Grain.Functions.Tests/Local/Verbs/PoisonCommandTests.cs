using Grain.Functions.Health;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Grain.Local.Verbs;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary>More messages in a poison queue than the service shows at once.</summary>
public sealed class PoisonCommandTests
{
    private const int Count = 70;

    private readonly string queue = Azurite.NewName("tasks-");

    [Fact]
    public async Task A_list_says_how_many_it_does_not_show_and_shows_all_when_asked()
    {
        var (messages, _) = await FilledAsync();
        var first = await OutputAsync(output => PoisonCommand.ListAsync(messages, queue, output, default));
        Assert.Equal(($"{queue}-poison: {Count} messages", 32),
            (first[0], first.Count(line => line.StartsWith("    text:", StringComparison.Ordinal))));
        Assert.StartsWith($"  and {Count - 32} more", first[^1], StringComparison.Ordinal);

        for (var time = 0; time < 2; time++) // the second time finds all laid back by the first
        {
            var all = await OutputAsync(output => PoisonCommand.ListAllAsync(messages, queue, output, default));
            Assert.Equal(Count, all.Where(line => line.StartsWith("    text:   message ", StringComparison.Ordinal)).Distinct().Count());
            Assert.Equal($"  {Count} messages", all[^1]);
        }
    }

    [Fact]
    public async Task A_list_that_is_broken_off_lays_back_what_it_took()
    {
        var (messages, _) = await FilledAsync();
        await foreach (var _ in messages.ListAllAsync(queue, default)) break;
        Assert.Equal((Count, 0), await messages.ReplayAsync(queue, default));
    }

    [Fact]
    public async Task A_replay_puts_all_back_that_it_can_take_and_says_how_many_it_cannot()
    {
        var (messages, storage) = await FilledAsync();
        // somebody else's
        Assert.Equal(5, (await storage.Queue(queue + PoisonMessages.Suffix).ReceiveAsync(5, TimeSpan.FromMinutes(5))).Count);
        var said = await OutputAsync(output => PoisonCommand.ReplayAsync(messages, queue, output, default));
        Assert.Equal($"{queue}: {Count - 5} messages put back", said[0]);
        Assert.StartsWith("  and 5 more: they failed again or somebody else has taken them", said[1], StringComparison.Ordinal);
        Assert.Equal(Count - 5, await storage.Queue(queue).CountAsync());
    }

    [Fact]
    public async Task Single_messages_are_shown_put_back_and_dropped_and_the_others_stay()
    {
        var (messages, storage) = await FilledAsync();
        var all = await messages.ListAllAsync(queue, default).ToListAsync();
        var (back, away) = (all[^1], all[40]);
        Assert.Equal(back, await messages.FindAsync(queue, back.MessageId, default));
        Assert.Null(await messages.FindAsync(queue, "nobody", default));

        Assert.Equal((1, Count - 1), await messages.ReplayAsync(queue, default, new HashSet<string> { back.MessageId }));
        Assert.Equal(back.Text, MessageQueue.TextOf(Assert.Single(await storage.Queue(queue).PeekAsync(32)).MessageText));
        var said = await OutputAsync(output =>
            PoisonCommand.DropAsync(messages, queue, output, new HashSet<string> { away.MessageId, "nobody" }, default));
        Assert.Equal([$"{queue}: 1 message dropped, {Count - 2} left"], said);
        var left = await messages.ListAllAsync(queue, default).ToListAsync(); // none is hidden any more
        Assert.Equal(all.Select(each => each.Text).Except([back.Text, away.Text]).Order(), left.Select(each => each.Text).Order());
    }

    private async Task<(PoisonMessages Messages, StorageService Storage)> FilledAsync()
    {
        var storage = await Azurite.NewServiceAsync();
        var poison = storage.Queue(queue + PoisonMessages.Suffix);
        await poison.CreateAsync();
        await Parallel.ForAsync(0, Count, async (i, cancellation) => await poison.SendAsync($"message {i}", cancellation: cancellation));
        return (new PoisonMessages(storage, new FailureRecords(storage, TimeProvider.System, NullLogger<FailureRecords>.Instance)),
            storage);
    }

    private static async Task<string[]> OutputAsync(Func<TextWriter, Task> write)
    {
        await using var output = new StringWriter();
        await write(output);
        return output.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n');
    }
}
