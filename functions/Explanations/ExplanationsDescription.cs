using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Explanations;

/// <summary>What the API document says of the slice's address.</summary>
internal static class ExplanationsDescription
{
    public static ApiOperation Explain() => new ApiOperation("Explanations", "explainCred", "Where a contributor's cred came from and where it went")
        .Path("id", "Any id of theirs, escaped as one path segment.")
        .Query("epoch", "As of which closed epoch; the last one if absent.")
        .Query("top", $"How many parts to tell of each list; {ExplanationsFunctions.TopDefault} if absent.", 1, ExplanationsFunctions.TopMax)
        .Answers(200, "The explanation.", Shape.Of(ExplanationJson.Default.Explanation));
}
