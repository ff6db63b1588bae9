using Grain.Functions.Ledgers.Credits;
using Grain.Functions.Cred.Distributions;
using Grain.Functions.Epochs;

namespace Grain.Functions.Spaces;

/// <summary>How configurations are read and written: camelCase, and a misspelt name is an error rather than a silent default.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, RespectNullableAnnotations = true, UseStringEnumConverter = true,
    Converters =
    [
        typeof(WordConverter<UnpaidBudget>), typeof(WordConverter<DeactivatedPeople>), typeof(WordConverter<BeyondFunds>),
        typeof(OutsideTimeJsonConverter), typeof(WordConverter<CreditMode>), typeof(WordConverter<OverdraftPolicy>),
        typeof(WordConverter<CatchUp>),
    ])]
[JsonSerializable(typeof(SpaceConfig))]
[JsonSerializable(typeof(SpaceAnswer))]
[JsonSerializable(typeof(IReadOnlyList<Pause>))]
internal sealed partial class SpaceJson : JsonSerializerContext;

/// <summary>A choice by its word. Its number would be taken by default, also one that stands for no choice.</summary>
internal sealed class WordConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false) where T : struct, Enum;
