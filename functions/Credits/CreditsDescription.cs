using Grain.Functions.Hosting.OpenApi;

namespace Grain.Functions.Credits;

/// <summary>What the API document says of the addresses that read credits, and of replicas.</summary>
internal static class CreditsDescription
{
    private const string Tag = "Credits";

    public static ApiOperation ReadEvents() => new ApiOperation(Tag, "listCreditEvents", "Recent events of a space's credits, newest first")
        .Query("after", "The `next` of the page before.")
        .Limit(CreditsFunctions.PageDefault, CreditsFunctions.PageMax)
        .Answers(200, "A page.", Shape.Of(CreditJson.Answers.CreditEventsAnswer));

    public static ApiOperation ReadSummary() => OfNode("getCredits", "A node's balance, totals and latest entries")
        .Answers(200, "The account; nobody's is empty rather than missing.", Shape.Of(CreditJson.Answers.CreditSummary));

    public static ApiOperation ReadHistory() => OfNode("listCreditEntries", "A node's entries, newest first")
        .Query("before", "The `next` of the page before.", 1)
        .Limit(CreditsFunctions.PageDefault, CreditsFunctions.PageMax)
        .Answers(200, "A page.", Shape.Of(CreditJson.Answers.CreditHistory));

    public static ApiOperation ReadSufficient() => OfNode("getCreditSufficiency", "Whether a node's balance covers a charge")
        .Query("amount", "Credits before multipliers, as a decimal number; the space's price of a task if absent.")
        .Query("type", "The task's type, which decides a multiplier.")
        .Query("priority", "The task's priority, which decides a multiplier.")
        .Answers(200, "Whether it does.", Shape.Of(CreditJson.Answers.SufficientAnswer));

    public static ApiOperation Export() => OfNode("exportCredits", "A node's transactions for a replica to merge, oldest first")
        .Query("after", "The `next` of the page before.", 0)
        .Limit(CreditsFunctions.PageMax, CreditsFunctions.PageMax)
        .Answers(200, "A page, which is a set that can be merged by itself.", Shape.Of(CreditJson.Answers.ReplicaExport));

    public static ApiOperation ReadReplicas() => OfNode("listReplicas", "A node's replicas and their keys")
        .Answers(200, "The replicas.", Shape.Of(CreditJson.Answers.ReplicasAnswer));

    public static ApiOperation RegisterReplica() => OfNode("registerReplica", "Registers a replica with its public key")
        .Path("replica", "The replica's name, escaped as one path segment.")
        .Takes(Shape.Json("""{"type":"object","properties":{"publicKey":{"type":"string"}},"required":["publicKey"],"additionalProperties":false}"""))
        .Answers(201, "It is registered now.", Shape.Of(CreditJson.Answers.ReplicaAnswer))
        .Answers(200, "It was registered before, with this key.", Shape.Of(CreditJson.Answers.ReplicaAnswer))
        .Refuses(409, "It was registered with another key, or it or its key was revoked.");

    public static ApiOperation RevokeReplica() => OfNode("revokeReplica", "Revokes a replica's key for good")
        .Path("replica", "The replica's name, escaped as one path segment.")
        .Answers(200, "It is revoked, now or before.", Shape.Of(CreditJson.Answers.ReplicaAnswer));

    private static ApiOperation OfNode(string id, string summary) =>
        new ApiOperation(Tag, id, summary).Path("node", "The node's id, escaped as one path segment.");
}
