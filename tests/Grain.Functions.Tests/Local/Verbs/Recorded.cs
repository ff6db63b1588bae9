using System.Text.Json;

namespace Grain.Functions.Tests.Local.Verbs;

/// <summary>Answers of the app for tests of verbs, whole as the API document has them.</summary>
internal static class Recorded
{
    /// <summary>A page of spaces.</summary>
    public static string Spaces(params string[] names) => SpacesPage(null, [.. names.Select(name => (name, name, "active"))]);

    /// <inheritdoc cref="Spaces(string[])"/>
    public static string SpacesPage(string? next, params (string Name, string Called, string State)[] spaces) => Json(new
    {
        spaces = spaces.Select(each => new { name = each.Name, displayName = each.Called, state = each.State }),
        next,
    });

    /// <summary>A space without its configuration.</summary>
    public static string Space(string name, string state = "active") => Json(new { name, displayName = name, state });

    /// <summary>An epoch of a week, as lists have it and with what is added to it.</summary>
    public static string Epoch(string id, string stage, string more = "") => $$"""
        {"id":"{{id}}","start":"{{id}}T00:00:00Z","end":"2026-11-15T00:00:00Z","stage":"{{stage}}","attempts":1,
        "startedAt":"2026-11-15T00:00:01Z","stageAt":"2026-11-15T00:00:02Z","paymentsMade":0{{more}}}
        """;

    /// <summary>All epochs of a space.</summary>
    public static string Epochs(int remaining, string more, params string[] epochs) => $$"""
        {"space":"guild","supply":"0","supplyGrain":"0","remaining":{{remaining}},"epochs":[{{string.Join(',', epochs)}}]{{more}}}
        """;

    /// <summary>What became of a mint or transfer.</summary>
    public static string Hold(string id, string from) => Json(new
    {
        id,
        state = "open",
        from,
        amount = "12500000000000000000",
        amountGrain = "12.5",
        left = "12500000000000000000",
        leftGrain = "12.5",
        committed = "0",
        committedGrain = "0",
        released = "0",
        releasedGrain = "0",
        expiresAt = new DateTimeOffset(2026, 12, 4, 0, 0, 0, TimeSpan.Zero),
    });

    public static string Move(string id, string account) => Json(new
    {
        id,
        state = "completed",
        account,
        amount = "12500000000000000000",
        amountGrain = "12.5",
    });

    /// <summary>The token, with what concerns its supply.</summary>
    public static string Token(string supply) => $$"""
        {"id":"grain-guild","name":"Grain","symbol":"G","decimals":0,"description":"","icon":"","color":"",
        "createdAt":"2026-11-15T00:00:00Z","createdBy":"grain","supply":"{{supply}}","supplyGrain":"{{supply}}",
        "minted":"{{supply}}","mintedGrain":"{{supply}}","burned":"0","burnedGrain":"0","paidOut":"0","paidOutGrain":"0",
        "circulating":"{{supply}}","circulatingGrain":"{{supply}}","inTransit":"0","inTransitGrain":"0","carriedOver":"0",
        "carriedOverGrain":"0","liabilities":"{{supply}}","liabilitiesGrain":"{{supply}}",
        "held":"0","heldGrain":"0"}
        """;

    /// <summary>What the app itself answers of a space that nobody has configured.</summary>
    public static async Task<string> OfNewSpaceAsync(string path)
    {
        var app = await GrainApp.SharedAsync();
        return (await app.GetAsync($"spaces/{await app.NewSpaceAsync("{}")}{path}")).Body.GetRawText();
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Written);

    private static readonly JsonSerializerOptions Written = new()
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
    };
}
