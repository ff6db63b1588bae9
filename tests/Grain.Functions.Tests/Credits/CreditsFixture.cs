using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Credits.Escrows;
using Grain.Functions.Ledgers.Credits.Events;
using Grain.Functions.Ledgers.Credits.Replicas;
using Grain.Functions.Ledgers.Credits.Tasks;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Grain.Functions.Tests.Credits;

/// <summary>
/// The parts of the slice on an account of the emulator, as one process would have them; several fixtures of a space are several processes.
/// </summary>
internal sealed class CreditsFixture
{
    public required string Account { get; init; }

    public required Space Space { get; init; }

    public required StorageService Storage { get; init; }

    public required TimeProvider Time { get; init; }

    public CreditLedger Ledger { get; private init; } = null!;

    public EscrowLedger Escrows { get; private init; } = null!;

    public TaskCredits Credits { get; private init; } = null!;

    public CreditEventFeed Feed { get; private init; } = null!;

    public ReplicaKeys Keys { get; private init; } = null!;

    public ReplicaMerge Merge { get; private init; } = null!;

    private ProcessTaskCredit Function { get; init; } = null!;

    public static async Task<CreditsFixture> NewAsync(CreditsConfig? config = null, TimeProvider? time = null,
        string? account = null) =>
        await OpenAsync(account ?? MemoryAccount.New(), Azurite.NewName("credits-"), config ?? new CreditsConfig(),
            time ?? TimeProvider.System);

    /// <summary>Another process on the same space.</summary>
    public Task<CreditsFixture> AgainAsync(FaultInjector? faults = null, CreditsConfig? config = null, bool withRetries = true) =>
        OpenAsync(Account, Space.Name, config, Time, faults, withRetries);

    /// <summary>Has a message processed as the pump would.</summary>
    public Task ProcessAsync(TaskCredit credit, int delivery = 1) =>
        Function.RunAsync(TaskCreditQueue.Text(Space.Name, credit), maybeSeen: delivery > 1, default);

    public Task<CreditRecord> ApplyAsync(TaskCredit credit, bool maybeSeen = false) =>
        Credits.ApplyAsync(Space, credit, maybeSeen, default);

    public async Task<CreditTotals> TotalsAsync(string node) => (await Ledger.ReadHeadAsync(Space.Journal, node, default)).Totals;

    public async Task<decimal> BalanceAsync(string node) => (await TotalsAsync(node)).Balance.ToDecimal();

    public async Task<IReadOnlyList<CreditEntry>> EntriesAsync(string node) =>
        [.. (await Ledger.ReadPageAsync(Space.Journal, node, 0, 1000, default)).Select(entry => entry.Value)];

    public async Task<IReadOnlyList<CreditEvent>> EventsAsync() =>
        await Feed.ReadAsync(Space.Name, Space.Config.Credits.EventDays, null, 1000, default);

    /// <summary>The books, which must be right.</summary>
    public async Task<CreditVerification> VerifyAsync()
    {
        var books = await CreditVerification.RunAsync(Storage, Time, Space, default);
        Assert.Empty(books.Faults);
        return books;
    }

    public static TaskCredit Earn(string node, string task, string? submitter = null, decimal? amount = null, string? type = null) => new()
    {
        Kind = CreditKinds.Earn,
        NodeId = node,
        TaskId = task,
        Amount = amount is { } exact ? CreditAmount.Rounded(exact) : null,
        Task = submitter is null && type is null ? null : new TaskInfo { Submitter = submitter, Type = type },
    };

    public static TaskCredit Spend(string node, string task, decimal? amount = null, string? type = null, string? priority = null) => new()
    {
        Kind = CreditKinds.Spend,
        NodeId = node,
        TaskId = task,
        Amount = amount is { } exact ? CreditAmount.Rounded(exact) : null,
        Task = type is null && priority is null ? null : new TaskInfo { Type = type, Priority = priority },
    };

    /// <summary>Contributions go to a queue, which would be one more operation; tests that are not about them leave it alone.</summary>
    private static CreditsConfig Quiet(CreditsConfig config) => config with { Contributions = new TaskContributions { Enabled = false } };

    private static async Task<CreditsFixture> OpenAsync(string account, string name, CreditsConfig? config, TimeProvider time,
        FaultInjector? faults = null, bool withRetries = true)
    {
        // The directory is read without faults: a test is about what comes after.
        var spaces = new SpaceDirectory(await Azurite.NewServiceAsync(account: account), time);
        var (space, isNew) = await spaces.CreateAsync(name, 4, new SpaceConfig { Credits = Quiet(config ?? new CreditsConfig()) }, default);
        if (!isNew && config is not null)
            space = (await spaces.ConfigureAsync(space, space.Config with { Credits = Quiet(config) }, default))!;
        var storage = await Azurite.NewServiceAsync(faults, withRetries, account);
        var (ledger, escrows, feed, keys) = (new CreditLedger(storage, time), new EscrowLedger(storage, time),
            new CreditEventFeed(storage, time), new ReplicaKeys(storage, time));
        var notices = new CreditNotices(feed, new GrantQueue(storage), new EventQueue(storage), ledger, new GrantLedger(storage, time));
        var credits = new TaskCredits(ledger, escrows, notices, time);
        return new CreditsFixture
        {
            Account = account,
            Space = space,
            Storage = storage,
            Time = time,
            Ledger = ledger,
            Escrows = escrows,
            Credits = credits,
            Feed = feed,
            Keys = keys,
            Merge = new ReplicaMerge(ledger, escrows, credits, keys, notices, time),
            Function = new ProcessTaskCredit(spaces, credits, ledger, NullLogger<ProcessTaskCredit>.Instance),
        };
    }
}
