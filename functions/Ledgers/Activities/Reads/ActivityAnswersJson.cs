using Grain.Functions.Ledgers.Activities.Buddies;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Activities.Reads;

/// <summary>How answers about activity are written: camelCase, enumerations too.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ActivityFact))]
[JsonSerializable(typeof(FactAnswer))]
[JsonSerializable(typeof(FactAnswers))]
[JsonSerializable(typeof(FactsQueued))]
[JsonSerializable(typeof(StatsAnswer))]
[JsonSerializable(typeof(BuddyAnswer))]
[JsonSerializable(typeof(AchievementsAnswer))]
[JsonSerializable(typeof(StreakAnswer))]
[JsonSerializable(typeof(HeatmapAnswer))]
[JsonSerializable(typeof(EventsAnswer))]
[JsonSerializable(typeof(ForecastAnswer))]
[JsonSerializable(typeof(PersonAnswer))]
internal sealed partial class ActivityAnswersJson : JsonSerializerContext
{
    /// <summary>What is absent is left out.</summary>
    public static ActivityAnswersJson Answers { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters =
        {
            new JsonStringEnumConverter<Trend>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<Mood>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<Rarity>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<Privacy>(JsonNamingPolicy.CamelCase),
        },
    });
}
