namespace Grain.Functions.Tests.Fixtures;

/// <summary>One act of the recipe.</summary>
/// <param name="At">What the clock shows.</param>
/// <param name="Act">What is done.</param>
/// <param name="Path">The address below <c>/api/spaces/</c>; or the name of a timer or queue.</param>
/// <param name="Body">What is sent.</param>
internal sealed record FixtureStep(DateTimeOffset At, FixtureAct Act, string Path, string Body = "")
{
    /// <summary>The method of a request.</summary>
    public HttpMethod Method { get; init; } = HttpMethod.Post;

    /// <summary>The media type of the body.</summary>
    public string Media { get; init; } = "application/json";

    /// <summary>Whether the answer comes before the work.</summary>
    public bool RespondAsync { get; init; }

    /// <summary>Of a webhook: who sends it, which event, and the id of the delivery.</summary>
    public (string Sender, string Event, string Delivery, string? Secret) Webhook { get; init; }

    /// <summary>The status of the answer.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Whether it leaves work in queues.</summary>
    public bool IsQueued => Act == FixtureAct.Message || RespondAsync
        || (Method == HttpMethod.Post && QueuedParts.Any(part => Path.Contains(part, StringComparison.Ordinal)));

    private static readonly string[] QueuedParts = ["/webhooks/", "/tasks", "/merge", "/epochs", "/quarantine/"];

    /// <summary>Whether it brings something that counts once: sent again, it must change nothing.</summary>
    public bool CountsOnce { get; init; }
}

/// <summary>The kinds of acts.</summary>
internal enum FixtureAct
{
    /// <summary>A request; the next one waits until all that it put into queues is done.</summary>
    Request,

    /// <summary>A message is put into a queue by somebody else.</summary>
    Message,

    /// <summary>A timer fires.</summary>
    Timer,
}

/// <summary>A run of a space's epochs in the middle of which the process dies.</summary>
/// <param name="At">What the clock shows.</param>
/// <param name="Space">The space.</param>
/// <param name="NewCut">Makes what decides which request to the storage is not answered any more.</param>
internal sealed record FixtureCut(DateTimeOffset At, string Space, Func<IFixtureCut> NewCut);

/// <summary>Decides where a run is cut.</summary>
internal interface IFixtureCut
{
    /// <summary>Whether this request is the first that is refused.</summary>
    Task<bool> IsHereAsync(StorageRequest request);

    /// <summary>Told of what the storage has answered.</summary>
    void Answered(StorageRequest request);
}
