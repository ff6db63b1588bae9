using System.Net.Http.Headers;
using System.Text.Json;
using System.Text;
using Grain.Functions.Hosting.Sent;
using Grain.Functions.Hosting;
using Grain.Functions.Ledgers.Activities.Api;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Ledgers.Grants.Api;
using Grain.Functions.Tests.Hosting.Sent;
using Xunit;

namespace Grain.Functions.Tests.Hosting;

/// <summary>However much is wrong, the answer stays small and the reading ends.</summary>
public sealed class FaultListTests
{
    private static readonly string ManyNames = "{" + string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"k{i}\":1")) + "}";

    [Fact]
    public void A_sequence_is_read_no_further_than_it_is_told()
    {
        var read = 0;
        var told = FaultList.Of(Enumerable.Range(0, 1_000_000).Select(i => new Fault($"$[{read = i}]", "is odd")));
        Assert.Equal((FaultList.Most + 1, "has further faults; 100 are told"), (told.Count, told[^1].Message));
        Assert.InRange(read, 0, FaultList.Most + 1);
        Assert.Equal(FaultList.Most, FaultList.Of(told.Take(FaultList.Most)).Count);
        Assert.Equal(FaultList.Most + 1, Problem.BadRequest(Enumerable.Repeat(told[0], 5000)).Faults.Count);
        Assert.Equal(FaultList.Most + 1, Problem.Conflict("", Enumerable.Repeat(told[0], 5000)).Faults.Count);
        Assert.Equal(FaultList.Most + 1, Problem.Unavailable("", Enumerable.Repeat(told[0], 5000)).Faults.Count);
    }

    [Fact]
    public void A_name_as_long_as_a_body_is_cut()
    {
        var fault = new Fault("$." + new string('k', 1_000_000), new string('m', 298) + string.Concat(Enumerable.Repeat("😀", 1_000_000)));
        Assert.Equal((300, 999, '…'), (fault.Path.Length, fault.Message.Length, fault.Message[^1]));
        Assert.Equal(Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(fault.Message)), fault.Message);
    }

    [Fact]
    public void Every_reader_ends_when_enough_is_told()
    {
        using var many = JsonDocument.Parse(ManyNames);
        using var array = JsonDocument.Parse($"[{string.Join(',', Enumerable.Repeat("{\"a\":1,\"b\":1}", 1000))}]");
        Action<SentValue>[] readers = [body => GrantReader.Read(body, DateTimeOffset.UnixEpoch), body => TaskCreditReader.Read(body),
            body => FactReader.Read(body, DateTimeOffset.UnixEpoch)];
        foreach (var reader in readers)
            foreach (var body in (JsonElement[])[many.RootElement, array.RootElement])
            {
                var faults = new FaultList();
                var before = GC.GetAllocatedBytesForCurrentThread();
                reader(new SentValue(body, faults));
                Assert.Equal(FaultList.Most + 1, faults.All.Count);
                Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 4_000_000);
            }

        var now = DateTimeOffset.UnixEpoch;
        Assert.Equal(FaultList.OfLineMax + 1, SentText.ReadLine(ManyNames, sent => GrantReader.ReadOne(sent, now)).Faults.Count);
        Assert.Equal(FaultList.OfLineMax + 1, SentText.ReadLine(ManyNames, sent => FactReader.ReadOne(sent, now)).Faults.Count);
    }

    [Theory]
    [InlineData("grants")]
    [InlineData("activity")]
    public async Task A_stream_of_anything_else_is_told_so_line_by_line_and_why_for_the_first(string address)
    {
        var app = await GrainApp.SharedAsync();
        using var content = new StringContent(string.Concat(Enumerable.Repeat("1\n", GrantStream.FaultyLinesMax + 10)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
        using var answer =
            await app.Client.PostAsync(new Uri($"/api/spaces/{await app.NewSpaceAsync()}/{address}", UriKind.Relative), content);
        var lines = (await answer.Content.ReadAsStringAsync()).Trim().Split('\n');
        Assert.Equal(GrantStream.FaultyLinesMax + 10, lines.Count(line => line.Contains("\"invalid\"", StringComparison.Ordinal)));
        Assert.Equal(GrantStream.FaultyLinesMax, lines.Count(line => line.Contains("\"errors\"", StringComparison.Ordinal)));
    }
}
