using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Ledgers.Credits.Api;

/// <summary>What the API document says of the addresses that read credits, and of replicas.</summary>
internal static class CreditsDescription
{
    private const string Tag = "Credits";

    /// <summary>By the names of their functions.</summary>
    public static IReadOnlyDictionary<string, Func<ApiOperation>> Functions { get; } = new Dictionary<string, Func<ApiOperation>>
    {
        ["CreditsReadEvents"] = ReadEvents,
        ["CreditsRead"] = ReadSummary,
        ["CreditsReadById"] = () => ReadSummary().Named("getCreditsById"),
        ["CreditsReadHistory"] = ReadHistory,
        ["CreditsReadHistoryById"] = () => ReadHistory().Named("listCreditEntriesById"),
        ["CreditsReadSufficient"] = ReadSufficient,
        ["CreditsReadSufficientById"] = () => ReadSufficient().Named("getCreditSufficiencyById"),
        ["CreditsExport"] = Export,
        ["CreditsExportById"] = () => Export().Named("exportCreditsById"),
        ["CreditsReadReplicas"] = ReadReplicas,
        ["CreditsReadReplicasById"] = () => ReadReplicas().Named("listReplicasById"),
        ["CreditsRegisterReplica"] = RegisterReplica,
        ["CreditsRegisterReplicaById"] = () => RegisterReplica().Named("registerReplicaById"),
        ["CreditsRevokeReplica"] = RevokeReplica,
        ["CreditsRevokeReplicaById"] = () => RevokeReplica().Named("revokeReplicaById"),
    };

    private static ApiOperation ReadEvents() =>
        new ApiOperation(Tag, "listCreditEvents", "Recent events of a space's credits, newest first")
        .Query("after", "The `next` of the page before.")
        .Limit(CreditsFunctions.PageDefault, CreditsFunctions.PageMax)
        .Answers(200, "A page.", Shape.Of(CreditAnswersJson.Default.CreditEventsAnswer));

    private static ApiOperation ReadSummary() => OfNode("getCredits", "A node's balance, totals and latest entries")
        .Answers(200, "The account; nobody's is empty rather than missing.", Shape.Of(CreditAnswersJson.Default.CreditSummary));

    private static ApiOperation ReadHistory() => OfNode("listCreditEntries", "A node's entries, newest first")
        .Query<long>("before", "The `next` of the page before.", 1)
        .Limit(CreditsFunctions.PageDefault, CreditsFunctions.PageMax)
        .Answers(200, "A page.", Shape.Of(CreditAnswersJson.Default.CreditHistory));

    private static ApiOperation ReadSufficient() => OfNode("getCreditSufficiency", "Whether a node's balance covers a charge")
        .Query("amount", "Credits before multipliers, as a decimal number; the space's price of a task if absent.")
        .Query("type", "The task's type, which decides a multiplier.")
        .Query("priority", "The task's priority, which decides a multiplier.")
        .Answers(200, "Whether it does.", Shape.Of(CreditAnswersJson.Default.SufficientAnswer));

    private static ApiOperation Export() => OfNode("exportCredits", "A node's transactions for a replica to merge, oldest first")
        .Query<long>("after", "The `next` of the page before.", 0)
        .Limit(CreditsFunctions.PageMax, CreditsFunctions.PageMax)
        .Answers(200, "A page, which is a set that can be merged by itself.", Shape.Of(CreditAnswersJson.Default.ReplicaExport));

    private static ApiOperation ReadReplicas() => OfNode("listReplicas", "A node's replicas and their keys")
        .Answers(200, "The replicas.", Shape.Of(CreditAnswersJson.Default.ReplicasAnswer));

    private static ApiOperation RegisterReplica() => OfNode("registerReplica", "Registers a replica with its public key")
        .Key("replica", "The replica's name.", "replica")
        .Takes(Shape.Json(
            """{"type":"object","properties":{"publicKey":{"type":"string"}},"required":["publicKey"],"additionalProperties":false}"""))
        .Answers(201, "It is registered now.", Shape.Of(CreditAnswersJson.Default.ReplicaAnswer))
        .Answers(200, "It was registered before, with this key.", Shape.Of(CreditAnswersJson.Default.ReplicaAnswer))
        .Refuses(409, "It was registered with another key, or it or its key was revoked.");

    private static ApiOperation RevokeReplica() => OfNode("revokeReplica", "Revokes a replica's key for good")
        .Key("replica", "The replica's name.", "replica")
        .Answers(200, "It is revoked, now or before.", Shape.Of(CreditAnswersJson.Default.ReplicaAnswer));

    private static ApiOperation OfNode(string id, string summary) =>
        new ApiOperation(Tag, id, summary).Key("node", "The node's id.");
}
