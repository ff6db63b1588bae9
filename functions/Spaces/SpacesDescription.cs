using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Spaces;

/// <summary>What the API document says of the slice's addresses.</summary>
internal static class SpacesDescription
{
    private const string Tag = "Spaces";

    /// <summary>By the names of their functions.</summary>
    /// <param name="form">What configurations look like.</param>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions(ConfigForm form) => new Dictionary<string, Func<ApiOperation>>
    {
        ["SpacesCreate"] = () => Create(form),
        ["SpacesRead"] = () => Read(form),
        ["SpacesConfigure"] = () => Configure(form),
        ["SpacesReadConfig"] = () => ReadConfig(form),
    };

    private static ApiOperation Create(ConfigForm form) => new ApiOperation(Tag, "createSpace", "Makes a space")
        .Path("space", SpaceName.Rule)
        .Takes(Shape.Taken(form.Config), required: false)
        .Answers(201, "It was made.", Shape.Of(form.Answer), ApiMedia.Json, ApiHeader.ETag)
        .Answers(200, "It was there already, with the same configuration.", Shape.Of(form.Answer), ApiMedia.Json,
            ApiHeader.ETag)
        .Refuses(409, "It was there already, with another configuration.");

    private static ApiOperation Read(ConfigForm form) => new ApiOperation(Tag, "getSpace", "A space with its configuration")
        .Answers(200, "The space.", Shape.Of(form.Answer), ApiMedia.Json, ApiHeader.ETag);

    private static ApiOperation Configure(ConfigForm form) => new ApiOperation(Tag, "putSpaceConfig", "Replaces a space's configuration")
        .Says("Secrets that are shown masked stay as they are when they are sent back masked.")
        .Header("If-Match", "The ETag that the configuration was read with: keeps two editors from overwriting each other.")
        .Takes(Shape.Taken(form.Config))
        .Answers(200, "It was replaced.", Shape.Of(form.Answer), ApiMedia.Json, ApiHeader.ETag)
        .Refuses(409,
            "It changes what cannot change any more: the token's decimals once there is grain, the first epoch once there is one.")
        .Refuses(412, "Somebody else has changed it in the meantime.");

    private static ApiOperation ReadConfig(ConfigForm form) => new ApiOperation(Tag, "getSpaceConfig", "A space's configuration, secrets masked")
        .Answers(200, "The configuration.", Shape.Of(form.Config), ApiMedia.Json, ApiHeader.ETag);
}
