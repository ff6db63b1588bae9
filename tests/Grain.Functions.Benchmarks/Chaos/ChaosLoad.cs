using System.Collections.Concurrent;

namespace Grain.Functions.Benchmarks.Chaos;

/// <summary>
/// The clients: each does one thing after the other in one community or another, and new communities are founded meanwhile.
/// </summary>
internal sealed class ChaosLoad(ChaosClient client, ChaosDice dice, ChaosTally tally, DateTimeOffset began)
{
    private static readonly TimeSpan Thinking = TimeSpan.FromMilliseconds(30);

    private readonly ConcurrentDictionary<string, ChaosDeeds> communities = [];

    /// <summary>What they were told, community by community.</summary>
    public ConcurrentQueue<ChaosBook> Books { get; } = [];

    /// <summary>Founds a community.</summary>
    public async Task FoundAsync(CancellationToken cancellation)
    {
        var book = new ChaosBook($"chaos-{Books.Count + 1}");
        Books.Enqueue(book);
        var deeds = new ChaosDeeds(book, dice, tally, began);
        // First the space, then who is who, then what they have.
        foreach (var step in deeds.Founding().GroupBy(deed => deed.Kind))
            await Task.WhenAll(step.Select(deed => client.DoAsync(deed, cancellation)));
        communities[book.Space] = deeds;
    }

    /// <summary>They work until the time is over, and then until all they did has a definite answer.</summary>
    /// <param name="count">How many they are.</param>
    /// <param name="each">How long it is from one new community, and one that closes its epochs, to the next.</param>
    /// <param name="end">When they end.</param>
    public Task RunAsync(int count, TimeSpan each, ChaosEnd end) =>
        Task.WhenAll([.. Enumerable.Range(0, count).Select(_ => WorkAsync(end)), GrowAsync(each, end)]);

    /// <summary>Asks for the epochs of a community.</summary>
    public Task CloseEpochsAsync(string space, CancellationToken cancellation) =>
        client.DoAsync(communities[space].Epochs(), cancellation);

    private async Task WorkAsync(ChaosEnd end)
    {
        while (!end.Over.IsCancellationRequested)
        {
            var community = dice.Of([.. communities]);
            if (dice.Once(3)) await ReadAsync(community.Key, community.Value.Read());
            else await client.DoAsync(community.Value.Any(), end.Patience);
            await Task.WhenAny(Task.Delay(dice.Between(TimeSpan.Zero, Thinking), TimeProvider.System, end.Over));
        }
    }

    private async Task ReadAsync(string space, (string Path, Func<System.Text.Json.JsonElement, bool> Holds) read)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/api/spaces/{space}{read.Path}", UriKind.Relative));
        var answer = await client.SendAsync(request);
        tally.Done.AddOrUpdate("read", 1, (_, times) => times + 1);
        if (answer.IsDefinite && !answer.IsGood) tally.Find($"read: {request.RequestUri} is answered {answer.Status} {answer.Body}");
        else if (answer.IsGood && !read.Holds(answer.Json))
            tally.Find($"read: {request.RequestUri} shows less than was told before: {answer.Body}");
    }

    private async Task GrowAsync(TimeSpan each, ChaosEnd end)
    {
        while (true)
        {
            await Task.WhenAny(Task.Delay(each, TimeProvider.System, end.Over));
            if (end.Over.IsCancellationRequested) return;
            await CloseEpochsAsync(dice.Of([.. communities.Keys]), end.Patience);
            await FoundAsync(end.Patience);
        }
    }
}

/// <summary>When clients end.</summary>
internal sealed class ChaosEnd
{
    /// <summary>Nothing new is begun.</summary>
    public required CancellationToken Over { get; init; }

    /// <summary>Definite answers are not waited for any more.</summary>
    public required CancellationToken Patience { get; init; }
}
