using System.Text.Json.Serialization.Metadata;

namespace Grain.Functions.Spaces;

/// <summary>How spaces are stored: of their configurations, all that is there.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SpaceConfigJsonConverter)])]
[JsonSerializable(typeof(SpaceConfig))]
[JsonSerializable(typeof(SpaceAnswer))]
[JsonSerializable(typeof(SpaceSummary))]
[JsonSerializable(typeof(SpaceListAnswer))]
[JsonSerializable(typeof(SpaceDeletedAnswer))]
[JsonSerializable(typeof(EraseMessage))]
[JsonSerializable(typeof(EpochSchedule))]
[JsonSerializable(typeof(SpaceVisibility?))]
[JsonSerializable(typeof(IReadOnlyList<Pause>))]
internal sealed partial class SpaceJson : JsonSerializerContext
{
    /// <summary>How sections of configurations are read and written: camelCase, and choices by their words.</summary>
    /// <param name="unknown">What is done with members that nobody knows.</param>
    /// <param name="types">Know the types.</param>
    public static JsonSerializerOptions NewOptions(JsonUnmappedMemberHandling unknown, params IJsonTypeInfoResolver[] types) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = unknown,
        RespectNullableAnnotations = true,
        // The number of a choice would be taken by default, also one that stands for none.
        Converters =
        {
            new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false), new OutsideTimeJsonConverter(),
            new FiniteJsonConverter(),
        },
        TypeInfoResolver = JsonTypeInfoResolver.Combine(types),
    };
}
