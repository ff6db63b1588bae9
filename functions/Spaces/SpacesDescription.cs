using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Spaces;

/// <summary>What the API document says of the slice's addresses.</summary>
internal static class SpacesDescription
{
    private const string Tag = "Spaces";

    /// <summary>By the names of their functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["SpacesCreate"] = Create,
        ["SpacesRead"] = Read,
        ["SpacesConfigure"] = Configure,
        ["SpacesReadConfig"] = ReadConfig,
    };

    private static ApiOperation Create() => new ApiOperation(Tag, "createSpace", "Makes a space")
        .Path("space", SpaceName.Rule)
        .Takes(Shape.Taken(SpaceJson.Default.SpaceConfig), required: false)
        .Answers(201, "It was made.", Shape.Of(SpaceJson.Default.SpaceAnswer), ApiMedia.Json, ApiHeader.ETag)
        .Answers(200, "It was there already, with the same configuration.", Shape.Of(SpaceJson.Default.SpaceAnswer), ApiMedia.Json,
            ApiHeader.ETag)
        .Refuses(409, "It was there already, with another configuration.");

    private static ApiOperation Read() => new ApiOperation(Tag, "getSpace", "A space with its configuration")
        .Answers(200, "The space.", Shape.Of(SpaceJson.Default.SpaceAnswer), ApiMedia.Json, ApiHeader.ETag);

    private static ApiOperation Configure() => new ApiOperation(Tag, "putSpaceConfig", "Replaces a space's configuration")
        .Says("Secrets that are shown masked stay as they are when they are sent back masked.")
        .Header("If-Match", "The ETag that the configuration was read with: keeps two editors from overwriting each other.")
        .Takes(Shape.Taken(SpaceJson.Default.SpaceConfig))
        .Answers(200, "It was replaced.", Shape.Of(SpaceJson.Default.SpaceAnswer), ApiMedia.Json, ApiHeader.ETag)
        .Refuses(409,
            "It changes what cannot change any more: the token's decimals once there is grain, the first epoch once there is one.")
        .Refuses(412, "Somebody else has changed it in the meantime.");

    private static ApiOperation ReadConfig() => new ApiOperation(Tag, "getSpaceConfig", "A space's configuration, secrets masked")
        .Answers(200, "The configuration.", Shape.Of(SpaceJson.Default.SpaceConfig), ApiMedia.Json, ApiHeader.ETag);
}
