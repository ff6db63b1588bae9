using System.Reflection;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Hosting;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Tests.Accounts;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Grain.Functions.Tests.Spaces;

/// <summary>Messages of spaces that have come to an end, or of work that was cut off.</summary>
public sealed class QueueMessageTests : IClassFixture<TimerApp>
{
    private readonly TimerApp app;

    public QueueMessageTests(TimerApp app) => this.app = app;

    /// <summary>
    /// The queue function that finishes what its request has begun and did not end: each of the three that a message may ask for.
    /// </summary>
    [Fact]
    public async Task What_was_begun_is_finished_from_the_queue()
    {
        var space = await app.NewSpaceAsync("whole-", DueWork.Config);
        await DueWork.BeginTransferAsync(app, space);
        var finish = ActivatorUtilities.CreateInstance<FinishTransfer>(app.Services);
        await finish.RunAsync($$"""{"space":"{{space.Name}}","accounts":["ada"]}""", default);
        Assert.True(await DueWork.OfTimers["TransfersSweep"].IsDone(app, space));

        await app.Get<RegisterStore>().ChangeAsync(space.Journal, [Community.Distribution("d2", ("bob", 3))], default);
        await finish.RunAsync($$"""{"space":"{{space.Name}}","distribution":"d2"}""", default);
        Assert.Equal(new GrainAmount(7), await BalanceAsync("bob"));

        await app.Get<RegisterStore>()
            .ChangeAsync(space.Journal, [new CurrencySet(new Currency("BTC")), new AccountingSet(false)], default);
        await finish.RunAsync($$"""{"space":"{{space.Name}}","payOut":true}""", default);
        Assert.Equal(GrainAmount.Zero, await BalanceAsync("bob"));

        await Assert.ThrowsAsync<InvalidDataException>(() => finish.RunAsync("""{"space":"nowhere"}""", default));

        async Task<GrainAmount> BalanceAsync(string who) =>
            (await app.Get<GrainLedger>().ReadHeadAsync(space.Journal, who, default)).Totals.Balance;
    }

    /// <summary>What lies in the queues when a space is deleted ends without a word of complaint: nothing of it is put aside.</summary>
    [Theory]
    [InlineData("activity", """{"space":"SPACE","facts":[]}""")]
    [InlineData("checkpoints", """{"space":"SPACE","epoch":"2026-10-18","try":1}""")]
    [InlineData("credit-events",
        """{"space":"SPACE","try":1,"event":{"id":"evt_1","type":"earned","at":"2026-10-20T00:00:00Z","node":"ada"}}""")]
    [InlineData("epochs", """{"space":"SPACE","left":1}""")]
    [InlineData("grants", """{"space":"SPACE","delivery":"d","grants":[]}""")]
    [InlineData("spaces", """{"space":"SPACE","piece":9}""")]
    [InlineData("task-credits", """{"space":"SPACE","kind":"earn","nodeId":"ada","taskId":"t","amount":1}""")]
    [InlineData("transfers", """{"space":"SPACE","accounts":["ada"]}""")]
    public async Task A_message_for_a_deleted_space_ends_quietly(string queue, string text)
    {
        var space = await app.NewSpaceAsync("gone-", DueWork.Config);
        Assert.NotNull(await app.Get<SpaceDirectory>()
            .ReplaceAsync(space, space.With(archived: true, DueWork.LongAgo).Ended(DueWork.LongAgo), default));
        await RunMessageAsync(queue, text.Replace("SPACE", space.Name, StringComparison.Ordinal));
        if (queue != "spaces")
            await Assert.ThrowsAsync<InvalidDataException>(() =>
                RunMessageAsync(queue, text.Replace("SPACE", "nowhere", StringComparison.Ordinal)));
    }

    /// <summary>What each function can make nothing of, besides what none can.</summary>
    [Theory]
    [InlineData("activity", """{"space":"SPACE","facts":[{"kind":"dance"}]}""")]
    [InlineData("checkpoints", """{"space":"SPACE","epoch":"e","try":-1}""")]
    [InlineData("credit-events",
        """{"space":"SPACE","try":0,"event":{"id":"e","type":"dance","at":"2026-01-01T00:00:00Z","nodeId":"ada"}}""")]
    [InlineData("epochs", """{"space":["SPACE"]}""")]
    [InlineData("grants", """{"space":"SPACE","delivery":"d","grants":[null]}""")]
    [InlineData("spaces", """{"space":"SPACE","piece":"last"}""")]
    [InlineData("task-credits", """{"space":"SPACE","kind":"dance","nodeId":"ada","taskId":"t"}""")]
    [InlineData("transfers", """{"space":"SPACE","accounts":"ada"}""")]
    public async Task Garbage_is_refused_with_a_reason(string queue, string own)
    {
        var space = await app.NewSpaceAsync("odd-", DueWork.Config);
        string[] texts = ["", "no JSON", "null", "[]", "7", "{}", """{"space":null}""", """{"space":7}""", """{"space":"cut o""",
            "\u0001\u001b[2J\u202e", new('x', 48 * 1024), own.Replace("SPACE", space.Name, StringComparison.Ordinal)];
        foreach (var text in texts)
        {
            var fault = await Record.ExceptionAsync(() => RunMessageAsync(queue, text));
            Assert.True(fault is InvalidDataException or System.Text.Json.JsonException or ProblemException, $"{text}: {fault}");
        }
    }

    [Fact]
    public void No_queue_is_missing_above() => Assert.Equal(8, Queues.All.Count);

    [Fact]
    public async Task No_epoch_of_an_archived_space_is_run_although_it_was_asked_for()
    {
        var space = await app.NewSpaceAsync("kept-", DueWork.Config);
        Assert.NotNull(await app.Get<SpaceDirectory>().ReplaceAsync(space, space.With(archived: true, DueWork.LongAgo), default));
        await RunMessageAsync("epochs", $$"""{"space":"{{space.Name}}","left":1}""");
        Assert.False(await app.Get<EpochStore>().ListAsync(space.Name).AnyAsync());
    }

    private Task RunMessageAsync(string queue, string text)
    {
        var (type, method) = (
            from each in typeof(SpaceDirectory).Assembly.GetTypes()
            from function in each.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            where function.GetParameters().Any(parameter => parameter.GetCustomAttribute<QueueTriggerAttribute>()?.QueueName == queue)
            select (each, function)).Single();
        // Those that look whether a message was seen before have a method that is told.
        object?[] arguments = method.GetParameters().Length == 2 ? [text, CancellationToken.None] : [text, false, CancellationToken.None];
        var run = method.GetParameters().Length == 2 ? method
            : type.GetMethod("RunAsync", BindingFlags.Instance | BindingFlags.NonPublic,
                [typeof(string), typeof(bool), typeof(CancellationToken)])!;
        return (Task)run.Invoke(ActivatorUtilities.CreateInstance(app.Services, type), arguments)!;
    }
}
