using Grain.Functions.Merkle;

namespace Grain.Local.Proofs;

/// <summary>What somebody knows from elsewhere, to hold a proof against.</summary>
/// <param name="Key">A public key of the space, lower-case hex.</param>
/// <param name="Checkpoint">SHA-256 of the checkpoint.</param>
/// <param name="Statement">The epoch's statement.</param>
internal sealed record KnownElsewhere(string? Key = null, string? Checkpoint = null, byte[]? Statement = null);

/// <summary>
/// Checks a proof by nothing but what is in it and what is known from elsewhere. <c>clients/verify-proof.mjs</c> does the same, and says it
/// in the same words. Pure.
/// </summary>
internal static class ProofCheck
{
    /// <summary>What is proven, in lines.</summary>
    /// <exception cref="ProofFault">Nothing is.</exception>
    public static IReadOnlyList<string> Run(JsonElement json, KnownElsewhere known)
    {
        var proof = new ProofPart(json, "the proof");
        var format = proof["format"];
        if (!format.IsThere || format.Text != "grain-proof/1") throw new ProofFault("this is no proof of a form that is known");
        var checkpoint = proof["checkpoint", "the checkpoint"];
        var space = checkpoint["space"].Text;
        var keys = new ProofSigners(proof["keys"], space);
        var signer = CheckCheckpoint(checkpoint, proof["signature"], keys, "the checkpoint");
        if (known.Key is { } key) keys.CheckKnown(key, signer);
        if (known.Checkpoint is { } expected && expected != checkpoint.Digest)
            throw new ProofFault($"the checkpoint is {checkpoint.Digest}, and not the one that you know");
        if (known.Statement is { } statement && Convert.ToHexStringLower(SHA256.HashData(statement)) != checkpoint["statement"].Text)
            throw new ProofFault("the statement is not the one that was signed");
        var says = proof["kind"].Text switch
        {
            "checkpoint" => "the checkpoint is signed",
            "grant" or "payment" => ProvenEntryCheck.Run(proof, checkpoint["entries"]),
            "account" => CheckAccount(proof, checkpoint["accounts"]),
            "no-account" => CheckMissing(proof, checkpoint["accounts"]),
            "history" => CheckHistory(proof, keys, known.Key),
            var kind => throw new ProofFault($"'{kind}' is no kind of proof that is known"),
        };
        return
        [
            $"proven: {says}",
            $"in {space} up to epoch {checkpoint["epoch"].Text}: {checkpoint["entries"]["size"].Count} entries, "
                + $"{checkpoint["accounts"]["size"].Count} accounts; checkpoint {checkpoint.Digest}",
            known.Key is null ? $"signed by key {signer}, {keys.PublicOf(signer)}: whose it is you have to know from elsewhere (--key)"
                : $"signed by key {signer}, which the key that you know stands for",
        ];
    }

    /// <summary>The hashes of the way.</summary>
    public static IReadOnlyList<byte[]> PathOf(ProofPart proof) => [.. proof["path"].List.Select(hash => hash.Hash)];

    private static int CheckCheckpoint(ProofPart checkpoint, ProofPart signature, ProofSigners keys, string what)
    {
        var signer = keys.SignerOf(checkpoint, signature, what);
        _ = checkpoint["statement"].Hash;
        foreach (var tree in new[] { "entries", "accounts" }) _ = (checkpoint[tree]["size"].Count, checkpoint[tree]["root"].Hash);
        return signer;
    }

    private static string CheckAccount(ProofPart proof, ProofPart map)
    {
        var account = proof["account", "the account"];
        var (id, grants, grain) = (account["id"].Text, account["grants"], account["grain"]);
        var (balance, inTransit) = (account["balance"].Text, account["inTransit"].Text);
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(id));
        string[] hashed =
        [
            "grain-account/1", id, Digits(grants["seq"]), grants["hash"].Text, Digits(grain["seq"]), grain["hash"].Text, balance, inTransit,
        ];
        var value = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', hashed)));
        if (!Leads(MapProof.RootOf(key, new MapLeaf(key, value), PathOf(proof)), map))
            throw new ProofFault("the account is not in the map: its way does not lead to the root");
        return $"{id} held {balance} base units ({inTransit} in transit), and had {grants["seq"].Count} grants and "
            + $"{grain["seq"].Count} entries of grain";
    }

    private static string Digits(ProofPart number) => number.Count.ToString(CultureInfo.InvariantCulture);

    private static string CheckMissing(ProofPart proof, ProofPart map)
    {
        var missing = proof["missing", "the account that is missing"];
        var (id, other) = (missing["id"].Text, missing["other"]);
        var key = SHA256.HashData(Encoding.UTF8.GetBytes(id));
        var found = other.IsThere ? new MapLeaf(other["key"].Hash, other["value"].Hash) : null;
        if (found is not null && found.Key.AsSpan().SequenceEqual(key)) throw new ProofFault("the other account is the very one");
        return Leads(MapProof.RootOf(key, found, PathOf(proof)), map) ? $"{id} had no account"
            : throw new ProofFault("the account may be in the map: the way does not lead to the root");
    }

    private static string CheckHistory(ProofPart proof, ProofSigners keys, string? known)
    {
        var (earlier, checkpoint) = (proof["earlier", "the earlier checkpoint"], proof["checkpoint"]);
        var before = earlier["checkpoint", "the earlier checkpoint"];
        var signer = CheckCheckpoint(before, earlier["signature"], keys, "the earlier checkpoint");
        if (before["space"].Text != checkpoint["space"].Text || before["number"].Count > checkpoint["number"].Count)
            throw new ProofFault("the earlier checkpoint is not an earlier one of the space");
        var (then, now) = (before["entries"], checkpoint["entries"]);
        if (!LogProof.IsConsistent(then["size"].Count, then["root"].Hash, now["size"].Count, now["root"].Hash, PathOf(proof)))
            throw new ProofFault("the log does not go on from what it was");
        if (known is not null) keys.CheckKnown(known, signer);
        return $"nothing of the {then["size"].Count} entries up to {before["epoch"].Text} was changed or taken out; "
            + $"{now["size"].Count - then["size"].Count} came after them";
    }

    /// <summary>Whether a way leads to the root of a tree.</summary>
    public static bool Leads(byte[]? root, ProofPart tree) => root is not null && root.AsSpan().SequenceEqual(tree["root"].Hash);
}
