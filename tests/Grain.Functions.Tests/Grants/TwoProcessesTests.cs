using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Ledgers.Grants.Counting;
using Grain.Functions.Journals;
using Grain.Functions.Storage;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local.Host;
using Xunit;

namespace Grain.Functions.Tests.Grants;

/// <summary>
/// Two processes of the real executable take the same grants, of one hot account and of a thousand others. Every batch is sent
/// to both; one of them is killed in the middle and comes back.
/// </summary>
public sealed class TwoProcessesTests : IAsyncLifetime
{
    private const int Batches = 60;
    private const int BatchSize = 34;
    private readonly string space = Azurite.NewName("space-");
    private readonly ConcurrentBag<string> appended = [];
    private string account = "";
    private readonly HttpClient http = TestHost.ClientOf(null);

    public async Task InitializeAsync() => account = await Azurite.ConnectionStringAsync(MemoryAccount.New());

    public Task DisposeAsync()
    {
        http.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task Two_processes_hammer_one_account_and_a_thousand_and_one_of_them_dies()
    {
        await using var steady = await StartAsync();
        await using var mortal = await StartAsync();
        using var made = await http.PutAsync(new Uri(steady.Address, $"api/spaces/{space}"), new ByteArrayContent([]));
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);

        var (done, first) = (0, mortal.WorkerProcessId);
        var dying = Task.Run(async () =>
        {
            await Eventually.HoldsAsync(() => Volatile.Read(ref done) > Batches / 2);
            mortal.KillWorker();
        });
        await Parallel.ForEachAsync(Enumerable.Range(0, Batches), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (batch, _) =>
        {
            var body = Body(batch);
            await Task.WhenAll(SendUntilTakenAsync(steady.Address, body), SendUntilTakenAsync(mortal.Address, body));
            Interlocked.Increment(ref done);
        });
        await dying;
        Assert.NotEqual(first, mortal.WorkerProcessId);

        var ids = Enumerable.Range(0, Batches * BatchSize).Select(i => $"g{i}").ToHashSet();
        var ledger = new GrantLedger(new StorageService(StorageAccount.Parse(account), Azurite.Settings()), TimeProvider.System);
        var proof = await ledger.ProveAsync(new JournalSpace(space, 16), default);
        Assert.Equal(new GrantProofResult(1 + 1000, ids.Count, 0, null), proof);
        Assert.Equal(appended.Count, appended.Distinct().Count()); // no grant was told as appended twice
        Assert.Subset(ids, appended.ToHashSet());
        var hot = await ledger.ReadHeadAsync(new JournalSpace(space, 16), "hot", default);
        Assert.Equal((Batches * BatchSize) - 1000, hot.Seq);
        Assert.Equal(Points.Of(hot.Seq), hot.Totals.Total);
    }

    /// <summary>The first thousand grants are of a contributor each, the others of the hot one; batches hold both kinds.</summary>
    private static string Body(int batch) =>
        "[" + string.Join(',', Enumerable.Range(0, BatchSize).Select(i => (i * Batches) + batch).Select(number =>
        $$"""
        {"grantId":"g{{number}}","contributor":"{{(number < 1000 ? $"p{number}" : "hot")}}","amount":1,"grantedAt":"2026-11-01T00:00:00Z"}
        """)) + "]";

    private Task<FunctionsHost> StartAsync() =>
        TestHost.StartProcessAsync(account, new Dictionary<string, string> { ["Grain__LogLevel"] = "Warning" });

    /// <summary>As a careful sender does: until there is an answer, the same again.</summary>
    private async Task SendUntilTakenAsync(Uri address, string body)
    {
        for (var tries = 0; tries < 200; tries++)
        {
            try
            {
                using var answer = await http.PostAsync(new Uri(address, $"api/spaces/{space}/grants"),
                    new StringContent(body, Encoding.UTF8, "application/json"));
                if (answer.StatusCode >= HttpStatusCode.InternalServerError) continue; // it died, or is not there yet
                using var outcomes = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
                foreach (var outcome in outcomes.RootElement.GetProperty("outcomes").EnumerateArray())
                {
                    var word = outcome.GetProperty("outcome").GetString();
                    Assert.True(word is "appended" or "already-appended", outcome.GetRawText());
                    if (word == "appended") appended.Add(outcome.GetProperty("grantId").GetString()!);
                }

                return;
            }
            catch (HttpRequestException)
            {
                continue; // it died; the next one takes it
            }
        }

        Assert.Fail("no process took the batch");
    }
}
