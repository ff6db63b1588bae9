using System.Text.Json.Nodes;
using Grain.Functions.Epochs.Calculation;
using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Epochs;

/// <summary>The address <c>GET …/epochs/{epoch}/config</c>: what an epoch was computed with.</summary>
internal sealed class EpochConfigFunctions(EpochStore store, FaceReader people)
{
    /// <summary>What of weights is about single people and single things: ids lead to who made them.</summary>
    private static readonly string[] Single = ["nodeOverrides", "nodePrefixes", "edgeOverrides", "bonuses"];

    private const string Form =
        """
        {
          "type": "object",
          "properties": {
            "epochs": { "type": "object" },
            "credRank": { "type": "object" },
            "weights": { "type": "object" },
            "distribution": { "type": "object" }
          }
        }
        """;

    /// <summary>What the result depends on. The rest of a configuration is for those who run the space.</summary>
    private static readonly string[] Sections = ["epochs", "credRank", "weights", "distribution"];

    private static ApiOperation Read =>
        new ApiOperation("Epochs", "The configuration that an epoch has pinned, as far as its result depends on it")
        .Published(Role.Reader)
        .Says("With the defaults of its calculation. Where somebody is not shown to who asks, it comes without whom policies name, and "
            + "without weights of single contributions, connections and people.")
        .Path("epoch", EpochsFunctions.Id)
        .Answers(200, "These members of the configuration, as it has them.", Shape.Json(Form), ApiMedia.Json,
            new ApiHeader("ETag", "SHA-256 of all that was pinned; weak, since this is a part of it.", true));

    [Function("EpochsReadConfig"), Operation("getEpochConfig", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/epochs/{epoch}/config")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var run = await EpochsFunctions.FindAsync(store, request, space, cancellation);
        if (run.Config is not { } piece)
            return Problem.NotFound($"The configuration of epoch {run.Epoch.Id} is not pinned yet; it is at stage {run.Stage}.");
        var config = EpochWork.ReadConfig(await store.GetAsync(piece, cancellation), run.Calculation);
        var faces = await people.ReadAsync(space, request.Caller(), cancellation);
        request.HttpContext.Response.Headers.ETag = $"W/\"{piece.Hash}\"";
        return Results.Json(Shown(config, faces.HideNobody), SpaceJson.Default.SpaceConfig);
    }

    private static SpaceConfig Shown(SpaceConfig config, bool withPeople)
    {
        var all = JsonNode.Parse(config.ToJson().GetRawText())!.AsObject();
        var shown = new JsonObject();
        foreach (var section in Sections)
            if (all.Remove(section, out var value)) shown[section] = value;
        if (!withPeople)
        {
            foreach (var policy in Objects(shown["distribution"]?["policies"]))
                foreach (var name in new[] { "recipient", "memo", "exclusions" }) policy.Remove(name);
            foreach (var table in Objects(shown["weights"]?["changes"]).Append(shown["weights"] as JsonObject))
                foreach (var name in Single) table?.Remove(name);
        }

        return SpaceConfig.Of(JsonElement.Parse(shown.ToJsonString()));
    }

    private static IEnumerable<JsonObject> Objects(JsonNode? list) => list is JsonArray array ? array.OfType<JsonObject>() : [];
}
