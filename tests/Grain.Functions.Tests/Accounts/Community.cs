using System.Text;
using Grain.Functions.Distributions;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Accounts.Issuing;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Journals;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Grain.Functions.Tests.Accounts;

/// <summary>A space with the services of accounts and identities over any storage client.</summary>
internal sealed class Community
{
    private readonly string account;

    private Community(string account, StorageService storage, JournalSpace space, TimeProvider time)
    {
        this.account = account;
        Time = time;
        Storage = storage;
        Space = space;
        Registers = new RegisterStore(storage, TimeProvider.System);
        Ledger = new GrainLedger(storage, time);
        var queue = new TransferQueue(storage);
        Transfers = new GrainTransfers(Ledger, new GrantLedger(storage, TimeProvider.System), Registers, queue);
        Holds = new GrainHolds(Ledger, Transfers, Registers);
        Commits = new HoldCommits(Ledger, Holds, Transfers, Registers, queue);
        Distributions = new SpecialDistributions(Ledger, Registers, queue);
        var (spaces, epochs, rows, ids) = (new SpaceDirectory(storage, TimeProvider.System), new EpochStore(storage),
            new TreasuryRows(storage), new MoveIds(storage, Ledger));
        Books = new GrainBooks(Ledger, epochs);
        var reserved = new ReservedGrain(rows, ids, Ledger, Distributions, epochs);
        Treasury = new Treasury(rows, reserved, spaces, epochs, Books);
        HandedOut = new HandedOut(Treasury, reserved, ids, Ledger, Transfers, Distributions, Registers);
        Changes = new AccountChanges(Ledger, Transfers, Registers, ids);
        Payout = new BalancePayout(Ledger, Transfers, Registers, queue);
        Sweep = new SweepTransfers(spaces, Ledger, Transfers, Treasury, Registers, Payout, NullLogger<SweepTransfers>.Instance);
    }

    public TimeProvider Time { get; }
    public StorageService Storage { get; }
    public JournalSpace Space { get; }
    public RegisterStore Registers { get; }
    public GrainLedger Ledger { get; }
    public GrainTransfers Transfers { get; }
    public GrainHolds Holds { get; }
    public HoldCommits Commits { get; }
    public AccountChanges Changes { get; }
    public Treasury Treasury { get; }
    public HandedOut HandedOut { get; }
    public SpecialDistributions Distributions { get; }
    public BalancePayout Payout { get; }
    public SweepTransfers Sweep { get; }
    public GrainBooks Books { get; }

    /// <summary>A new space without anybody, in the account given or one of its own in memory.</summary>
    public static async Task<Community> NewAsync(string? funded = null, string? account = null, TimeProvider? time = null)
    {
        account ??= MemoryAccount.New();
        var storage = await Azurite.NewServiceAsync(account: account);
        var config = new SpaceConfig
        {
            Token = new() { Decimals = 0 },
            Distribution = new() { Treasury = funded is null ? null : new TreasuryConfig { Funded = funded } }
        };
        var (space, _) = await new SpaceDirectory(storage, TimeProvider.System).CreateAsync(Azurite.NewName("space-"), 4, config, default);
        return new Community(account, storage, space.Journal, time ?? TimeProvider.System);
    }

    /// <summary>The same space in an account of its own, if this one is in memory.</summary>
    public Task<Community> CopyAsync() => CopyOnAsync(Time);

    /// <summary>The same with a clock of its own.</summary>
    public async Task<Community> CopyOnAsync(TimeProvider time) =>
        await new Community(MemoryAccount.CopyOf(account), Storage, Space, time).AsAnotherProcessAsync();

    /// <summary>The same space as another process sees it, perhaps with faults.</summary>
    public async Task<Community> AsAnotherProcessAsync(FaultInjector? faults = null) =>
        new(account, await Azurite.NewServiceAsync(faults, withRetries: faults is null, account), Space, Time);

    public async Task MakeAsync(params string[] ids)
    {
        var events = ids.SelectMany(id => new RegisterEvent[] { new IdentityCreated(id, id, "USER"), new ActivitySet(id, true) }).ToArray();
        Assert.IsType<RegisterOutcome.Changed>(await Registers.ChangeAsync(Space, events, default));
    }

    public Task<RegisterOutcome> ChangeAsync(params RegisterEvent[] events) => Registers.ChangeAsync(Space, events, default);

    public async Task DistributeAsync(string id, params (string To, int Amount)[] receipts)
    {
        var outcome = await Distributions.DistributeAsync(Space, Distribution(id, receipts), default);
        Assert.IsNotType<RegisterOutcome.Refused>(outcome);
    }

    public static GrainDistributed Distribution(string id, params (string To, int Amount)[] receipts) =>
        new(id, [new SpecialAllocation(new GrainAmount(receipts.Sum(receipt => receipt.Amount)),
            [.. receipts.Select(r => new Receipt(r.To, new GrainAmount(r.Amount)))])]);

    public Task<TransferOutcome> SendAsync(string id, string from, string to, int amount) =>
        Transfers.SendAsync(Space, new TransferRequest(id, from, to, new GrainAmount(amount)), default);

    public Task<TransferOutcome> MintAsync(string id, string to, int amount) =>
        HandedOut.MintAsync(Space, id, to, new GrainAmount(amount), null, default);

    /// <summary>Until when holds last that are placed here.</summary>
    public static DateTimeOffset HeldUntil { get; } = new(2090, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public Task<TransferOutcome> HoldAsync(string id, string from, string? to, int amount, DateTimeOffset? until = null) =>
        Holds.PlaceAsync(Space, new HoldRequest(id, from, to, new GrainAmount(amount), until ?? HeldUntil), default);

    public async Task<TransferOutcome> CommitAsync(string id, string from, int? amount = null, string? part = null, string? to = null) =>
        (await Commits.CommitAsync(Space,
            new CommitRequest(from, id, part, amount is { } units ? new GrainAmount(units) : null, to), default)).Outcome;

    public Task<TransferOutcome> VoidAsync(string id, string from) => Holds.VoidAsync(Space, from, id, isOwn: false, default);

    /// <summary>What somebody holds in all their accounts.</summary>
    public async Task<(GrainAmount Balance, GrainAmount Received)> HeldAsync(string who)
    {
        var register = await Registers.ReadAsync(Space, default);
        var heads = await Task.WhenAll(register.AccountsOf(who).Select(account => Ledger.ReadHeadAsync(Space, account, default)));
        return (GrainAmount.Sum(heads.Select(head => head.Totals.Balance)), GrainAmount.Sum(heads.Select(head => head.Totals.Received)));
    }

    /// <summary>All journals hold, and all grain is accounted for.</summary>
    public async Task ProveAsync()
    {
        Assert.Null((await Books.ProveAsync(Space, default)).Fault);
        var holds = new HoldsProof(Ledger);
        Assert.Null((await Ledger.ProveAsync(Space, default, holds.Take)).Fault ?? await holds.CompareAsync(Space, default));
    }

    /// <summary>Everything that counts as text, without times. Proves all chains and sums on the way.</summary>
    public async Task<string> EndStateAsync()
    {
        await ProveAsync();
        Assert.Null(await Registers.VerifyAsync(Space, default));
        var text =
            new StringBuilder().AppendLine(Encoding.UTF8.GetString(IdentityMap.Of(await Registers.ReadAsync(Space, default)).ToBytes()));
        foreach (var change in await Registers.ReadPageAsync(Space, 0, 1000, default))
            text.AppendLine(string.Join(", ", change.Value.Events.Select(happened => happened.GetType().Name)));
        await foreach (var head in Ledger.ReadHeadsAsync(Space, default))
        {
            text.AppendLine(
                $"{head.Account} {head.Totals.Balance} {head.Totals.Received} "
                + $"in transit {head.Totals.InTransit} pending {head.Totals.Pending?.Count} "
                + $"holds {string.Join(' ', head.Totals.Holds ?? [])}");
            foreach (var entry in await Ledger.ReadPageAsync(Space, head.Account, 0, 1000, default))
                text.AppendLine($"  {entry.Key} {entry.Value}");
        }

        return text.ToString();
    }
}
