namespace Grain.Functions.Ledgers.Credits.Api;

/// <summary>The node whose account a request is about.</summary>
internal static class RequestedNode
{
    /// <summary>The space and the node that a request names.</summary>
    /// <exception cref="ProblemException">404: there is no such space; 400: this can be no node.</exception>
    public static async Task<(Space Space, string Node)> NodeOfRequestAsync(
        this SpaceDirectory spaces, HttpRequest request, CreditLedger ledger, CancellationToken cancellation)
    {
        var space = await spaces.OfRequestAsync(request, cancellation);
        var node = request.IdOf("node");
        return node.Length is > 0 and <= JournalKeys.AccountLengthMax
            ? (space, await ledger.Spelling.OfNodeAsync(space.Journal, node, cancellation))
            : throw new ProblemException(Problem.BadRequest(request.PlaceOfId("node"),
                $"must have 1 to {JournalKeys.AccountLengthMax} characters"));
    }
}
