using Azure;
using Azure.Data.Tables;
using Grain.Functions.Storage;
using Xunit;

namespace Grain.Functions.Tests.Storage;

/// <summary>The engine alone: who is told what, when an attempt is refused, overtaken or never answered.</summary>
public sealed class ExactlyOnceTests
{
    private readonly string name = Azurite.NewName();

    [Theory]
    [InlineData(Fault.AnswerLost, true)]
    [InlineData(Fault.ErrorAfterEffect, true)]
    [InlineData(Fault.AnswerLost, false)]
    [InlineData(Fault.ErrorAfterEffect, false)]
    public async Task A_lost_answer_is_settled_by_the_first_used_key_as_written_by_this_attempt(Fault fault, bool withRetries)
    {
        await WriteAsync(null, "earlier");
        var faults = new FaultInjector().FailAt(2, fault); // 1 reads the sum, 2 is the transaction
        Assert.Equal(["a wrote", "b wrote"], await WriteAsync(faults, "a", "b", withRetries));
        Assert.Equal(withRetries ? 4 : 3, faults.Operations);
        Assert.Equal(3, await SumAsync());
    }

    [Fact]
    public async Task What_did_not_arrive_and_is_not_there_is_the_callers_failure_and_nothing_is_written()
    {
        await WriteAsync(null, "earlier");
        var faults = new FaultInjector().FailAt(2, Fault.NotSent);
        await Assert.ThrowsAsync<RequestFailedException>(() => WriteAsync(faults, "a", "b", withRetries: false));
        Assert.Equal(1, await SumAsync());
    }

    [Fact]
    public async Task Whoever_is_overtaken_plans_again_on_what_is_there_then()
    {
        await WriteAsync(null, "earlier");
        var faults = new FaultInjector();
        faults.BeforeSend = (number, _) => number == 2 ? WriteAsync(null, "rival") : Task.CompletedTask;
        Assert.Equal(["a wrote"], await WriteAsync(faults, "a"));
        Assert.Equal(3, await SumAsync());
    }

    [Fact]
    public async Task A_used_key_in_the_way_settles_all_that_are_used_and_the_rest_is_written()
    {
        await WriteAsync(null, "b");
        await WriteAsync(null, "c");
        Assert.Equal(["a wrote", "b found", "c found"], await WriteAsync(null, "a", "b", "c"));
        Assert.Equal(3, await SumAsync());
    }

    [Fact]
    public async Task Overtaken_by_the_same_from_another_process_nothing_is_written_twice()
    {
        var faults = new FaultInjector();
        await WriteAsync(null, "earlier");
        faults.BeforeSend = (number, _) => number == 2 ? WriteAsync(null, "a", "b") : Task.CompletedTask;
        Assert.Equal(["a found", "b found"], await WriteAsync(faults, "a", "b"));
        Assert.Equal(3, await SumAsync());
    }

    [Fact]
    public async Task Who_loses_every_race_waits_longer_each_time_at_random_and_gives_up()
    {
        var time = new SteppingTime();
        var fault = await Assert.ThrowsAsync<RequestFailedException>(() => new Contention(time, new Random(7)).UntilDoneAsync(
            "The row", () => Task.FromResult((false, 0)), default));
        Assert.StartsWith("The row kept changing; gave up after 100 tries", fault.Message, StringComparison.Ordinal);
        Assert.InRange(time.Waits.Count, 95, 100); // what is less than a millisecond is not waited for
        Assert.All(time.Waits.Take(5), wait => Assert.InRange(wait.TotalMilliseconds, 0, 80));
        Assert.InRange(time.Waits.Max(wait => wait.TotalMilliseconds), 200, 320);
        Assert.InRange(time.Waits.Average(wait => wait.TotalMilliseconds), 100, 200);
    }

    private Task<string[]> WriteAsync(FaultInjector? faults, params string[] keys) => WriteAsync(faults, keys, true);

    private Task<string[]> WriteAsync(FaultInjector? faults, string one, string other, bool withRetries) =>
        WriteAsync(faults, [one, other], withRetries);

    /// <summary>Adds one to a sum for each key, once; gives what became of each.</summary>
    private async Task<string[]> WriteAsync(FaultInjector? faults, string[] keys, bool withRetries)
    {
        var table = (await Azurite.NewServiceAsync(faults, withRetries)).Table(name);
        var told = new Dictionary<string, string>();
        await new ExactlyOnce(table, "p", "The sum").RunAsync(
            async _ =>
            {
                var open = keys.Where(key => !told.ContainsKey(key)).ToArray();
                if (open.Length == 0) return null;
                var sum = await table.FindAsync("p", "sum");
                var attempt = new Attempt
                {
                    Committed = () => Array.ForEach(open, key => told[key] = $"{key} wrote"),
                    IsSettled = () => open.All(told.ContainsKey),
                    Lost = _ => { },
                };
                attempt.Write(new TableEntity("p", "sum") { ["Sum"] = (sum?.GetInt32("Sum") ?? 0) + open.Length }, sum?.ETag);
                foreach (var key in open)
                    attempt.Use(new TableEntity("p", $"k~{key}"), new KeyInDoubt($"k~{key}", "all", _ => told[key] = $"{key} found"));
                return attempt;
            }, default);
        return [.. told.Values.Order(StringComparer.Ordinal)];
    }

    private async Task<int?> SumAsync() =>
        (await (await Azurite.NewServiceAsync()).Table(name).FindAsync("p", "sum"))?.GetInt32("Sum");
}
