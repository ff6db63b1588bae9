using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Reads.Explanations;

/// <summary>What the API document says of the slice's address.</summary>
internal static class ExplanationsDescription
{
    /// <summary>By the names of their functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["ContributorsExplain"] = Explain,
        ["ContributorsExplainById"] = () => Explain().Named("explainCredById"),
    };

    private static ApiOperation Explain() =>
        new ApiOperation("Explanations", "explainCred", "Where a contributor's cred came from and where it went")
        .Key("id", "Any id of theirs.")
        .Query("epoch", "As of which closed epoch; the last one if absent.")
        .Query<int>("top", $"How many parts to tell of each list; {ExplanationsFunctions.TopDefault} if absent.", 1,
            ExplanationsFunctions.TopMax)
        .Answers(200, "The explanation.", Shape.Of(ExplanationJson.Default.Explanation));
}
