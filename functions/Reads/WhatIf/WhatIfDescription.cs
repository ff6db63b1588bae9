using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Reads.WhatIf;

/// <summary>What the API document says of the slice's address.</summary>
internal static class WhatIfDescription
{
    /// <summary>By the names of their functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["EpochsTry"] = Try,
    };

    private static ApiOperation Try() =>
        new ApiOperation("WhatIf", "tryWhatIf", "A closed epoch computed again with other weights; nothing is changed")
        .Path("epoch", "The id of a closed epoch.")
        .Query<int>("limit", $"How many people to list; {WhatIfFunctions.LimitDefault} if absent.", 1, WhatIfFunctions.LimitMax)
        .Takes(Shape.Taken(WhatIfJson.Default.WhatIfQuestion))
        .Answers(200, "The epoch as it is and as it would have been.", Shape.Of(WhatIfJson.Default.WhatIfAnswer));
}
