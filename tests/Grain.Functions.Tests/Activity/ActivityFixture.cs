using Grain.Functions.Epochs;
using Grain.Functions.Hosting.Access;
using Grain.Functions.Ledgers.Activities;
using Grain.Functions.Ledgers.Activities.Log;
using Grain.Functions.Ledgers.Activities.Reads;
using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Runs;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Functions.Ledgers.Identities;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Grain.Functions.Tests.Activity;

/// <summary>
/// The parts of the slice as one process would have them; several fixtures of a space are several processes.
/// </summary>
internal sealed class ActivityFixture
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    /// <summary>The storage account; without another one, one in memory that only this fixture has.</summary>
    public required string Account { get; init; }

    public required Space Space { get; set; }

    public required FakeTimeProvider Time { get; init; }

    public required StorageService Storage { get; init; }

    /// <summary>How the storage's formats stand; without it the process knows of no later one.</summary>
    public StorageFormats? Formats { get; private init; }

    public ActivityLedger Ledger { get; private init; } = null!;

    public GrantLedger Grants { get; private init; } = null!;

    public CreditLedger Credits { get; private init; } = null!;

    public CollectActivity Collector { get; private init; } = null!;

    public ActivityViews Views { get; private init; } = null!;

    public AchievementReader Achievements { get; private init; } = null!;

    public PersonalSettingsStore People { get; private init; } = null!;

    public static async Task<ActivityFixture> NewAsync(ActivityConfig? config = null, string? account = null)
    {
        account ??= MemoryAccount.New();
        var space =
            new Space(Azurite.NewName("activity-"), 2, Now, 1, new SpaceConfig { Activity = config ?? new ActivityConfig() }, default);
        return Open(space, new FakeTimeProvider(Now), await Azurite.NewServiceAsync(account: account), account);
    }

    /// <summary>The same on storage of the newest format.</summary>
    public static async Task<ActivityFixture> NewSpreadAsync(string? account = null) =>
        await (await NewAsync(account: account)).MovedAsync();

    /// <summary>The next process, after the storage was moved to the newest format.</summary>
    public async Task<ActivityFixture> MovedAsync()
    {
        var storage = await Azurite.NewServiceAsync(account: Account);
        var formats = new StorageFormats(storage, Time);
        await formats.MoveAsync(default);
        return Open(Space, Time, storage, Account, formats);
    }

    /// <summary>The same in an account of its own, which holds what this one held.</summary>
    public async Task<ActivityFixture> CopyAsync()
    {
        var (account, time) = (MemoryAccount.CopyOf(Account), new FakeTimeProvider(Now));
        var storage = await Azurite.NewServiceAsync(account: account);
        return Open(Space, time, storage, account, Formats is null ? null : new StorageFormats(storage, time));
    }

    /// <summary>A process of the version before.</summary>
    public ActivityFixture Former() =>
        Open(Space, Time,
            MemoryAccount.TryOpen(Account, new StorageSettings(TimeProvider.System, Random.Shared) { Format = 1 })!, Account);

    /// <summary>Another process on the same space.</summary>
    public async Task<ActivityFixture> AgainAsync(FaultInjector? faults = null, bool withRetries = true) =>
        await Azurite.NewServiceAsync(faults, withRetries, Account) is var storage && Formats is null
            ? Open(Space, Time, storage, Account) : Open(Space, Time, storage, Account, new StorageFormats(storage, Time));

    public static ActivityFact Request(string id, string caller, DateTimeOffset? at = null, long saved = 0, decimal dollars = 0,
        string model = "small", bool hit = false) => new()
        {
            Kind = ActivityKinds.Request,
            Id = id,
            Caller = caller,
            At = at ?? Now,
            Model = model,
            TokensIn = 10,
            TokensSaved = saved,
            CostSaved = Dollars.Of(dollars),
            CacheHit = hit,
        };

    public static Grant Grant(string id, string contributor, DateTimeOffset at, string category = "code", decimal points = 2,
        string key = "manual") => new()
        {
            GrantId = id,
            Contributor = contributor,
            Key = key,
            Category = category,
            Source = "github",
            Amount = new Points((long)(points * 1_000_000)),
            GrantedAt = at,
        };

    public async Task<string> SendAsync(params ActivityFact[] facts) =>
        string.Join(' ', (await Ledger.AppendAsync(Space, facts, maybeSeen: false, default)).Select(FactAnswer.Word));

    public async Task<ActivityAccount> AccountAsync(string caller = "") =>
        (await Ledger.Store.ReadAccountAsync(Space.Name, caller, default)).Account;

    /// <summary>Somebody with a reader's key.</summary>
    public static Caller Reader { get; } = new("a reader", [new Right(Role.Reader, null)]);

    /// <summary>Somebody with a steward's.</summary>
    public static Caller Steward { get; } = new("a steward", [new Right(Role.Steward, null)]);

    public async Task<Stats> StatsAsync(string caller = "") => (await Views.OpenAsync(Space, caller, null, Reader, default)).Stats;

    public async Task<IReadOnlyDictionary<DateOnly, long>> DaysAsync(string caller = "") =>
        (await Ledger.Store.ReadDaysAsync(Space.Name, caller, new DateOnly(2025, 12, 1).DayNumber, new DateOnly(2026, 11, 22).DayNumber,
            default))
        .ToDictionary(day => DateOnly.FromDayNumber(day.Key), day => day.Value.Events);

    public async Task<IReadOnlyList<EventAnswer>> EventsAsync(string caller = "")
    {
        var view = await Views.OpenAsync(Space, caller, null, Reader, default);
        return (await new RecentEvents(Ledger).ReadAsync(view, null, 500, default)).Events;
    }

    /// <summary>Everything adds up: the log against totals, days and unlocks.</summary>
    public async Task<string> VerifyAsync()
    {
        var result = await new ActivityVerifier(Ledger).CheckAsync(Space, default);
        Assert.Null(result.Fault);
        return result.Summary;
    }

    private static ActivityFixture Open(
        Space space, FakeTimeProvider time, StorageService storage, string account, StorageFormats? formats = null)
    {
        var (ledger, grants, credits) = (
            new ActivityLedger(storage, TimeProvider.System, formats: formats), new GrantLedger(storage, time),
            new CreditLedger(storage, time));
        var collector = new ActivityCollector(ledger, grants, credits);
        return new ActivityFixture
        {
            Account = account,
            Space = space,
            Time = time,
            Storage = storage,
            Formats = formats,
            Ledger = ledger,
            Grants = grants,
            Credits = credits,
            Collector = new CollectActivity(
                new SpaceDirectory(storage, time), collector, ledger, new EpochStore(storage), time,
                NullLogger<CollectActivity>.Instance),
            Views = new ActivityViews(ledger, collector, new FaceReader(storage, ledger.Spelling, new SpaceSecrets()), time),
            Achievements = new AchievementReader(ledger, time),
            People = new PersonalSettingsStore(ledger, time),
        };
    }
}
