namespace Grain.Functions.Cred.CredRank;

/// <summary>The kinds of a <see cref="CredRankException"/>. They are part of the outside contract: programs compare them.</summary>
public static class CredRankFaults
{
    /// <summary>No contribution mints anything.</summary>
    public const string NoMintingNodes = "no-minting-nodes";

    /// <summary>A mint is negative, infinite or not a number, or the mints add up to more than a double holds.</summary>
    public const string BadNodeWeight = "bad-node-weight";

    /// <summary>
    /// An edge weight is negative, infinite or not a number, or the weights at one node add up to more than a double holds.
    /// </summary>
    public const string BadEdgeWeight = "bad-edge-weight";

    /// <summary>The time of an edge is infinite or not a number.</summary>
    public const string BadEdgeTime = "bad-edge-time";

    /// <summary>An edge begins or ends at a node that does not exist.</summary>
    public const string UnknownNode = "unknown-node";

    /// <summary>Two nodes have the same id.</summary>
    public const string DuplicateNode = "duplicate-node";

    /// <summary>Two edges have the same id.</summary>
    public const string DuplicateEdge = "duplicate-edge";

    /// <summary>There are more nodes, edges or active epochs than can be numbered.</summary>
    public const string GraphTooLarge = "graph-too-large";

    /// <summary>Alpha, beta or a gamma is not within [0, 1].</summary>
    public const string ParameterOutOfRange = "parameter-out-of-range";

    /// <summary>Alpha, beta and the gammas add up to more than 1.</summary>
    public const string ParametersSumAboveOne = "parameters-sum-above-one";

    /// <summary>There is no epoch.</summary>
    public const string NoEpochs = "no-epochs";

    /// <summary>The times of the graph span more weeks than can be epochs.</summary>
    public const string TooManyEpochs = "too-many-epochs";

    /// <summary>The starts of the epochs do not increase, or the last epoch ends before it starts.</summary>
    public const string EpochsNotIncreasing = "epochs-not-increasing";

    /// <summary>A giver attributes more than all of its cred.</summary>
    public const string AttributionSumAboveOne = "attribution-sum-above-one";

    /// <summary>The proportions of a recipient are not in the order of time.</summary>
    public const string AttributionNotChronological = "attribution-not-chronological";

    /// <summary>An attributed proportion is not within [0, 1].</summary>
    public const string AttributionProportionOutOfRange = "attribution-proportion-out-of-range";

    /// <summary>The same giver appears twice.</summary>
    public const string AttributionDuplicateGiver = "attribution-duplicate-giver";

    /// <summary>The same recipient appears twice under one giver.</summary>
    public const string AttributionDuplicateRecipient = "attribution-duplicate-recipient";

    /// <summary>A giver or recipient is no participant of the graph.</summary>
    public const string AttributionUnknownParticipant = "attribution-unknown-participant";

    /// <summary>No minted cred can reach a participant: there is nobody to give it to.</summary>
    public const string NoParticipantReached = "no-participant-reached";

    /// <summary>With alpha 0, minted cred runs into a circle that it never leaves, so there is no finite solution.</summary>
    public const string CredTrapped = "cred-trapped";

    /// <summary>The method, the threshold, the cap on iterations or the number of threads is none.</summary>
    public const string BadConvergence = "bad-convergence";

    /// <summary>The file is no JSON of the expected form.</summary>
    public const string BadInput = "bad-input";
}
