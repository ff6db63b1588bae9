using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Spaces;

/// <summary>
/// The spaces that want to be found by everybody. Their configurations say so, and to know of them all are read: so strangers have what was
/// read in the last minute.
/// </summary>
internal sealed class ListedSpaces(SpaceDirectory spaces, TimeProvider time) : IDisposable
{
    /// <summary>More are not told.</summary>
    public const int ToldMax = 1000;

    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim gate = new(1);
    private (DateTimeOffset At, IReadOnlyList<SpaceSummary> Spaces)? known;

    /// <inheritdoc/>
    public void Dispose() => gate.Dispose();

    /// <summary>Those spaces, by name.</summary>
    public async Task<IReadOnlyList<SpaceSummary>> ReadAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            if (known is { } fresh && time.GetUtcNow() - fresh.At < Age) return fresh.Spaces;
            var listed = new List<SpaceSummary>();
            await foreach (var space in spaces.Listing.ListedAsync(cancellation))
                if (listed.Count < ToldMax) listed.Add(SpaceSummary.Of(space));
            known = (time.GetUtcNow(), listed);
            return listed;
        }
        finally
        {
            gate.Release();
        }
    }
}

/// <summary>The address <c>GET /api/directory</c>.</summary>
internal sealed class DirectoryFunctions(ListedSpaces listed)
{
    private static ApiOperation List => new ApiOperation("Spaces", "The spaces that everybody may find, in the order of their names")
        .Open()
        .Says("Those whose configuration says `\"visibility\": \"listed\"`; a change is seen within a minute.")
        .Answers(200, $"The spaces, {ListedSpaces.ToldMax} at most.", SpaceJson.Default.SpaceListAnswer);

    [Function("DirectoryRead"), Operation("listDirectory", nameof(List))]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/directory")] HttpRequest request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Results.Json(new SpaceListAnswer(await listed.ReadAsync(cancellation), null), SpaceJson.Default.SpaceListAnswer);
    }
}
