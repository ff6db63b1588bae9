using Grain.Functions.Hosting.OpenApi;
using Grain.Functions.Limits;
using Microsoft.Extensions.Options;

namespace Grain.Functions.Reads.Usages;

/// <summary>What a space uses and may use: <c>GET …/usage</c>, and for owners <c>PUT …/limits</c>.</summary>
internal sealed class UsageFunctions(UsageBook usage, IOptions<LimitOptions> settings, IOptions<GrainOptions> options)
{
    internal const int DaysDefault = 7;
    internal const int DaysMax = 31;

    private static ApiOperation Read => new ApiOperation("Spaces", "What a space uses, and its limits")
        .For(Role.Steward)
        .Says("Counted in memory and told to the other processes after 100 requests, or a quarter of an hour: what the others had since "
            + "is not in it yet. A limit of 0 is none. Accounts are counted at least once a day, and in between those that come.")
        .Query<int>("days", $"How many days; {DaysDefault} if absent.", 1, DaysMax)
        .Answers(200, "Today, the days before, and the limits.", UsageJson.Default.UsageAnswer);

    [Function("UsageRead"), Operation("getUsage", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/spaces/{space}/usage")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var days = QueryReader.Of(request, query => query.Size(DaysDefault, DaysMax, "days"));
        return await AnswerAsync(space, days, cancellation);
    }

    private static ApiOperation Set => new ApiOperation("Spaces", "Sets the limits of a space")
        .For(Role.Owner)
        .Says("What is left out, or null, is as the settings say; 0 is no limit. It holds within 30 seconds where a limit is reached, and "
            + "within a quarter of an hour elsewhere.")
        .Takes(Shape.Json($$"""
            {
              "type": "object",
              "properties": {
                "requestsAMinute": {{Number}}, "requestsAMinuteOfKey": {{Number}}, "grantsAMinute": {{Number}},
                "operationsADay": {{Number}}, "accounts": {{Number}}
              },
              "additionalProperties": false
            }
            """))
        .Answers(200, "What holds now.", UsageJson.Default.UsageAnswer);

    private const string Number = """{ "oneOf": [{ "type": "integer", "minimum": 0, "maximum": 1000000000000 }, { "type": "null" }] }""";

    [Function("UsageSetLimits"), Operation("putLimits", nameof(Set))]
    public async Task<IResult> SetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/spaces/{space}/limits")] HttpRequest request,
        Space space, CancellationToken cancellation)
    {
        var wanted = await JsonBody.ReadAsync(request, SpaceLimits.Read, cancellation);
        var has = await usage.ReadLimitsAsync(space.Name, cancellation);
        var act = request.Act().Turns("requestsAMinute", has.RequestsAMinute, wanted.RequestsAMinute)
            .Turns("requestsAMinuteOfKey", has.RequestsAMinuteOfKey, wanted.RequestsAMinuteOfKey)
            .Turns("grantsAMinute", has.GrantsAMinute, wanted.GrantsAMinute)
            .Turns("operationsADay", has.OperationsADay, wanted.OperationsADay)
            .Turns("accounts", has.Accounts, wanted.Accounts);
        act.Nothing(has == wanted);
        await act.BeginAsync(cancellation);
        await usage.SetLimitsAsync(space.Name, wanted, cancellation);
        return await AnswerAsync(space, DaysDefault, cancellation);
    }

    private async Task<IResult> AnswerAsync(Space space, int days, CancellationToken cancellation)
    {
        var own = await usage.ReadLimitsAsync(space.Name, cancellation);
        var tally = (await usage.OfAsync(space.Name, cancellation))!;
        var used = await usage.ReadDaysAsync(tally, days, cancellation);
        var limits = own.Or(settings.Value);
        var (today, accounts) = (tally.All, await usage.CountAccountsAsync(tally, cancellation));
        return Results.Json(new UsageAnswer(space.Name,
            [
                LimitAnswer.Of(nameof(limits.RequestsAMinute), limits.RequestsAMinute, own.RequestsAMinute),
                LimitAnswer.Of(nameof(limits.RequestsAMinuteOfKey), limits.RequestsAMinuteOfKey, own.RequestsAMinuteOfKey),
                LimitAnswer.Of(nameof(limits.GrantsAMinute), limits.GrantsAMinute, own.GrantsAMinute),
                LimitAnswer.Of(nameof(limits.OperationsADay), limits.OperationsADay, own.OperationsADay) with
                {
                    Used = today.Operations,
                    Remaining = limits.OperationsADay is > 0 and var most ? Math.Max(0, most - today.Operations) : null,
                },
                LimitAnswer.Of(nameof(limits.Accounts), limits.Accounts, own.Accounts) with
                {
                    Used = accounts,
                    Remaining = limits.Accounts is > 0 and var room ? Math.Max(0, room - accounts) : null,
                },
            ],
            BoundsAnswer.Of(options.Value),
            [.. used.Select(each => new UsedDay(each.Day, each.Counts.Requests, each.Counts.Refused, each.Counts.Grants,
                each.Counts.Operations))]), UsageJson.Default.UsageAnswer);
    }
}

/// <summary>What a space uses and may use.</summary>
/// <param name="Space">The space.</param>
/// <param name="Limits">The limits.</param>
/// <param name="Bounds">Bounds that nobody can use up.</param>
/// <param name="Days">A day each (UTC), the newest first; days on which nothing was done are left out.</param>
internal sealed record UsageAnswer(string Space, IReadOnlyList<LimitAnswer> Limits, BoundsAnswer Bounds, IReadOnlyList<UsedDay> Days);

/// <summary>A limit.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Limit">How much it is; 0 is none.</param>
/// <param name="Setting">The setting that it has its value from, where owners gave the space none of its own.</param>
/// <param name="IsOwn">Whether owners gave the space one of its own.</param>
internal sealed record LimitAnswer(string Name, long Limit, string Setting, bool IsOwn)
{
    /// <summary>What is used up: today, of what goes by the day.</summary>
    public long? Used { get; init; }

    /// <summary>What is left.</summary>
    public long? Remaining { get; init; }

    public static LimitAnswer Of(string name, long? limit, long? own) =>
        new(JsonNamingPolicy.CamelCase.ConvertName(name), limit ?? 0, LimitOptions.SettingOf(name), own is not null);
}

/// <summary>What a space used in a day.</summary>
/// <param name="Day">The day, UTC.</param>
/// <param name="Requests">Requests that were let in.</param>
/// <param name="Refused">Requests that were refused for lack of a right, or for a limit.</param>
/// <param name="Grants">Grants that came, counted before or not.</param>
/// <param name="Operations">Requests to storage.</param>
internal sealed record UsedDay(DateOnly Day, long Requests, long Refused, long Grants, long Operations);

/// <summary>The slice's answers.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(UsageAnswer))]
internal sealed partial class UsageJson : JsonSerializerContext;
