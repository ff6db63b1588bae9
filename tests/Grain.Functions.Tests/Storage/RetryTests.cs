using Azure;
using Azure.Data.Tables;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Storage;

/// <summary>What the client does when something goes wrong on the way, and what it leaves to the caller.</summary>
public sealed class RetryTests
{
    [Theory]
    [InlineData(Fault.NotSent)]
    [InlineData(Fault.Busy)]
    public async Task What_had_no_effect_is_simply_tried_again(Fault fault)
    {
        var faults = new FaultInjector();
        var table = await NewTableAsync(faults);
        faults.FailNext(fault);
        await table.AddAsync(new TableEntity("p", "r"));
        Assert.Equal(2, faults.Operations);
        Assert.NotNull(await table.FindAsync("p", "r"));
    }

    [Theory]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.ErrorAfterEffect)]
    public async Task A_lost_answer_to_an_insert_comes_back_as_409_and_the_row_tells_that_it_was_ours(Fault fault)
    {
        var faults = new FaultInjector();
        var table = await NewTableAsync(faults);
        faults.FailNext(fault);
        var answer = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.TransactAsync(
            [new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", "receipt") { ["hash"] = "ours" })]));
        Assert.True(answer.IsAlreadyExists());
        Assert.Equal("ours", (await table.FindAsync("p", "receipt"))!.Required<string>("hash"));
    }

    [Fact]
    public async Task A_lost_answer_to_an_update_comes_back_as_412_and_happened_once()
    {
        var faults = new FaultInjector();
        var table = await NewTableAsync(faults);
        var etag = await table.AddAsync(new TableEntity("p", "r") { ["n"] = 0 });
        faults.FailNext(Fault.AnswerLost);
        var answer = await Assert.ThrowsAsync<RequestFailedException>(() =>
            table.UpdateAsync(new TableEntity("p", "r") { ["n"] = 1 }, etag));
        Assert.True(answer.IsStale());
        Assert.Equal(1, (await table.FindAsync("p", "r"))!.Required<int>("n"));
    }

    [Theory]
    [InlineData(Fault.NotSent, 0)]
    [InlineData(Fault.Busy, 503)]
    [InlineData(Fault.ErrorAfterEffect, 500)]
    public async Task After_the_last_try_the_failure_is_one_exception_of_unknown_outcome(Fault fault, int status)
    {
        var faults = new FaultInjector(1, 1.0, fault);
        var table = (await Azurite.NewServiceAsync(faults)).Table(Azurite.NewName());
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.FindAsync("p", "r"));
        Assert.Equal(status, failure.Status);
        Assert.True(failure.IsOutcomeUnknown());
        Assert.Contains("table GET", failure.Message, StringComparison.Ordinal);
        Assert.Equal(6, faults.Operations);
    }

    [Fact]
    public async Task Without_retries_a_fault_is_the_callers()
    {
        var faults = new FaultInjector();
        var table = (await Azurite.NewServiceAsync(faults, withRetries: false)).Table(Azurite.NewName());
        await table.CreateAsync();
        faults.FailNext(Fault.AnswerLost);
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.AddAsync(new TableEntity("p", "r")));
        Assert.Equal((0, "Unanswered"), (failure.Status, failure.ErrorCode));
        Assert.NotNull(await table.FindAsync("p", "r"));
    }

    [Fact]
    public async Task A_dead_process_does_nothing_more()
    {
        var faults = new FaultInjector();
        var table = await NewTableAsync(faults);
        faults.FailNext(Fault.DiesAfter);
        await Assert.ThrowsAsync<ProcessDiedException>(() => table.AddAsync(new TableEntity("p", "r")));
        Assert.True(faults.IsDead);
        await Assert.ThrowsAsync<ProcessDiedException>(() => table.FindAsync("p", "r"));
        faults.Reset();
        Assert.NotNull(await table.FindAsync("p", "r"));
    }

    [Fact]
    public async Task Death_during_a_second_try_is_death()
    {
        var faults = new FaultInjector().FailAt(1, Fault.NotSent).FailAt(2, Fault.DiesBefore);
        var table = await NewTableAsync(faults);
        await Assert.ThrowsAsync<ProcessDiedException>(() => table.AddAsync(new TableEntity("p", "r")));
    }

    [Fact]
    public async Task The_same_seed_makes_the_same_faults()
    {
        var (first, second) = (await RunAsync(), await RunAsync());
        Assert.Equal(first, second);
        Assert.Contains(first, entry => entry != Fault.None.ToString());

        async Task<List<string>> RunAsync()
        {
            var faults = new FaultInjector(seed: 42, rate: 0.3);
            var table = await NewTableAsync(faults);
            for (var i = 0; i < 20; i++) await table.UpsertAsync(new TableEntity("p", "r") { ["n"] = i });
            Assert.Equal(19, (await table.FindAsync("p", "r"))!.Required<int>("n"));
            return [.. faults.Log.Select(line => line.Split(' ') is { Length: 4 } parts ? parts[3] : Fault.None.ToString())];
        }
    }

    [Fact]
    public async Task Cancellation_ends_the_waiting()
    {
        var settings = Azurite.Settings(new FaultInjector(1, 1.0, Fault.Busy));
        settings.PauseMin = settings.PauseMax = TimeSpan.FromMinutes(5);
        var table = new StorageService(StorageAccount.Parse((await Azurite.SharedAsync()).ConnectionString), settings).Table("abc");
        using var cancel = new CancellationTokenSource();
        var waiting = table.FindAsync("p", "r", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_message_whose_answer_was_lost_is_there_at_least_once()
    {
        var faults = new FaultInjector();
        var queue = (await Azurite.NewServiceAsync(faults)).Queue(Azurite.NewName());
        await queue.CreateAsync();
        faults.FailNext(Fault.AnswerLost);
        await queue.SendAsync("x");
        var messages = await queue.ReceiveAsync(32, TimeSpan.FromMinutes(1));
        Assert.InRange(messages.Count, 1, 2);
        faults.FailNext(Fault.AnswerLost);
        // The first try has deleted it, so that the second finds nothing: gone is gone.
        Assert.False(await queue.DeleteAsync(messages[0].MessageId, messages[0].PopReceipt));
        Assert.Equal(messages.Count - 1, await queue.CountAsync());
    }

    private static async Task<Table> NewTableAsync(FaultInjector faults)
    {
        var name = Azurite.NewName();
        await (await Azurite.NewServiceAsync()).Table(name).CreateAsync();
        return (await Azurite.NewServiceAsync(faults)).Table(name);
    }
}
