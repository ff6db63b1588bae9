using Grain.Functions.Ledgers.Runs;

namespace Grain.Functions.Reads.Explanations;

/// <summary>What people call policies. Pure.</summary>
internal static class PolicyWords
{
    private const int MemoMax = 100;

    /// <summary>A policy in a few words.</summary>
    public static string Of(PolicyAllocation policy) => policy.Policy switch
    {
        "BALANCED" => "slow: all cred against all grain received (BALANCED)",
        "IMMEDIATE" => "fast: the cred of the last epochs (IMMEDIATE)",
        "RECENT" => "recent: all cred, older cred counting less (RECENT)",
        "SPECIAL" => policy.Memo is { Length: > 0 } memo ? $"special: {PlainLine.Of(memo, MemoMax)} (SPECIAL)" : "special (SPECIAL)",
        var other => PlainLine.Of(other, MemoMax),
    };
}
