using System.Text.Json.Serialization;

namespace Grain.Functions.Spaces;

/// <summary>How configurations are read and written: camelCase, and a misspelt name is an error rather than a silent default.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SpaceConfig))]
[JsonSerializable(typeof(SpaceAnswer))]
internal sealed partial class SpaceJson : JsonSerializerContext;
