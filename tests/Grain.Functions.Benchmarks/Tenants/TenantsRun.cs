using Grain.Functions.Benchmarks.Fuzz;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Spaces;
using Grain.Functions.Storage;
using Grain.Local.Host;

namespace Grain.Functions.Benchmarks.Tenants;

/// <summary>What came of it.</summary>
/// <param name="Alone">The quiet community, alone.</param>
/// <param name="Beside">The same beside the noisy one.</param>
/// <param name="Noisy">The noisy one.</param>
/// <param name="Faults">What must not be.</param>
internal sealed record TenantsReport(TenantFigures Alone, TenantFigures Beside, TenantFigures Noisy, IReadOnlyList<string> Faults);

/// <summary>
/// Two communities work at once, one of them at its limits all the time. Nothing of one may be found with the other: no word in an answer
/// or a row, and each has exactly the points that were granted to it.
/// </summary>
internal sealed class TenantsRun(FunctionsHost host, StorageService storage, FuzzQueues queues, string owner, int seed)
{
    /// <summary>Of one tenant the noisy one gets, and of the other nobody hears.</summary>
    private const string NoisyLimits = """{"requestsAMinute":60,"grantsAMinute":200}""";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly GrantLedger ledger = new(storage, TimeProvider.System);

    /// <summary>Has them work.</summary>
    /// <param name="count">How many requests each sends at most in a phase.</param>
    /// <param name="duration">How long a phase takes at most.</param>
    /// <param name="parallel">How many requests the quiet one has at once; the noisy one twice as many.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<TenantsReport> RunAsync(int count, TimeSpan duration, int parallel, CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = host.Address, Timeout = Patience };
        using var client = new FuzzClient(http, owner);
        var noisy = await client.TenantAsync("aardwolf", "plain", cancellation);
        var quiet = await client.TenantAsync("bumblebee", "plain", cancellation);
        FuzzTenant[] tenants = [noisy, quiet];
        var leaks = new FuzzLeaks(tenants);
        foreach (var secret in tenants.SelectMany(tenant => tenant.Keys.Values.Append(tenant.Secret)).Append(owner)) leaks.Plant(secret);
        var before = (await TotalAsync(noisy, cancellation), await TotalAsync(quiet, cancellation));
        var (one, other) = (new TenantLoad(http, storage, noisy, leaks, seed), new TenantLoad(http, storage, quiet, leaks, seed));

        await other.RunAsync("warm", count / 4, duration / 4, parallel, cancellation);
        var warm = await TotalOfQueuedAsync(quiet, cancellation);
        var alone = await other.RunAsync("alone", count, duration, parallel, cancellation);
        await client.DoAsync(HttpMethod.Put, $"spaces/{noisy.Space}/limits", NoisyLimits, cancellation);
        var noise = one.RunAsync("noise", count * 4, duration, parallel * 2, cancellation);
        var beside = await other.RunAsync("beside", count, duration, parallel, cancellation);
        var loud = await noise;
        await client.DoAsync(HttpMethod.Put, $"spaces/{noisy.Space}/limits", "{}", cancellation);

        var faults = new List<string>([.. alone.Faults, .. beside.Faults, .. loud.Faults]);
        await WaitAsync(cancellation);
        faults.AddRange(await new FuzzAftermath(host, client, storage, queues).FaultsAsync(tenants, cancellation));
        await CheckAsync(noisy, before.Item1.Plus(Points.Of(loud.Grants)), faults, cancellation);
        await CheckAsync(quiet, warm.Plus(Points.Of(alone.Grants + beside.Grants)), faults, cancellation);
        return new TenantsReport(alone, beside, loud, faults);
    }

    private async Task<Points> TotalOfQueuedAsync(FuzzTenant tenant, CancellationToken cancellation)
    {
        await queues.DrainAsync(cancellation);
        await WaitAsync(cancellation);
        return await TotalAsync(tenant, cancellation);
    }

    /// <summary>What waits for the next minute is hidden until then.</summary>
    private async Task WaitAsync(CancellationToken cancellation)
    {
        for (var looks = 0; looks < 150 && await storage.Queue("grants").CountAsync(cancellation) > 0; looks++)
        {
            await queues.DrainAsync(cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System, cancellation);
        }
    }

    private async Task CheckAsync(FuzzTenant tenant, Points expected, List<string> faults, CancellationToken cancellation)
    {
        if (await TotalAsync(tenant, cancellation) is var total && total != expected)
            faults.Add($"{tenant.Space} has {total} points, and {expected} were granted to it");
    }

    private async Task<Points> TotalAsync(FuzzTenant tenant, CancellationToken cancellation)
    {
        var space = (await new SpaceDirectory(storage, TimeProvider.System).FindAsync(tenant.Space, fresh: true, cancellation))!;
        var sum = Points.Zero;
        await foreach (var head in ledger.ReadHeadsAsync(space.Journal, cancellation)) sum = sum.Plus(head.Totals.Total);
        return sum;
    }
}
