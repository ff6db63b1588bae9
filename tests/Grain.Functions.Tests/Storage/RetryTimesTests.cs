using Azure;
using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Storage;

/// <summary>Which answers are tried again, how often and after what time.</summary>
public sealed class RetryTimesTests
{
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
}
