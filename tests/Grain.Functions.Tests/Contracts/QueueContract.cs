using Azure;
using Azure.Storage.Queues.Models;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Contracts;

/// <summary>What the house relies on in the Queue service.</summary>
public class QueueContract
{
    private static readonly TimeSpan Hidden = TimeSpan.FromMinutes(1);

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_message_is_received_hidden_and_deleted(string target)
    {
        var queue = await StorageTargets.NewQueueAsync(target);
        const string Text = "grüße <&> \r\n \u0001 😀";
        await queue.SendAsync(Text);
        var message = Assert.Single(await queue.ReceiveAsync(32, Hidden));
        Assert.Equal((Text, 1L), (MessageQueue.TextOf(message.MessageText), message.DequeueCount));
        Assert.True(message.NextVisibleOn > message.InsertedOn);
        Assert.True(message.ExpiresOn?.Year > 9000, "a message must not go by itself");
        Assert.Empty(await queue.ReceiveAsync(32, Hidden));
        Assert.Equal(1, await queue.CountAsync());
        Assert.True(await queue.DeleteAsync(message.MessageId, message.PopReceipt));
        Assert.False(await queue.DeleteAsync(message.MessageId, message.PopReceipt));
        Assert.Equal(0, await queue.CountAsync());
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task Hiding_anew_gives_a_new_pop_receipt_and_voids_the_old_one(string target)
    {
        var queue = await StorageTargets.NewQueueAsync(target);
        await queue.SendAsync("text");
        var message = Assert.Single(await queue.ReceiveAsync(1, Hidden));
        var receipt = await queue.HideAsync(message.MessageId, message.PopReceipt, TimeSpan.Zero);
        Assert.False(await queue.DeleteAsync(message.MessageId, message.PopReceipt));
        var again = Assert.Single(await queue.ReceiveAsync(1, Hidden));
        Assert.Equal(("text", 2L), (MessageQueue.TextOf(again.MessageText), again.DequeueCount));
        Assert.False(await queue.DeleteAsync(message.MessageId, receipt));
        Assert.True(await queue.DeleteAsync(again.MessageId, again.PopReceipt));
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => queue.HideAsync(again.MessageId, again.PopReceipt, Hidden));
        Assert.True(fault.IsNotFound());
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_missing_queue_is_empty_for_readers_and_made_by_senders(string target)
    {
        var queue = await StorageTargets.NewQueueAsync(target);
        Assert.Empty(await queue.ReceiveAsync(1, Hidden));
        Assert.Empty(await queue.PeekAsync(1));
        Assert.Equal(0, await queue.CountAsync());
        Assert.False(await queue.DeleteAsync("none", "AgAAAAMAAAAAAAAAAAAAAAAAAAA="));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => queue.SendAsync($"{i}")));
        Assert.Equal(8, await queue.CountAsync());
        await queue.CreateAsync();
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task Peeking_neither_hides_nor_counts(string target)
    {
        var queue = await StorageTargets.NewQueueAsync(target);
        await queue.SendAsync("x");
        Assert.Equal(("x", 0L), Look(Assert.Single(await queue.PeekAsync(32))));
        Assert.Equal("x", MessageQueue.TextOf(Assert.Single(await queue.ReceiveAsync(32, Hidden)).MessageText));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task A_message_can_be_sent_for_later(string target)
    {
        var queue = await StorageTargets.NewQueueAsync(target);
        await queue.SendAsync("later", TimeSpan.FromHours(1));
        Assert.Empty(await queue.ReceiveAsync(32, Hidden));
        Assert.Equal(1, await queue.CountAsync());
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task What_is_not_base64_of_UTF8_has_no_text_but_is_there(string target)
    {
        var queue = await StorageTargets.NewQueueAsync(target);
        await queue.SendStoredAsync("plain <text>");
        await queue.SendStoredAsync("/////w==");
        var messages = await queue.ReceiveAsync(32, Hidden);
        Assert.Equal(["/////w==", "plain <text>"], messages.Select(m => m.MessageText).Order());
        Assert.All(messages, message => Assert.Null(MessageQueue.TextOf(message.MessageText)));
    }

    [Theory, OnMemory, OnAzurite, OnAccount]
    public async Task The_largest_message_goes_through(string target)
    {
        var queue = await StorageTargets.NewQueueAsync(target);
        var text = new string('x', StorageLimits.MessageBytes / 4 * 3);
        await queue.SendAsync(text);
        Assert.Equal(text, MessageQueue.TextOf(Assert.Single(await queue.ReceiveAsync(1, Hidden)).MessageText));
        await Assert.ThrowsAsync<ArgumentException>(() => queue.SendAsync(text + "x"));
    }

    private static (string?, long) Look(PeekedMessage m) => (MessageQueue.TextOf(m.MessageText), m.DequeueCount);
}
