using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Reads.Graphs;

/// <summary>
/// The slice's addresses: <c>GET /api/spaces/{space}/graph</c>, <c>…/graph/nodes</c>, <c>…/graph/edges</c> and <c>…/graph/around</c>.
/// </summary>
internal sealed class GraphsFunctions(GraphReader graphs)
{
    internal const int PageDefault = 100;
    internal const int PageMax = 1000;
    internal const int DepthMax = 5;
    internal const int AroundDefault = 50;
    internal const int AroundMax = 500;
    private const int NodeLengthMax = 400;

    /// <summary>What asks for an epoch.</summary>
    internal const string EpochRule =
        "Of which closed epoch; `open` for the epoch that is not closed yet, as it was ranked last; the last closed one if absent.";

    private static ApiOperation Read => new ApiOperation("Graphs", "The graph of an epoch in numbers")
        .Published(Role.Reader)
        .Says("What was ranked is in it: contributions that were taken back, and what nothing has described, are only counted.")
        .Query("epoch", EpochRule)
        .Answers(200, "The numbers.", GraphJson.Default.GraphAnswer);

    [Function("GraphRead"), Operation("getGraph", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/graph")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var epoch = QueryReader.Of(request, query => query.Text("epoch"));
        var (graph, _) = await graphs.ReadAsync(space, epoch, request.Caller(), cancellation);
        return Results.Json(GraphStats.Of(graph), GraphJson.Default.GraphAnswer);
    }

    private static ApiOperation Nodes => new ApiOperation("Graphs", "The people and contributions of an epoch's graph")
        .Published(Role.Reader)
        .Says("Pages are of one epoch, whatever closes meanwhile.")
        .Query("epoch", EpochRule)
        .Query("kind", "Only these.", GraphNodeAnswer.Participant, GraphNodeAnswer.Contribution)
        .Query("type", "Only contributions of this type.")
        .Query("module", "Only contributions that come from this module.")
        .PageByText(PageDefault, PageMax)
        .Answers(200, "A page.", GraphJson.Default.GraphNodesAnswer);

    [Function("GraphListNodes"), Operation("listGraphNodes", nameof(Nodes))]
    public async Task<IResult> ListNodesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/graph/nodes")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (epoch, after, size, filter) = QueryReader.Of(request, query => (
            query.Text("epoch"), query.Text("after"), query.Size(PageDefault, PageMax), new NodeFilter(
                query.Checked(query.Text("kind"), "kind",
                    kind => kind is null or GraphNodeAnswer.Participant or GraphNodeAnswer.Contribution,
                    $"must be {GraphNodeAnswer.Participant} or {GraphNodeAnswer.Contribution}"),
                query.Text("type"), query.Text("module"))));
        var (graph, named, done) = await graphs.ReadPageAsync(space, epoch, after, request.Caller(), cancellation);
        return Results.Json(GraphPages.Nodes(graph, named, done, size, filter), GraphJson.Default.GraphNodesAnswer);
    }

    private static ApiOperation Edges => new ApiOperation("Graphs", "The connections of an epoch's graph, with weights and flow")
        .Published(Role.Reader)
        .Says("Pages are of one epoch, whatever closes meanwhile.")
        .Query("epoch", EpochRule)
        .Query("type", "Only connections of this type.")
        .PageByText(PageDefault, PageMax)
        .Answers(200, "A page.", GraphJson.Default.GraphEdgesAnswer);

    [Function("GraphListEdges"), Operation("listGraphEdges", nameof(Edges))]
    public async Task<IResult> ListEdgesAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/graph/edges")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (epoch, after, size, type) = QueryReader.Of(request, query =>
            (query.Text("epoch"), query.Text("after"), query.Size(PageDefault, PageMax), query.Text("type")));
        var (graph, named, done) = await graphs.ReadPageAsync(space, epoch, after, request.Caller(), cancellation);
        return Results.Json(GraphPages.Edges(graph, named, done, size, type), GraphJson.Default.GraphEdgesAnswer);
    }

    private static ApiOperation Around => new ApiOperation("Graphs", "What lies around a person or contribution in an epoch's graph")
        .Published(Role.Reader)
        .Says("Of too much the strongest connected is told, and how much was left out.")
        .Needs("node", "A contribution, or a person by any id of theirs.")
        .Query("epoch", EpochRule)
        .Query<int>("depth", "How many steps to go; 1 if absent.", 1, DepthMax)
        .Limit(AroundDefault, AroundMax)
        .Answers(200, "The node and its surroundings.", GraphJson.Default.GraphAroundAnswer);

    [Function("GraphReadAround"), Operation("getGraphAround", nameof(Around))]
    public async Task<IResult> ReadAroundAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/graph/around")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (epoch, node, depth, size) = QueryReader.Of(request, query => (query.Text("epoch"),
            query.Checked(query.Text("node"), "node", id => id is { Length: <= NodeLengthMax },
                $"must be given, with at most {NodeLengthMax} characters")!,
            query.Size(1, DepthMax, "depth"), query.Size(AroundDefault, AroundMax)));
        var (graph, faces) = await graphs.ReadAsync(space, epoch, request.Caller(), cancellation);
        var place = await graphs.FindAsync(space, graph, faces, node, cancellation);
        return place >= 0 ? Results.Json(Surroundings.Of(graph, place, depth, size), GraphJson.Default.GraphAroundAnswer)
            : Problem.NotFound($"The graph of epoch {graph.Epoch.Run.Epoch.Id} has no node '{node}'.");
    }
}
