namespace Grain.Local.Proofs;

/// <summary>
/// The keys of a space as a proof tells them: a chain, in which each names the one before and is signed by it; or by itself, if it is the
/// first, or if that one is lost.
/// </summary>
internal sealed class ProofSigners
{
    private readonly IReadOnlyList<ProofPart> records;

    /// <summary>Checks the chain.</summary>
    /// <exception cref="ProofFault">It is none.</exception>
    public ProofSigners(ProofPart keys, string space)
    {
        var list = keys.List;
        if (list.Count == 0) throw new ProofFault("there are no keys");
        records = [.. list.Select((key, index) => key["record", $"the record of key {index + 1}"])];
        for (var index = 0; index < list.Count; index++) Check(index, list[index]["signature"], space);
    }

    private void Check(int index, ProofPart signature, string space)
    {
        var (record, number) = (records[index], index + 1);
        if (record["format"].Text != "grain-key/1" || record["number"].Count != number || record["space"].Text != space)
            throw new ProofFault($"key {number} is not key {number} of {space}");
        var previous = record["previous"];
        if (index == 0 ? previous.IsThere : !previous.IsThere || previous.Text != records[index - 1].Digest)
            throw new ProofFault($"key {number} does not name the key before it");
        var signer = record["signer"].Count;
        if (signer != number && (index == 0 || signer != index))
            throw new ProofFault($"key {number} is signed by a key that cannot sign it");
        if (!record.IsSignedBy(records[(int)signer - 1]["public"].Text, signature))
            throw new ProofFault($"the signature of key {number} is not that of key {signer}");
    }

    /// <summary>The number of the key that signed a checkpoint.</summary>
    /// <exception cref="ProofFault">None did.</exception>
    public int SignerOf(ProofPart checkpoint, ProofPart signature, string what)
    {
        if (checkpoint["format"].Text != "grain-checkpoint/1") throw new ProofFault($"{what} is of a form that is not known");
        var key = checkpoint["key"].Text;
        var index = records.ToList().FindIndex(record => record.Digest == key);
        if (index < 0) throw new ProofFault($"{what} names a key that is not among the keys");
        if (!checkpoint.IsSignedBy(PublicOf(index + 1), signature))
            throw new ProofFault($"the signature of {what} is not that of key {index + 1}");
        return index + 1;
    }

    /// <summary>The public key of a number.</summary>
    public string PublicOf(int number) => records[number - 1]["public"].Text;

    /// <summary>From a key that is known to the one that signed, each must have signed the next.</summary>
    /// <exception cref="ProofFault">One did not.</exception>
    public void CheckKnown(string known, int signer)
    {
        var from = records.ToList().FindIndex(record => record["public"].Text == known) + 1;
        if (from == 0) throw new ProofFault("the key that you know is not among the keys of the space");
        if (from > signer)
            throw new ProofFault($"the key that you know is key {from}, and key {signer} signed, which came before it");
        for (var number = from + 1; number <= signer; number++)
            if (records[number - 1]["signer"].Count != number - 1)
                throw new ProofFault(
                    $"key {number} was not signed by key {number - 1}: the space has lost that one, or somebody else made it");
    }
}
