using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Reads.Graphs;

/// <summary>The address <c>GET /api/spaces/{space}/graph/export</c>.</summary>
internal sealed class GraphFileFunctions(GraphReader graphs, SendingRoom room)
{
    private const string GraphMl = "graphml";
    private const string Json = "json";

    private static ApiOperation Export => new ApiOperation("Graphs", "The whole graph of an epoch as a file")
        .For(Role.Reader)
        .Says("GraphML is for programs that draw and measure graphs. JSON is what `./grain credrank` reads, and computes the same cred of, "
            + "where nobody is hidden from whoever asks. A file without its last bracket was cut off: fetch it again.")
        .Query("epoch", GraphsFunctions.EpochRule)
        .Query("format", $"`{Json}` if absent.", Json, GraphMl)
        .Answers(200, "The file.", Shape.Json(
            """
            {
              "type": "object",
              "properties": {
                "format": { "type": "string", "const": "grain-graph/1" },
                "space": { "type": "string" },
                "epoch": { "type": "string" },
                "calculation": { "type": "integer" },
                "epochs": { "type": "array", "items": { "type": "string" } },
                "epochStarts": { "type": "array", "items": { "type": "number" } },
                "lastEpochEnd": { "type": "number" },
                "parameters": { "type": "object" },
                "convergence": { "type": "object" },
                "participants": { "type": "array", "items": { "type": "object" } },
                "contributions": { "type": "array", "items": { "type": "object" } },
                "edges": { "type": "array", "items": { "type": "object" } }
              },
              "required": ["format", "space", "epoch", "participants", "contributions", "edges"],
              "additionalProperties": false
            }
            """))
        .Answers(200, "The file.", Shape.Text, GraphMlFile.Media);

    [Function("GraphExport"), Operation("exportGraph", nameof(Export))]
    public async Task<IResult> ExportAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/graph/export")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var (epoch, format) = QueryReader.Of(request, query => (query.Text("epoch"), query.Checked(query.Text("format") ?? Json, "format",
            format => format is Json or GraphMl, $"must be {Json} or {GraphMl}")));
        var (graph, _) = await graphs.ReadAsync(space, epoch, request.Caller(), cancellation);
        return new GraphFile(graph, format == GraphMl, room);
    }
}
