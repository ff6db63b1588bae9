using Grain.Functions.Audit;
using Grain.Functions.Hosting.Access;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Grain.Functions.Tests.Audit;

/// <summary>A process that keeps an audit, on storage in memory and a clock that a test moves.</summary>
internal sealed class AuditHouse
{
    public const string Space = "moss";

    private AuditHouse(StorageService storage, FakeTimeProvider time, IEnumerable<ActLookup> lookups)
    {
        (Storage, Time) = (storage, time);
        Log = new AuditLog(storage, time);
        Open = new OpenActs(storage);
        Spaces = new SpaceDirectory(storage, time);
        Acts = new Acts(Open, Log, Spaces, lookups, time, NullLogger<Acts>.Instance);
    }

    public StorageService Storage { get; }

    public FakeTimeProvider Time { get; }

    public AuditLog Log { get; }

    public OpenActs Open { get; }

    public SpaceDirectory Spaces { get; }

    public Acts Acts { get; }

    public static async Task<AuditHouse> StartAsync(string account, FaultInjector? faults = null, params ActLookup[] lookups)
    {
        var house = new AuditHouse(await Azurite.NewServiceAsync(faults, withRetries: false, account),
            new FakeTimeProvider(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero)), lookups);
        if (faults is null) await house.Spaces.CreateAsync(Space, 1, new SpaceConfig(), default);
        return house;
    }

    public Task<OpenAct> BeginAsync(string operation, bool isOfOwners = false, string by = "key moss/1") =>
        Acts.BeginAsync(Space, isOfOwners, new AuditEntry(operation, Time.GetUtcNow(), by) { Key = by[^1..] }, default);

    /// <summary>Settles what was left, after as long as it takes.</summary>
    public async Task SettleAsync()
    {
        Time.Advance(SettleActs.Age * 2);
        await new SettleActs(Open, Acts, Time, NullLogger<SettleActs>.Instance).RunAsync(null!, default);
    }

    /// <summary>The acts of a journal, oldest first: <c>mintGrain</c>, <c>mintGrain?</c> if it is not known whether it was done.</summary>
    public async Task<string[]> ActsOfAsync(string name = Space)
    {
        Assert.Null((await Log.ProveAsync(name, default)).Fault);
        var (page, next) = await Log.ReadAsync(name, null, 500, null, default);
        Assert.Null(next);
        return [.. page.Reverse().Select(entry => entry.Value.Operation + (entry.Value.Outcome is null ? "" : "?"))];
    }
}
