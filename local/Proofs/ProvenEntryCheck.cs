using Grain.Functions.Merkle;

namespace Grain.Local.Proofs;

/// <summary>Checks that an entry is in the log, and says what it is. Pure.</summary>
internal static class ProvenEntryCheck
{
    /// <summary>What is proven of it.</summary>
    /// <exception cref="ProofFault">Nothing is.</exception>
    public static string Run(ProofPart proof, ProofPart log)
    {
        var entry = proof["entry", "the entry"];
        var kind = proof["kind"].Text;
        var table = kind == "grant" ? "grants" : "grain";
        if (entry["ledger"].Text != table) throw new ProofFault($"the entry is not of the ledger {table}");
        var (account, hash, seq, content) = (entry["account"].Text, entry["hash"], entry["seq"].Count, entry["content"]);
        _ = hash.Hash;
        if (content.IsThere && Chained(entry, seq, content.Text) != hash.Text)
            throw new ProofFault("the entry does not have the hash of its content");
        var leaf = LogHash.Leaf(Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"grain-entry/1\n{table}\n{account}\n{seq}\n{hash.Text}")));
        if (!ProofCheck.Leads(LogProof.RootOf(leaf, entry["leaf"].Count, log["size"].Count, ProofCheck.PathOf(proof)), log))
            throw new ProofFault("the entry is not in the log: its way does not lead to the root");
        var where = string.Create(CultureInfo.InvariantCulture, $"entry {seq} of {account} in the ledger {table}");
        if (!content.IsThere) return $"{where}, whose content is not shown, is in the log";
        using var read = JsonDocument.Parse(content.Text);
        var what = new ProofPart(read.RootElement, "the content");
        return kind == "grant" ? Grant(what, entry, read.RootElement, where) : Payment(what, entry, proof, where);
    }

    private static string Grant(ProofPart content, ProofPart entry, JsonElement json, string where) =>
        content["grantId"].Text == entry["key"].Text && content["contributor"].Text == entry["account"].Text
            ? $"the grant {content["grantId"].Text}, {json.GetProperty("amount").GetRawText()} points, is {where}"
            : throw new ProofFault("the content is that of another grant");

    private static string Payment(ProofPart content, ProofPart entry, ProofPart proof, string where)
    {
        var epoch = content["epoch"];
        return epoch.IsThere && epoch.Text == proof["checkpoint"]["epoch"].Text && entry["key"].Text == $"epoch/{epoch.Text}"
            ? $"the epoch {epoch.Text} paid {content["amount"].Text} base units: {where}"
            : throw new ProofFault("the content is that of another payment");
    }

    private static string Chained(ProofPart entry, long seq, string content)
    {
        var previous = entry["previous", "the hash before the entry"];
        _ = previous.Hash;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{previous.Text}\n{seq}\n{entry["key"].Text}\n{entry["recordedAt"].Text}\n{content}"))));
    }
}
