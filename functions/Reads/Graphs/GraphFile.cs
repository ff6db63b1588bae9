namespace Grain.Functions.Reads.Graphs;

/// <summary>A graph as a file, written as it is sent.</summary>
/// <param name="graph">The graph.</param>
/// <param name="isXml">Whether it is GraphML, or else JSON.</param>
/// <param name="room">Where files are counted that are being sent.</param>
internal sealed class GraphFile(ShownGraph graph, bool isXml, SendingRoom room) : IResult
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, run) = (httpContext.Response, graph.Epoch.Run);
        if (!room.TryEnter(run.Space, graph.Epoch.Bytes))
        {
            await Problem.TooMany("So many graphs are being sent that there is no room for another one.", Wait)
                .ExecuteAsync(httpContext);
            return;
        }

        try
        {
            response.ContentType = isXml ? GraphMlFile.Media : "application/json";
            response.Headers.ContentDisposition =
                $"attachment; filename=\"{run.Space}-{run.Epoch.Id.Replace(':', '-')}.{(isXml ? "graphml" : "json")}\"";
            await (isXml ? GraphMlFile.WriteAsync(graph, response.Body, httpContext.RequestAborted)
                : GraphJsonFile.WriteAsync(graph, response.Body, httpContext.RequestAborted));
        }
        finally
        {
            room.Leave(run.Space, graph.Epoch.Bytes);
        }
    }
}

/// <summary>
/// Graphs that are being sent stay in memory as long as whoever takes them is slow: so much of them together, and two of a space.
/// </summary>
/// <param name="bytesMax">How many bytes they have together; one by itself may have more.</param>
internal sealed class SendingRoom(long bytesMax)
{
    private const int OfASpaceMax = 2;
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> sending = new(StringComparer.Ordinal);
    private long bytes;

    /// <summary>Whether there is room, which is then taken.</summary>
    public bool TryEnter(string space, long size)
    {
        lock (gate)
        {
            if (sending.GetValueOrDefault(space) >= OfASpaceMax || (bytes > 0 && bytes + size > bytesMax)) return false;
            sending[space] = sending.GetValueOrDefault(space) + 1;
            bytes += size;
            return true;
        }
    }

    /// <summary>Gives room back.</summary>
    public void Leave(string space, long size)
    {
        lock (gate)
        {
            bytes -= size;
            if (--sending[space] == 0) sending.Remove(space);
        }
    }
}
