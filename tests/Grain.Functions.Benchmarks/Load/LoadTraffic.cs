using System.Diagnostics;
using Grain.Functions.Benchmarks.Chaos;

namespace Grain.Functions.Benchmarks.Load;

/// <summary>
/// What comes to an app: webhooks, grants, tasks, grain, activity, and reads of all of it. Each client waits for its answer before it goes
/// on.
/// </summary>
internal sealed class LoadTraffic(HttpClient app, ChaosDeeds deeds, ChaosDice dice)
{
    /// <summary>The kind of webhooks.</summary>
    public const string Webhook = "webhook";

    /// <summary>Makes the community.</summary>
    public async Task FoundAsync()
    {
        foreach (var deed in deeds.Founding())
            using (var request = deed.Request())
                (await app.SendAsync(request)).EnsureSuccessStatusCode();
    }

    /// <summary>So many clients go on until the time is over.</summary>
    /// <param name="clients">How many.</param>
    /// <param name="length">How long.</param>
    /// <param name="pause">How long each waits between an answer and the next request.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<LoadFigures> RunAsync(int clients, TimeSpan length, TimeSpan pause, CancellationToken cancellation)
    {
        var (figures, clock) = (new LoadFigures(), Stopwatch.StartNew());
        await Task.WhenAll(Enumerable.Range(0, clients).Select(async _ =>
        {
            while (clock.Elapsed < length)
            {
                await OneAsync(figures, cancellation);
                if (pause > TimeSpan.Zero) await Task.Delay(pause, TimeProvider.System, cancellation);
            }
        }));
        return figures;
    }

    /// <summary>Asks for the epochs that are due.</summary>
    public async Task CloseEpochsAsync()
    {
        using var request = deeds.Epochs().Request();
        using var answer = await app.SendAsync(request);
    }

    private async Task OneAsync(LoadFigures figures, CancellationToken cancellation)
    {
        var (kind, request) = Next();
        using (request)
        {
            var start = Stopwatch.GetTimestamp();
            try
            {
                using var answer = await app.SendAsync(request, cancellation);
                await answer.Content.ReadAsByteArrayAsync(cancellation);
                // A conflict, or too little grain, is an answer as it should be.
                if ((int)answer.StatusCode is >= 400 and not 409) Fail($"{kind} {(int)answer.StatusCode}");
            }
            catch (Exception fault) when (fault is HttpRequestException or OperationCanceledException
                && !cancellation.IsCancellationRequested)
            {
                Fail($"{kind} without an answer");
            }

            figures.Note(kind, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        void Fail(string what) => figures.Errors.AddOrUpdate(what, 1, (_, times) => times + 1);
    }

    private (string Kind, HttpRequestMessage Request) Next()
    {
        if (!dice.Once(4) && deeds.Any() is var deed) return (deed.Kind, deed.Request());
        return ("read", new HttpRequestMessage(HttpMethod.Get, deeds.Address(deeds.Read().Path)));
    }
}
