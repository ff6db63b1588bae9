using System.Text.Json;

namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>Something to do: a request that is the same each time it is sent.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Request">Makes the request.</param>
/// <param name="Take">Writes down that it was done.</param>
internal sealed record ChaosDeed(string Kind, Func<HttpRequestMessage> Request, Action<JsonElement> Take)
{
    /// <summary>What may be refused: then nothing of it may be found.</summary>
    public Func<ChaosAnswer, bool> MayBeRefused { get; init; } = _ => false;
}

/// <summary>A client that does not know what happens behind the addresses: it asks one host or another until it knows.</summary>
internal sealed class ChaosClient(ChaosHouse house, ChaosDice dice, ChaosTally tally)
{
    private static readonly TimeSpan PauseLeast = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan PauseMost = TimeSpan.FromMilliseconds(600);

    /// <summary>Sends it until there is a definite answer: now and then to two hosts at once, or again after it is done.</summary>
    /// <param name="deed">What to do.</param>
    /// <param name="cancellation">Gives up, which is wrong.</param>
    public async Task DoAsync(ChaosDeed deed, CancellationToken cancellation)
    {
        var first = UntilKnownAsync(deed, cancellation);
        if (dice.Once(8)) await UntilKnownAsync(deed, cancellation);
        await first;
        if (dice.Once(12)) await UntilKnownAsync(deed, cancellation);
    }

    /// <summary>Sends a request to one of the hosts.</summary>
    public async Task<ChaosAnswer> SendAsync(HttpRequestMessage request)
    {
        var answer = await AskAsync(dice.Of(house.Hosts).Http!, request);
        tally.Count(answer);
        // A fault of its own is told as one; the host's words for a worker that died are not.
        if (answer.Status == 500 && answer.Body.Length > 0)
            tally.Find($"{request.Method} {request.RequestUri} is answered 500 {answer.Body}");
        return answer;
    }

    /// <summary>Asks one host.</summary>
    public static async Task<ChaosAnswer> AskAsync(HttpClient host, HttpRequestMessage request)
    {
        try
        {
            using var answer = await host.SendAsync(request);
            return new ChaosAnswer((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (OperationCanceledException)
        {
            return new ChaosAnswer(0, "", "no answer in time");
        }
        catch (HttpRequestException fault)
        {
            return new ChaosAnswer(0, "",
                fault.HttpRequestError == HttpRequestError.ConnectionError ? "no connection" : "connection broken");
        }
    }

    private async Task UntilKnownAsync(ChaosDeed deed, CancellationToken cancellation)
    {
        while (true)
        {
            using var request = deed.Request();
            var answer = await SendAsync(request);
            if (answer.IsDefinite)
            {
                Settle(deed, request, answer);
                return;
            }

            if (cancellation.IsCancellationRequested)
            {
                tally.Find($"{deed.Kind}: {request.Method} {request.RequestUri} never has a definite answer; the last was {answer.Says} "
                    + answer.Body);
                return;
            }

            await Task.Delay(dice.Between(PauseLeast, PauseMost), CancellationToken.None);
        }
    }

    private void Settle(ChaosDeed deed, HttpRequestMessage request, ChaosAnswer answer)
    {
        tally.Done.AddOrUpdate(answer.IsGood ? deed.Kind : $"{deed.Kind} refused", 1, (_, times) => times + 1);
        if (answer.IsGood) deed.Take(answer.Body.Length == 0 ? default : answer.Json);
        else if (!deed.MayBeRefused(answer))
            tally.Find($"{deed.Kind}: {request.Method} {request.RequestUri} is answered {answer.Status} {answer.Body}");
    }
}
