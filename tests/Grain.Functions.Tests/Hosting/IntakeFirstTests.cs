using Grain.Functions.Hosting;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>Senders go before messages, and messages never stand still.</summary>
public sealed class IntakeFirstTests
{
    private readonly IntakeFirst intake = new();

    [Fact]
    public void While_few_deliver_no_message_waits()
    {
        _ = Deliver(IntakeFirst.BusyFrom - 1);
        Assert.All(Turns("grants", 20), turn => Assert.True(turn.IsCompletedSuccessfully));
    }

    [Fact]
    public async Task While_many_deliver_few_messages_of_each_queue_go_at_once_and_each_comes_to_its_turn()
    {
        _ = Deliver(IntakeFirst.BusyFrom);
        var (grants, tasks) = (Turns("grants", 20), Turns("task-credits", 3));
        Assert.Equal(IntakeFirst.MessagesMax, tasks.Count(turn => turn.IsCompleted));
        for (var done = 0; done < grants.Length; done++)
        {
            var going = Math.Min(grants.Length, done + IntakeFirst.MessagesMax);
            await Task.WhenAll(grants.Take(going));
            Assert.Equal(going, grants.Count(turn => turn.IsCompleted));
            (await grants[done]).Dispose();
        }
    }

    [Fact]
    public async Task When_the_rush_is_over_all_that_waits_goes()
    {
        var deliveries = Deliver(IntakeFirst.BusyFrom);
        var turns = Turns("grants", 20);
        deliveries[0].Dispose();
        deliveries[0].Dispose(); // a second time is none
        await Task.WhenAll(turns);
    }

    [Fact]
    public async Task A_message_that_gives_up_takes_nobodys_turn()
    {
        _ = Deliver(IntakeFirst.BusyFrom);
        var going = Turns("grants", IntakeFirst.MessagesMax);
        using var gone = new CancellationTokenSource();
        var leaving = intake.TurnAsync("grants", gone.Token);
        var staying = intake.TurnAsync("grants", CancellationToken.None);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.False(staying.IsCompleted);
        (await going[0]).Dispose();
        await staying;
    }

    private IDisposable[] Deliver(int count) => [.. Enumerable.Range(0, count).Select(_ => intake.Deliver())];

    private Task<IDisposable>[] Turns(string queue, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => intake.TurnAsync(queue, CancellationToken.None))];
}
