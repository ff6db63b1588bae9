using Azure;
using Azure.Data.Tables;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Storage;

/// <summary>What the client does when something goes wrong on the way, and what it leaves to the caller.</summary>
public class RetryTests
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
        Assert.Contains("table get", failure.Message, StringComparison.Ordinal);
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
    public async Task Outside_the_retries_a_fault_is_the_callers_too()
    {
        var faults = new FaultInjector();
        var options = Azurite.Options();
        options.AddPolicy(faults, Azure.Core.HttpPipelinePosition.PerCall);
        var table = new StorageService(StorageAccount.Parse((await Azurite.SharedAsync()).ConnectionString), options).Table(Azurite.NewName());
        await table.CreateAsync();
        faults.FailNext(Fault.AnswerLost);
        await Assert.ThrowsAsync<RequestFailedException>(() => table.AddAsync(new TableEntity("p", "r")));
        Assert.Equal(2, faults.Operations);
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

    [Theory]
    [InlineData(408, 6)]
    [InlineData(429, 6)]
    [InlineData(500, 6)]
    [InlineData(502, 6)]
    [InlineData(503, 6)]
    [InlineData(504, 6)]
    [InlineData(400, 1)]
    [InlineData(401, 1)]
    [InlineData(403, 1)]
    [InlineData(409, 1)]
    [InlineData(412, 1)]
    public async Task Only_what_can_pass_by_itself_is_tried_again(int status, int tries)
    {
        var transport = new RecordingTransport(_ => new InjectedResponse(status, "Injected"));
        var options = Azurite.Options();
        options.Transport = transport;
        var table = new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true"), options).Table("abc");
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.FindAsync("p", "r"));
        Assert.Equal((status, tries), (failure.Status, transport.Sent.Count));
    }

    [Fact]
    public async Task Retry_After_is_waited_for()
    {
        var answers = new Queue<InjectedResponse>([new(503, "ServerBusy", ("Retry-After", "1")), new(404, "TableNotFound")]);
        var transport = new RecordingTransport(_ => answers.Dequeue());
        var options = Azurite.Options();
        options.Transport = transport;
        var start = TimeProvider.System.GetTimestamp();
        Assert.Null(await new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true"), options).Table("abc").FindAsync("p", "r"));
        Assert.True(TimeProvider.System.GetElapsedTime(start) >= TimeSpan.FromSeconds(0.9));
    }

    [Fact]
    public async Task A_try_that_takes_too_long_is_given_up_and_repeated()
    {
        var faults = new FaultInjector();
        var options = Azurite.Options();
        options.Retry.NetworkTimeout = TimeSpan.FromMilliseconds(500);
        // Next to the transport a wait counts as the service's.
        options.AddPolicy(faults, Azure.Core.HttpPipelinePosition.BeforeTransport);
        faults.BeforeSend = (number, _) =>
        {
            faults.Delay = number == 2 ? TimeSpan.FromMinutes(5) : TimeSpan.Zero;
            return Task.CompletedTask;
        };
        var table = new StorageService(StorageAccount.Parse((await Azurite.SharedAsync()).ConnectionString), options).Table(Azurite.NewName());
        await table.CreateAsync();
        await table.AddAsync(new TableEntity("p", "r"));
        Assert.True(faults.Operations >= 3);
    }

    [Fact]
    public async Task Cancellation_ends_the_waiting()
    {
        var options = Azurite.Options(new FaultInjector(1, 1.0, Fault.Busy));
        options.Retry.Delay = options.Retry.MaxDelay = TimeSpan.FromMinutes(5);
        var table = new StorageService(StorageAccount.Parse((await Azurite.SharedAsync()).ConnectionString), options).Table("abc");
        using var cancel = new CancellationTokenSource();
        var waiting = table.FindAsync("p", "r", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_lease_whose_answer_was_lost_is_ours()
    {
        var faults = new FaultInjector();
        var blob = (await Azurite.NewServiceAsync(faults)).Container(Azurite.NewName()).Blob("lock");
        await blob.UploadAsync(ReadOnlyMemory<byte>.Empty);
        faults.FailNext(Fault.AnswerLost);
        var id = await blob.AcquireLeaseAsync(TimeSpan.FromSeconds(15));
        Assert.NotNull(id);
        Assert.True(await blob.ReleaseLeaseAsync(id));
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
