using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Epochs;

/// <summary>What the API document says of the slice's addresses.</summary>
internal static class EpochsDescription
{
    private const string Tag = "Epochs";
    private const string Id = "The epoch's id, such as `2026-11-15`.";

    /// <summary>By the names of their functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["EpochsRequest"] = Ask,
        ["EpochsList"] = List,
        ["EpochsRead"] = Read,
        ["EpochsReadStatement"] = ReadStatement,
        ["EpochsCancel"] = Cancel,
    };

    private static ApiOperation Ask() =>
        new ApiOperation(Tag, "requestEpoch", "Asks for the oldest due epoch now instead of at the next tick")
        .Answers(202, "It will be run.", Shape.Of(EpochJson.Default.EpochRequested), ApiMedia.Json,
            new ApiHeader("Location", "Where to look at it.", true))
        .Refuses(409, "None is due, it is running already, or epochs are switched off.");

    private static ApiOperation List() => new ApiOperation(Tag, "listEpochs", "All epochs of a space, oldest first")
        .Answers(200, "The epochs, the supply, and which one is due.", Shape.Of(EpochJson.Default.EpochListAnswer));

    private static ApiOperation Read() => new ApiOperation(Tag, "getEpoch", "An epoch and how far its run has come")
        .Path("epoch", Id)
        .Answers(200, "The epoch.", Shape.Of(EpochJson.Default.EpochAnswer));

    private static ApiOperation ReadStatement() =>
        new ApiOperation(Tag, "getEpochStatement", "What a closed epoch did, byte for byte as it was hashed")
        .Path("epoch", Id)
        .Answers(
            200, "The statement, in canonical form (RFC 8785).", Shape.Of(EpochJson.Default.EpochStatement), ApiMedia.Json,
            new ApiHeader("ETag", "SHA-256 of the statement.", true));

    private static ApiOperation Cancel() => new ApiOperation(Tag, "cancelEpoch", "Stops a run that has not decided on payments yet")
        .Path("epoch", Id)
        .Answers(200, "It is stopped; it begins anew after five minutes, or when it is asked for, unless epochs are switched off.",
            Shape.Of(EpochJson.Default.EpochAnswer))
        .Refuses(409, "Its payments are decided, or it moved on at the same moment.");
}
