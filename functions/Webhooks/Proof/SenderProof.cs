namespace Grain.Functions.Webhooks.Proof;

/// <summary>What an arrival shows of who sent it: exactly one of the nested types.</summary>
internal abstract record SenderProof
{
    private SenderProof()
    {
    }

    /// <summary>It is the sender's, to the last byte.</summary>
    public static SenderProof Proven { get; } = new Given();

    /// <summary>The headers are in order; whether they prove the body, it takes the body to tell.</summary>
    public static SenderProof NeedsBody { get; } = new Awaited();

    /// <summary>A proof, or why there is none.</summary>
    public static SenderProof Unless(bool isRefused, string reason) => isRefused ? new Refused(reason) : Proven;

    /// <inheritdoc cref="Proven"/>
    public sealed record Given : SenderProof;

    /// <inheritdoc cref="NeedsBody"/>
    public sealed record Awaited : SenderProof;

    /// <summary>Nothing proves who sent it.</summary>
    /// <param name="Reason">
    /// A sentence of Grain's own for the sender, without anything secret, and without anything of what was sent: the log of deliveries
    /// counts by it.
    /// </param>
    public sealed record Refused(string Reason) : SenderProof;
}
