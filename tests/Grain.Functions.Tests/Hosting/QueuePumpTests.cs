using System.Collections.Concurrent;
using Azure.Storage.Queues.Models;
using Grain.Functions.Hosting;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>The standalone queue pump against the emulator.</summary>
public sealed class QueuePumpTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    private static readonly HostSettings Settings = new()
    {
        MaxPollingInterval = TimeSpan.FromMilliseconds(200),
        VisibilityTimeout = TimeSpan.Zero,
    };

    private readonly string name = Azurite.NewName("pump");
    private readonly CapturedLog log = new();
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource abort = new();
    private StorageService storage = null!;
    private Task pump = Task.CompletedTask;

    private MessageQueue Queue => storage.Queue(name);

    public async Task InitializeAsync() => storage = await Azurite.NewServiceAsync();

    public async Task DisposeAsync()
    {
        await abort.CancelAsync();
        await StopAsync();
        stop.Dispose();
        abort.Dispose();
    }

    [Fact]
    public async Task Messages_are_delivered_as_sent_and_deleted()
    {
        var texts = Enumerable.Range(0, 40).Select(i => $"message {i} é \u0001").ToList();
        foreach (var text in texts) await Queue.SendAsync(text);
        var seen = new ConcurrentBag<string>();
        Start(message =>
        {
            seen.Add(message.Text);
            return Task.CompletedTask;
        });
        await EmptyAsync();
        Assert.Equal(texts.Order(), seen.Order());
    }

    [Fact]
    public async Task A_queue_that_does_not_exist_yet_is_waited_for()
    {
        var seen = new ConcurrentBag<string>();
        Start(message =>
        {
            seen.Add(message.Text);
            return Task.CompletedTask;
        });
        await Queue.SendAsync("late");
        await Eventually.HoldsAsync(() => seen.Contains("late"));
    }

    [Fact]
    public async Task A_message_that_fails_five_times_is_put_aside_unchanged_and_the_reason_logged()
    {
        await Queue.SendAsync("""{"a":"é"}""");
        var tries = new ConcurrentQueue<long>();
        Start(message =>
        {
            tries.Enqueue(message.DequeueCount);
            throw new InvalidOperationException("it never works");
        });
        var poison = await PoisonAsync();
        Assert.Equal("""{"a":"é"}""", MessageQueue.TextOf(poison.MessageText));
        Assert.Equal([1, 2, 3, 4, 5], tries);
        await EmptyAsync();
        Assert.Equal(5, log.Events.Count(logged => logged.Level == LogLevel.Error && logged.Message.Contains("it never works", StringComparison.Ordinal) && logged.Message.Contains("try", StringComparison.Ordinal)));
        Assert.Contains(log.Events, logged => logged.Message.Contains("put aside in " + name + "-poison: it never works", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_text_that_is_not_base64_goes_straight_to_the_poison_queue_as_it_is()
    {
        await storage.Queue(name).SendStoredAsync("no base64 <&> é");
        Start(_ => throw new InvalidOperationException("must not be called"));
        Assert.Equal("no base64 <&> é", (await PoisonAsync()).MessageText);
        await EmptyAsync();
        Assert.DoesNotContain(log.Events, logged => logged.Message.Contains("must not be called", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failure_is_tried_again_and_others_are_not_held_up()
    {
        foreach (var text in new[] { "once bad", "good" }) await Queue.SendAsync(text);
        var done = new ConcurrentQueue<(string, long)>();
        Start(message =>
        {
            if (message is { Text: "once bad", DequeueCount: 1 }) throw new InvalidOperationException("first time");
            done.Enqueue((message.Text, message.DequeueCount));
            return Task.CompletedTask;
        });
        await EmptyAsync();
        Assert.Equal([("good", 1L), ("once bad", 2L)], done.Order());
    }

    [Fact]
    public async Task At_most_24_messages_are_in_progress_and_that_many_are()
    {
        foreach (var i in Enumerable.Range(0, 60)) await Queue.SendAsync($"{i}");
        var (running, most) = (0, 0);
        var gate = new SemaphoreSlim(0);
        var counting = new Lock();
        Start(async message =>
        {
            lock (counting) most = Math.Max(most, ++running);
            await gate.WaitAsync();
            lock (counting) running--;
        });
        await Eventually.HoldsAsync(() => Volatile.Read(ref running) == 16);
        gate.Release(8); // at the threshold the next batch is fetched
        await Eventually.HoldsAsync(() => Volatile.Read(ref running) == 24);
        gate.Release(60);
        await EmptyAsync();
        Assert.Equal(24, most);
    }

    [Fact]
    public async Task A_long_message_stays_hidden_because_its_lease_is_renewed()
    {
        await Queue.SendAsync("long");
        var finish = new TaskCompletionSource();
        var calls = 0;
        Start(async _ =>
        {
            Interlocked.Increment(ref calls);
            await finish.Task;
        }, lease: TimeSpan.FromSeconds(2));
        await Eventually.HoldsAsync(() => Volatile.Read(ref calls) == 1);

        // A second message that becomes visible only after the first lease would have ended: its arrival tells that the time is over.
        var marker = storage.Queue(name + "m");
        await marker.SendAsync("over", TimeSpan.FromSeconds(4));
        await Eventually.HoldsAsync(async () => (await marker.ReceiveAsync(1, Lease)).Count == 1);
        Assert.Empty(await Queue.ReceiveAsync(1, Lease));
        finish.SetResult();
        await EmptyAsync();
        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_stop_lets_the_work_in_progress_finish_and_settles_it()
    {
        await Queue.SendAsync("slow");
        var (started, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        Start(async _ =>
        {
            started.SetResult();
            await finish.Task;
        });
        await started.Task;
        await stop.CancelAsync();
        await Queue.SendAsync("not fetched any more");
        Assert.False(this.pump.IsCompleted);
        finish.SetResult();
        await this.pump;
        Assert.Equal("not fetched any more", MessageQueue.TextOf(Assert.Single(await Queue.ReceiveAsync(32, Lease)).MessageText));
    }

    [Fact]
    public async Task An_aborted_stop_gives_the_message_back()
    {
        await Queue.SendAsync("endless");
        var started = new TaskCompletionSource();
        Start(async (_, cancellationToken) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        });
        await started.Task;
        await stop.CancelAsync();
        await abort.CancelAsync();
        await this.pump;
        var message = Assert.Single(await Queue.ReceiveAsync(32, Lease));
        Assert.Equal(("endless", 2L), (MessageQueue.TextOf(message.MessageText), message.DequeueCount));
    }

    [Fact]
    public async Task A_call_over_the_function_timeout_is_cancelled_and_has_failed()
    {
        await Queue.SendAsync("endless");
        Start((_, cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken), Settings with { MaxDequeueCount = 1, FunctionTimeout = TimeSpan.FromMilliseconds(50) });
        await PoisonAsync();
        Assert.Contains(log.Events, logged => logged.Message.Contains("it took longer than 00:00:00.05", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_that_another_instance_has_taken_is_only_noted()
    {
        await Queue.SendAsync("shared");
        var delivery = Delivery(new QueueFunction("Work", (_, _) => Task.CompletedTask), Settings, Lease);
        var stale = Assert.Single(await Queue.ReceiveAsync(1, Lease));
        await Queue.HideAsync(stale.MessageId, stale.PopReceipt, Lease); // makes the receipt stale
        await delivery.DeliverAsync(stale, CancellationToken.None);
        Assert.Equal(LogLevel.Warning, Assert.Single(log.Events).Level);
        Assert.Equal(1, await Queue.CountAsync());
    }

    [Theory]
    [InlineData("grants", "grants-poison")]
    [InlineData("grants-poison", null)]
    [InlineData("a23456789012345678901234567890123456789012345678901234567", null)]
    [InlineData("a2345678901234567890123456789012345678901234567890123456", "a2345678901234567890123456789012345678901234567890123456-poison")]
    public void A_poison_queue_and_a_queue_with_too_long_a_name_have_no_poison_queue(string queue, string? expected) =>
        Assert.Equal(expected, new PoisonQueue(storage, queue).Name);

    private void Start(Func<QueueInvocation, Task> handle, TimeSpan? lease = null) => Start((message, _) => handle(message), Settings, lease);

    private void Start(Func<QueueInvocation, CancellationToken, Task> handle, HostSettings? settings = null, TimeSpan? lease = null)
    {
        var delivery = Delivery(new QueueFunction("Work", handle), settings ?? Settings, lease ?? Lease);
        var pump = new QueuePump("Work", Queue, delivery, settings ?? Settings, lease ?? Lease, TimeProvider.System, log);
        this.pump = Task.Run(() => pump.RunAsync(stop.Token, abort.Token));
    }

    private QueueDelivery Delivery(QueueFunction function, HostSettings settings, TimeSpan lease) =>
        new(function, Queue, new PoisonQueue(storage, name), settings, lease, TimeProvider.System, log);

    private async Task StopAsync()
    {
        await stop.CancelAsync();
        await this.pump;
    }

    private Task EmptyAsync() => Eventually.HoldsAsync(async () => await Queue.CountAsync() == 0);

    private async Task<QueueMessage> PoisonAsync()
    {
        IReadOnlyList<QueueMessage> found = [];
        await Eventually.HoldsAsync(async () => (found = await storage.Queue(name + "-poison").ReceiveAsync(32, Lease)).Count > 0);
        return Assert.Single(found);
    }
}
