namespace Grain.Functions.Webhooks.Proof;

/// <summary>What came of checking a webhook's signature. Only <see cref="Valid"/> lets a body in.</summary>
public enum SignatureCheck
{
    /// <summary>There is no signature.</summary>
    Missing,

    /// <summary>The signature is not of the form <c>sha256=</c> and 64 hexadecimal digits.</summary>
    Malformed,

    /// <summary>No live secret gives this signature for this body.</summary>
    Mismatch,

    /// <summary>One of the live secrets signed exactly this body.</summary>
    Valid,
}
