using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Credits.Api;

/// <summary>The node whose account a request is about.</summary>
/// <param name="Node">Whose books to read.</param>
/// <param name="Shown">What the answer calls it.</param>
internal readonly record struct NamedNode(string Node, string Shown);

/// <inheritdoc cref="NamedNode"/>
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

    /// <summary>The same for who reads: a node that is a person's, who is not open to them, is answered as one that is unknown.</summary>
    /// <exception cref="ProblemException">400: this can be no node.</exception>
    public static async Task<NamedNode> ShownNodeOfAsync(
        this CreditLedger ledger, FaceReader people, HttpRequest request, Space space, CancellationToken cancellation)
    {
        var caller = request.Caller();
        var faces = caller.Node is { } own ? Faces.Plain : await people.ReadAsync(space, caller, cancellation);
        if (faces.HideNobody) return await ledger.NodeOfAsync(request, space, cancellation) is var node ? new(node, node) : default;
        await ledger.NodeOfAsync(request, space, cancellation);
        var asked = await people.FindAsync(space, faces, request.IdOf("node"), cancellation, isNode: true);
        // Tasks and their times lead to who did them.
        return asked.IsPseudonymous ? new(Faces.Nobody, asked.Shown) : new(asked.Account, asked.Shown);
    }
}
