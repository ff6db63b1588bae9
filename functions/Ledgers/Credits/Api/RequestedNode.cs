namespace Grain.Functions.Ledgers.Credits.Api;

/// <summary>The node whose account a request is about.</summary>
internal static class RequestedNode
{
    /// <summary>The node that a request names.</summary>
    /// <exception cref="ProblemException">400: this can be no node.</exception>
    public static async Task<string> NodeOfAsync(this CreditLedger ledger, HttpRequest request, Space space, CancellationToken cancellation)
    {
        var node = request.IdOf("node");
        return node.Length is > 0 and <= JournalKeys.AccountLengthMax
            ? await ledger.Spelling.OfNodeAsync(space.Journal, node, cancellation)
            : throw new ProblemException(Problem.BadRequest(request.PlaceOfId("node"),
                $"must have 1 to {JournalKeys.AccountLengthMax} characters"));
    }
}
