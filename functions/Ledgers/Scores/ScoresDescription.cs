using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Ledgers.Scores;

/// <summary>What the API document says of the slice's addresses.</summary>
internal static class ScoresDescription
{
    private const string Tag = "Scores";

    /// <summary>By the names of their functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["ScoresContribute"] = Contribute,
        ["ScoresContributeById"] = () => Contribute().Named("contributeById"),
        ["DriftRead"] = ReadDrift,
    };

    private static ApiOperation Contribute() => new ApiOperation(Tag, "contribute", "Overwrites a bucket of a contributor's legacy score")
        .Key("contributor", "The contributor id.")
        .Takes(Shape.Json(
            """
            {
              "type": "object",
              "properties": {
                "key": { "type": "string" },
                "points": { "type": "number" },
                "category": { "type": "string" },
                "source": { "type": "string" },
                "grantedAt": { "type": "string", "format": "date-time" }
              },
              "required": ["key", "points"],
              "additionalProperties": false
            }
            """))
        .Answers(200, "The totals before and after.", Shape.Of(ScoresJson.Default.ContributeAnswer));

    private static ApiOperation ReadDrift() => new ApiOperation(Tag, "getDrift", "Where ledger and recomputed scores differ")
        .Query<int>("skip", "How many differences to pass over.", 0)
        .Limit(ScoresFunctions.PageDefault, ScoresFunctions.PageMax, least: 0)
        .Answers(200, "Counts, and a page of differences.", Shape.Of(ScoresJson.Default.DriftAnswer));
}
