using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Grain.Functions.Benchmarks.Fuzz;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Queue;
using Grain.Functions.Storage;

namespace Grain.Functions.Benchmarks.Tenants;

/// <summary>What a community got, and what it waited for.</summary>
internal sealed class TenantFigures
{
    /// <summary>How long each answer took, in milliseconds.</summary>
    public ConcurrentBag<double> Milliseconds { get; } = [];

    /// <summary>How many answers there were, by status.</summary>
    public ConcurrentDictionary<int, int> Statuses { get; } = [];

    /// <summary>What must not be.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    /// <summary>Grants of one point each that were counted at the door, or lie in the queue.</summary>
    public long Grants;

    /// <summary>Seconds that it was told to wait.</summary>
    public long WaitSeconds;

    /// <summary>The time that a share of its answers took at most.</summary>
    public double Quantile(double share)
    {
        var sorted = Milliseconds.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[(int)Math.Min(sorted.Length - 1, share * sorted.Length)];
    }
}

/// <summary>The work of a community: grants, activity and credits by the API and by queues, and reads in between.</summary>
internal sealed class TenantLoad(HttpClient http, StorageService storage, FuzzTenant tenant, FuzzLeaks leaks, int seed)
{
    private const int Batch = 10;
    private readonly string start = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary>Works until the time is over, or so many requests are sent.</summary>
    /// <param name="phase">Told apart by it: all ids are new.</param>
    /// <param name="count">How many requests at most.</param>
    /// <param name="duration">How long at most.</param>
    /// <param name="parallel">How many at once.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<TenantFigures> RunAsync(
        string phase, int count, TimeSpan duration, int parallel, CancellationToken cancellation)
    {
        var (figures, clock) = (new TenantFigures(), Stopwatch.StartNew());
        await Parallel.ForEachAsync(Enumerable.Range(0, count).TakeWhile(_ => clock.Elapsed < duration),
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation },
            async (number, token) => await SendAsync(figures, $"{phase}-{seed}-{number}", number, token));
        return figures;
    }

    private async Task SendAsync(TenantFigures figures, string id, int number, CancellationToken cancellation)
    {
        var person = $"{tenant.Word}{(number + seed) % 7}";
        if (number % 16 == 7)
        {
            var queued = new GrantMessage(tenant.Space, id, [.. GrantsOf($"{id}-q")]);
            await storage.Queue("grants").SendAsync(queued.ToText(), null, cancellation);
            Interlocked.Add(ref figures.Grants, Batch);
            return;
        }

        await ((number % 8) switch
        {
            0 or 1 or 7 => CallAsync(figures, "appendGrants", "writer", "grants",
                JsonSerializer.Serialize(GrantsOf(id).Select(each => new { each.GrantId, each.Contributor, Amount = 1, each.GrantedAt }),
                    JsonSerializerOptions.Web), cancellation),
            2 => CallAsync(figures, "appendActivity", "writer", "activity",
                $$"""[{"id":"{{id}}","caller":"{{person}}","at":"{{start}}","model":"{{tenant.Word}}-model"}]""", cancellation),
            3 => CallAsync(figures, "sendTasks", "writer", "tasks",
                $$"""{"kind":"earn","nodeId":"{{person}}","taskId":"{{tenant.Word}}-{{id}}","amount":1}""", cancellation),
            4 => CallAsync(figures, "getLeaderboard", "reader", "leaderboard", null, cancellation),
            5 => CallAsync(figures, "getContributorById", "reader", $"contributors?id={person}", null, cancellation),
            _ => CallAsync(figures, "listGrants", "reader", $"grants?contributor={person}&limit=20", null, cancellation),
        });
    }

    private IEnumerable<Grant> GrantsOf(string id) => Enumerable.Range(0, Batch).Select(i => new Grant
    {
        GrantId = $"{tenant.Word}-{id}-{i}",
        Contributor = $"{tenant.Word}{i % 7}",
        Key = "api",
        Category = "general",
        Source = "api",
        Amount = Points.Of(1),
        GrantedAt = DateTimeOffset.Parse(start, CultureInfo.InvariantCulture),
    });

    private async Task CallAsync(
        TenantFigures figures, string operation, string role, string path, string? body, CancellationToken cancellation)
    {
        var request = new FuzzRequest(operation, role, tenant, body is null ? HttpMethod.Get : HttpMethod.Post,
            $"/api/spaces/{tenant.Space}/{path}",
            [("Authorization", $"Bearer {tenant.Keys[role]}"), ("Content-Type", "application/json")],
            body is null ? null : Encoding.UTF8.GetBytes(body));
        var clock = Stopwatch.StartNew();
        using var message = FuzzClient.Message(request);
        using var answer = await http.SendAsync(message, cancellation);
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        figures.Milliseconds.Add(clock.Elapsed.TotalMilliseconds);
        var status = (int)answer.StatusCode;
        figures.Statuses.AddOrUpdate(status, 1, (_, before) => before + 1);
        if (leaks.Find(text, request) is { } leak) figures.Faults.Enqueue($"{leak}: {text[..Math.Min(text.Length, 300)]}\n    {request}");
        if (status == 429) Interlocked.Add(ref figures.WaitSeconds, (long)(answer.Headers.RetryAfter?.Delta?.TotalSeconds ?? 0));
        else if (status >= 300) figures.Faults.Enqueue($"answered {status} {text[..Math.Min(text.Length, 300)]}\n    {request}");
        else if (operation == "appendGrants")
            Interlocked.Add(ref figures.Grants, JsonDocument.Parse(text).RootElement.GetProperty("appended").GetInt64());
    }
}
