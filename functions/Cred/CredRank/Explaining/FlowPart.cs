namespace Grain.Functions.Cred.CredRank.Explaining;

/// <summary>Where a part of somebody's flow comes from, or goes to.</summary>
public enum FlowEnd
{
    /// <summary>A contribution: their own, or one that they reviewed, valued, ….</summary>
    Contribution,

    /// <summary>Another participant, directly.</summary>
    Participant,

    /// <summary>A participant who hands on a part of their cred (from), or to whom they do (to).</summary>
    Attribution,

    /// <summary>Their own epoch before, by webbing.</summary>
    EarlierEpoch,

    /// <summary>Their own epoch after, by webbing.</summary>
    LaterEpoch,

    /// <summary>The worth of a contribution itself: what it mints.</summary>
    Mint,

    /// <summary>Paid out: it becomes their cred.</summary>
    Cred,

    /// <summary>Back to the seed, which hands it to all contributions by what they mint.</summary>
    Seed,
}

/// <summary>A part of somebody's flow.</summary>
/// <param name="End">What is at the other end.</param>
/// <param name="Node">Its index in the graph (contributions after participants); -1 if it is no node.</param>
/// <param name="Flow">How much flows, on the scale of scores.</param>
/// <param name="Cred">How much of the person's cred that is: the parts that flow in add up to their cred.</param>
public readonly record struct FlowPart(FlowEnd End, int Node, double Flow, double Cred);
