using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Ledgers.Activities.Reads;

namespace Grain.Functions.Ledgers.Activities.Api;

/// <summary>What the API document says of the addresses that take facts, and of what people decide.</summary>
internal static class ActivityDescription
{
    private const string Tag = "Activity";

    /// <summary>
    /// A fact as it is sent. What the ledgers' own facts have besides is not taken; requests may call their id as gateways do.
    /// </summary>
    private static readonly ApiShape Fact = Shape.Taken(
        ActivityAnswersJson.Answers.ActivityFact, "FactInput", ["caller", "at"], ["points", "category"],
        new() { ["requestId"] = """{"type":"string","description":"Of a request: the same as id, of which one must be given."}""" });

    /// <summary>By the names of their functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["ActivityAppend"] = Append,
        ["PeopleChange"] = ChangePerson,
        ["PeopleChangeById"] = () => ChangePerson().Named("putActivityPersonById"),
        ["PeopleRead"] = ReadPerson,
        ["PeopleReadById"] = () => ReadPerson().Named("getActivityPersonById"),
        ["PeopleRepair"] = Repair,
        ["PeopleRepairById"] = () => Repair().Named("repairStreakById"),
    };

    private static ApiOperation Append() => new ApiOperation(Tag, "appendActivity", "Counts a fact, an array of facts, or a stream of them")
        .Says("A fact counts once by kind and id, however often it is sent. Its kind is `request` if it says none.")
        .Header("Prefer", "`respond-async`: answers once the facts lie in the queue.")
        .Takes(Shape.OneOrMany(Fact, FactReader.FactsMax))
        .Takes(Fact, ApiMedia.Lines)
        .Answers(201, "One fact, counted now.", Shape.Of(ActivityAnswersJson.Answers.FactAnswer))
        .Answers(200, "One fact that was counted before, or is not counted; or an outcome for each of an array, in order.",
            Shape.OneOf(Shape.Of(ActivityAnswersJson.Answers.FactAnswer), Shape.Of(ActivityAnswersJson.Answers.FactAnswers)))
        .Answers(200, "", Shape.Of(ActivityAnswersJson.Answers.FactAnswer), ApiMedia.Lines)
        .Answers(202, "They lie in the queue.", Shape.Of(ActivityAnswersJson.Answers.FactsQueued))
        .Refuses(409, "One fact that was counted before with other content, or a total would leave its range.");

    private static ApiOperation ReadPerson() => OfPerson("getActivityPerson", "What a person has decided about their activity")
        .Answers(200, "The person.", Shape.Of(ActivityAnswersJson.Answers.PersonAnswer));

    private static ApiOperation ChangePerson() => OfPerson("putActivityPerson", "Replaces what a person has decided about their activity")
        .Takes(Shape.Json(
            """
            {
              "type": "object",
              "properties": {
                "timeZone": { "type": "string", "description": "An IANA name such as Europe/Vienna." },
                "privacy": { "type": "string", "enum": ["open", "private", "opted-out"] },
                "species": { "type": "string", "description": "The species of their buddy." }
              },
              "additionalProperties": false
            }
            """))
        .Answers(200, "The person; with the key that opens what is private, when it is made.", Shape.Of(ActivityAnswersJson.Answers.PersonAnswer));

    private static ApiOperation Repair() => OfPerson("repairStreak", "Repairs a missed day of a streak")
        .Takes(Shape.Json("""{"type":"object","properties":{"date":{"type":"string","format":"date"}},"required":["date"]}"""))
        .Answers(200, "The person.", Shape.Of(ActivityAnswersJson.Answers.PersonAnswer))
        .Refuses(409, "The day cannot be repaired.");

    private static ApiOperation OfPerson(string id, string summary) =>
        new ApiOperation(Tag, id, summary).Key("person", "The person's id.");
}
