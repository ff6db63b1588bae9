using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
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
        var settings = Azurite.Settings();
        settings.Transport = transport;
        var table = new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true"), settings).Table("abc");
        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => table.FindAsync("p", "r"));
        Assert.Equal((status, tries), (failure.Status, transport.Sent.Count));
    }

    [Fact]
    public async Task Retry_After_is_waited_for()
    {
        var answers = new Queue<InjectedResponse>([new(503, "ServerBusy", ("Retry-After", "17")), new(404, "TableNotFound")]);
        var transport = new RecordingTransport(_ => answers.Dequeue());
        var time = new SteppingTime();
        var settings = new StorageSettings(time, new Random(7)) { Transport = transport };
        Assert.Null(await new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true"), settings).Table("abc")
            .FindAsync("p", "r"));
        Assert.Equal(TimeSpan.FromSeconds(17), Assert.Single(time.Waits));
    }

    [Fact]
    public async Task A_try_that_takes_too_long_is_given_up_and_repeated()
    {
        var tries = 0;
        var settings = Azurite.Settings();
        settings.TryMax = TimeSpan.FromMilliseconds(500);
        settings.Transport = new SlowTransport(() => ++tries == 1);
        var table = new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true"), settings).Table("abc");
        Assert.Null(await table.FindAsync("p", "r"));
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task A_failure_inside_a_transactions_answer_is_tried_again_too()
    {
        var answers =
            new Queue<InjectedResponse>([Inside(503, "ServerBusy"), Inside(500, "InternalError"), Inside(409, "EntityAlreadyExists")]);
        var transport = new RecordingTransport(_ => answers.Dequeue());
        var settings = Azurite.Settings();
        settings.Transport = transport;
        var table = new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true"), settings).Table("abc");
        var fault = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.TransactAsync(
            [new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", "r"))]));
        Assert.True(fault.IsAlreadyExists());
        Assert.Equal((0, 3), (fault.FailedTransactionActionIndex, transport.Sent.Count));
    }

    [Fact]
    public async Task A_transaction_that_keeps_failing_inside_is_one_exception_of_unknown_outcome()
    {
        var transport = new RecordingTransport(_ => Inside(503, "ServerBusy"));
        var settings = Azurite.Settings();
        settings.Transport = transport;
        var table = new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true"), settings).Table("abc");
        var fault = await Assert.ThrowsAsync<TableTransactionFailedException>(() => table.TransactAsync(
            [new TableTransactionAction(TableTransactionActionType.Add, new TableEntity("p", "r"))]));
        Assert.True(fault.IsOutcomeUnknown());
        Assert.Equal(6, transport.Sent.Count);
    }

    [Fact]
    public async Task Waits_go_by_the_given_clock_and_grow_with_jitter()
    {
        var time = new SteppingTime();
        var settings = new StorageSettings(time, new Random(7))
        {
            Transport = new RecordingTransport(_ => new InjectedResponse(503, "ServerBusy")),
        };
        var table = new StorageService(StorageAccount.Parse("UseDevelopmentStorage=true"), settings).Table("abc");
        await Assert.ThrowsAsync<RequestFailedException>(() => table.FindAsync("p", "r"));
        Assert.Equal(5, time.Waits.Count);
        double[] plain = [0.4, 0.8, 1.6, 3.2, 6.4];
        Assert.All(time.Waits.Zip(plain), wait => Assert.InRange(wait.First.TotalSeconds / wait.Second, 0.79, 1.21));
        Assert.Equal(5, time.Waits.Zip(plain).Select(wait => Math.Round(wait.First.TotalSeconds / wait.Second, 4)).Distinct().Count());
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

    /// <summary>The service's answer to a transaction of which an action has failed.</summary>
    private static InjectedResponse Inside(int status, string code)
    {
        var error = """{"odata.error":{"code":"CODE","message":{"lang":"en-us","value":"0:It failed.\nRequestId:1"}}}""".Replace("CODE",
            code, StringComparison.Ordinal);
        string[] lines =
        [
            "--batchresponse_1", "Content-Type: multipart/mixed; boundary=changesetresponse_1", "",
            "--changesetresponse_1", "Content-Type: application/http", "Content-Transfer-Encoding: binary", "",
            $"HTTP/1.1 {status} {code}", "Content-Type: application/json;odata=minimalmetadata;streaming=true;charset=utf-8", "", error,
            "--changesetresponse_1--", "--batchresponse_1--", "",
        ];
        return new InjectedResponse(202, "Accepted", ("Content-Type", "multipart/mixed; boundary=batchresponse_1"))
        {
            ContentStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Join("\r\n", lines))),
        };
    }

    /// <summary>A transport that does not answer while it is told to be slow, and then that nothing is there.</summary>
    private sealed class SlowTransport(Func<bool> isSlow) : HttpPipelineTransport
    {
        private static readonly HttpClientTransport Requests = new();

        public override Request CreateRequest() => Requests.CreateRequest();

        public override void Process(HttpMessage message) => throw new NotSupportedException();

        public override async ValueTask ProcessAsync(HttpMessage message)
        {
            if (isSlow()) await Task.Delay(Timeout.Infinite, message.CancellationToken);
            message.Response = new InjectedResponse(404, "ResourceNotFound");
        }
    }

    /// <summary>A clock on which every wait is over at once; it notes how long it should have been.</summary>
    internal sealed class SteppingTime : TimeProvider
    {
        public List<TimeSpan> Waits { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Add(dueTime);
            return System.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }
}
