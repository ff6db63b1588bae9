using System.Text.Encodings.Web;
using Grain.Functions.Ledgers.Activities.Reads;

namespace Grain.Functions.Ledgers.Activities;

/// <summary>How activity is stored, sent through the queue and answered: camelCase.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ActivityAccount))]
[JsonSerializable(typeof(ActivityRecord))]
[JsonSerializable(typeof(ActivityMessage))]
[JsonSerializable(typeof(SortedDictionary<string, Privacy>))]
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
internal sealed partial class ActivityJson : JsonSerializerContext
{
    /// <summary>The form that is stored and hashed: what is zero, false or absent is left out, text stays as people wrote it.</summary>
    public static ActivityJson Stored { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The form of answers: what is absent is left out; enumerations in camelCase words.</summary>
    public static ActivityJson Answers { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowDuplicateProperties = false,
        Converters =
        {
            new JsonStringEnumConverter<Trend>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<Buddies.Mood>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<Buddies.Rarity>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<Privacy>(JsonNamingPolicy.CamelCase),
        },
    });
}
