using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Grain.Functions.Storage;
using Grain.Local.Host;

namespace Grain.Functions.Benchmarks.Fuzz;

/// <summary>What came of it.</summary>
/// <param name="Requests">How many requests were answered.</param>
/// <param name="Statuses">How many by status.</param>
/// <param name="Succeeded">Operations that were answered with success at least once.</param>
/// <param name="Missed">Operations that never were.</param>
/// <param name="Slowest">The slowest answers of the slowest operations, slowest first: milliseconds until they began.</param>
/// <param name="Slow">How many took more than a second to begin.</param>
/// <param name="Faults">What must not be.</param>
internal sealed record FuzzReport(
    int Requests, SortedDictionary<int, int> Statuses, IReadOnlyCollection<string> Succeeded, IReadOnlyList<string> Missed,
    IReadOnlyList<(double Milliseconds, string Request)> Slowest, int Slow, IReadOnlyList<string> Faults);

/// <summary>
/// Fires requests of all kinds, of all roles, at once and at two tenants, and looks that nothing breaks, nothing is told that must not be,
/// and nothing crosses from one tenant to the other. Afterwards everything has to be whole.
/// </summary>
internal sealed class FuzzRun(FunctionsHost host, StorageService storage, FuzzQueues queues, string owner, int seed)
{
    private const int FaultsMax = 40;
    private const int SlowestKept = 10;
    private const int AnswerMax = 1 << 20;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> faults = [];
    private readonly ConcurrentDictionary<int, int> statuses = [];
    private readonly ConcurrentDictionary<string, bool> succeeded = [];
    private readonly Dictionary<string, (double Milliseconds, string Request)> slowest = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly FuzzLearnt learnt = new();
    private int slow;

    /// <summary>Fires.</summary>
    /// <param name="count">How many requests.</param>
    /// <param name="parallel">How many at once.</param>
    /// <param name="progress">Is told how many are done.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<FuzzReport> RunAsync(int count, int parallel, Action<int> progress, CancellationToken cancellation)
    {
        using var http =
            new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = host.Address, Timeout = Patience };
        using var client = new FuzzClient(http, owner);
        var document = await client.DocumentAsync(cancellation);
        var tenants = new[]
        {
            await client.TenantAsync("aardwolf", "plain", cancellation), await client.TenantAsync("bumblebee", "sealed", cancellation),
        };
        var leaks = new FuzzLeaks(tenants);
        foreach (var secret in tenants.SelectMany(tenant => tenant.Keys.Values.Append(tenant.Secret)).Append(owner)) leaks.Plant(secret);
        var spaces = new FuzzSpaces(tenants, [.. Enumerable.Range(0, 6).Select(i => $"passing-{seed}-{i}")]);
        var (requests, done) = (new FuzzRequests(document, seed, learnt), 0);
        await Parallel.ForEachAsync(Enumerable.Range(0, count),
            new ParallelOptions { MaxDegreeOfParallelism = parallel, CancellationToken = cancellation }, async (number, token) =>
            {
                if (faults.Count >= FaultsMax) return;
                // What is archived or switched off lets nothing in any more.
                if (number % 150 == 0) await client.OpenAsync(tenants[number / 150 % 2], token);
                var request = requests.Make(number, tenants[number % 2], spaces, owner);
                await FireAsync(http, request, leaks, token);
                progress(Interlocked.Increment(ref done));
            });
        foreach (var tenant in tenants) await client.OpenAsync(tenant, cancellation);
        foreach (var fault in await new FuzzAftermath(host, client, storage, queues).FaultsAsync(tenants, cancellation))
            faults.Enqueue(fault);
        return new FuzzReport(done, new(statuses), [.. succeeded.Keys.Order(StringComparer.Ordinal)],
            [.. requests.Operations.Except(succeeded.Keys)],
            [.. slowest.Values.OrderByDescending(each => each.Milliseconds).Take(SlowestKept)], slow,
            [.. faults]);
    }

    private async Task FireAsync(HttpClient http, FuzzRequest request, FuzzLeaks leaks, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        try
        {
            using var message = FuzzClient.Message(request);
            using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation);
            Took(clock.Elapsed.TotalMilliseconds, request); // until it begins: the file of a person is as long as their history
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
            var status = (int)answer.StatusCode;
            statuses.AddOrUpdate(status, 1, (_, before) => before + 1);
            var text = Encoding.UTF8.GetString(bytes, 0, Math.Min(bytes.Length, AnswerMax));
            if (status >= 500) Fault($"answered {status} {text[..Math.Min(text.Length, 300)]}", request);
            if (leaks.Find($"{answer.Headers}\n{text}", request) is { } leak)
                Fault($"{leak}: {text[..Math.Min(text.Length, 600)]}", request);
            if (status is < 200 or >= 300) return;
            if (request.Method != HttpMethod.Head && message.Method == request.Method) succeeded[request.Operation] = true;
            if (text.StartsWith('{') && answer.Content.Headers.ContentType?.MediaType == "application/json")
            {
                using var json = JsonDocument.Parse(bytes);
                learnt.Take(request, json.RootElement);
                if (json.RootElement.TryGetProperty("secret", out var secret)) leaks.Plant(secret.GetString()!);
            }
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or JsonException
            || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            Fault($"was not answered in order: {fault.GetType().Name} {fault.Message}", request);
        }
    }

    private void Fault(string what, FuzzRequest request)
    {
        if (faults.Count < FaultsMax) faults.Enqueue($"{what}\n    {request}");
    }

    private void Took(double milliseconds, FuzzRequest request)
    {
        if (milliseconds > 1000) Interlocked.Increment(ref slow);
        lock (gate)
        {
            if (milliseconds <= slowest.GetValueOrDefault(request.Operation).Milliseconds) return;
            slowest[request.Operation] = (milliseconds, request.ToString()[..Math.Min(200, request.ToString().Length)]);
        }
    }
}
