using System.Net;
using System.Text;
using System.Text.Json;
using Grain.Functions.Tests.Hosting;
using Grain.Functions.Tests.Storage;
using Grain.Functions.Tests.Storage.Memory;
using Grain.Local.Host;
using Xunit;

namespace Grain.Functions.Tests.Accounts;

/// <summary>
/// Two processes of the real executable mint against one treasury at the same moment; one of them is killed in the middle.
/// </summary>
public sealed class MintRaceTests : IDisposable
{
    private const int Mints = 24;
    private readonly HttpClient http = TestHost.ClientOf(null);
    private readonly string space = Azurite.NewName("space-");

    public void Dispose() => http.Dispose();

    [Fact]
    public async Task One_of_many_mints_fits_the_treasury_and_one_is_made()
    {
        var account = await Azurite.ConnectionStringAsync(MemoryAccount.New());
        var hosts = await Task.WhenAll(StartAsync(account), StartAsync(account));
        await using var steady = hosts[0];
        await using var mortal = hosts[1];
        await http.PutAsync(new Uri(steady.Address, $"api/spaces/{space}"), Json("""{"distribution":{"treasury":{"funded":"100"}}}"""));
        await http.PutAsync(new Uri(steady.Address, $"api/spaces/{space}/identities/ada"), Json("""{"name":"ada"}"""));

        var answered = 0;
        var dying = Task.Run(async () =>
        {
            await Eventually.HoldsAsync(() => Volatile.Read(ref answered) > 0);
            mortal.KillWorker();
        });
        var made = await Task.WhenAll(Enumerable.Range(0, Mints).Select(i => MintAsync(hosts[i % 2].Address, i)));
        await dying;
        Assert.Equal(1, made.Count(status => status == HttpStatusCode.OK));
        Assert.Equal(Mints - 1, made.Count(status => status == HttpStatusCode.Conflict));

        var token = JsonDocument.Parse(await http.GetStringAsync(new Uri(steady.Address, $"api/spaces/{space}/grain"))).RootElement;
        Assert.Equal(("60", "40"),
            (token.GetProperty("supplyGrain").GetString(), token.GetProperty("treasury").GetProperty("roomGrain").GetString()));

        async Task<HttpStatusCode> MintAsync(Uri address, int number)
        {
            for (var tries = 0; ; tries++)
            {
                try
                {
                    using var answer = await http.PostAsync(
                        new Uri(address, $"api/spaces/{space}/grain/mints"), Json($$"""{"id":"m{{number}}","to":"ada","amount":"60"}"""));
                    if (answer.StatusCode < HttpStatusCode.InternalServerError || tries > 200) return answer.StatusCode;
                }
                catch (HttpRequestException) when (tries <= 200)
                {
                    continue; // it died, or is not there yet
                }
                finally
                {
                    Interlocked.Increment(ref answered);
                }
            }
        }
    }

    private static Task<FunctionsHost> StartAsync(string account) =>
        TestHost.StartProcessAsync(account, new Dictionary<string, string> { ["Grain__LogLevel"] = "Warning" });

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
