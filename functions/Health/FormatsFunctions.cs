using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Health;

/// <summary>How the formats of the storage stand, and the move to the next one, for owners: <c>/api/formats</c>.</summary>
internal sealed class FormatsFunctions(StorageFormats formats)
{
    private static ApiOperation Read => new ApiOperation("Operations", "Which format the storage has, and which one the app knows")
        .For(Role.Owner)
        .Answers(200, "How the formats stand.", HealthJson.Default.FormatsAnswer);

    [Function("FormatsRead"), Operation("getFormats", nameof(Read))]
    public async Task<IResult> ReadAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/formats")] HttpRequest request, CancellationToken cancellation) =>
        Results.Json(FormatsAnswer.Of(await formats.ReadAsync(cancellation), formats.Known), HealthJson.Default.FormatsAnswer);

    private static ApiOperation Move => new ApiOperation("Operations", "Moves the storage to the newest format that the app knows")
        .For(Role.Owner)
        .Says("Do it when no instance of an earlier version is left: those refuse to write from then on, and there is no way back. Two "
            + "minutes later the new format is written. Nothing happens when it is moved already.")
        .Answers(200, "How the formats stand now.", HealthJson.Default.FormatsAnswer);

    [Function("FormatsMove"), Operation("moveFormats", nameof(Move))]
    public async Task<IResult> MoveAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/formats")] HttpRequest request, CancellationToken cancellation)
    {
        var before = await formats.ReadAsync(cancellation);
        var act = request.Act().Sets("format", formats.Known);
        await act.BeginAsync(cancellation);
        var moved = await formats.MoveAsync(cancellation);
        act.Nothing(moved.Next == before.Next);
        return Results.Json(FormatsAnswer.Of(moved, formats.Known), HealthJson.Default.FormatsAnswer);
    }
}

/// <summary>How the formats of the storage stand.</summary>
/// <param name="InForce">The format that is written.</param>
/// <param name="Known">The newest one that the app knows.</param>
/// <param name="Next">The one that comes into force; absent if none does.</param>
/// <param name="From">When it does, or when the present one did; absent if there was never another.</param>
internal sealed record FormatsAnswer(int InForce, int Known, int? Next, DateTimeOffset? From)
{
    public static FormatsAnswer Of(FormatsNow now, int known) =>
        new(now.InForce, known, now.Next == now.InForce ? null : now.Next, now.From);
}
