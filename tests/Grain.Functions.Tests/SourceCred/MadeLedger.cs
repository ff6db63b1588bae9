using System.Text;
using System.Text.Json.Nodes;
using Grain.Functions.SourceCred.Files;

namespace Grain.Functions.Tests.SourceCred;

/// <summary>A ledger as SourceCred writes one, made line by line. Each event is a second after the one before.</summary>
internal sealed class MadeLedger
{
    public const string Token = "0x6B175474E89094C44Da98b954EedeAC495271d0F";
    private const string Letters = "0123456789ABDEGJ";
    private readonly List<string> lines = [];

    /// <summary>The first event's time: Sunday, the 3rd of January 2021.</summary>
    public static DateTimeOffset Start { get; } = new(2021, 1, 3, 0, 0, 0, TimeSpan.Zero);

    public IReadOnlyList<string> Lines => lines;

    /// <summary>A uuid that SourceCred would take, the same for the same name.</summary>
    public static string Uuid(string of)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(of));
        return string.Concat(hash.Take(21).Select(each => Letters[each % Letters.Length])) + "A";
    }

    public static string Address(params string[] parts) => $"N\0{string.Join('\0', parts)}\0";

    public MadeLedger Raw(string line)
    {
        lines.Add(line);
        return this;
    }

    public MadeLedger Add(JsonObject action, double? at = null) => Raw(new JsonObject
    {
        ["action"] = action,
        ["ledgerTimestamp"] = at ?? Start.AddSeconds(lines.Count).ToUnixTimeMilliseconds(),
        ["uuid"] = Uuid($"event {lines.Count}"),
        ["version"] = "1",
    }.ToJsonString());

    public MadeLedger Create(string name, string type = "USER") => Add(new()
    {
        ["type"] = "CREATE_IDENTITY",
        ["identity"] = new JsonObject
        {
            ["id"] = Uuid(name),
            ["name"] = name,
            ["subtype"] = type,
            ["aliases"] = new JsonArray(),
            ["address"] = Address("sourcecred", "core", "IDENTITY", Uuid(name)),
        },
    });

    public MadeLedger Toggle(string name) => Add(new() { ["type"] = "TOGGLE_ACTIVATION", ["identityId"] = Uuid(name) });

    public MadeLedger Rename(string who, string name) =>
        Add(new() { ["type"] = "RENAME_IDENTITY", ["identityId"] = Uuid(who), ["newName"] = name });

    public MadeLedger Retype(string who, string type) =>
        Add(new() { ["type"] = "CHANGE_IDENTITY_TYPE", ["identityId"] = Uuid(who), ["newType"] = type });

    public MadeLedger Alias(string who, params string[] parts) => Add(new()
    {
        ["type"] = "ADD_ALIAS",
        ["identityId"] = Uuid(who),
        ["alias"] = new JsonObject { ["address"] = Address(parts), ["description"] = "" },
    });

    public MadeLedger Merge(string into, string target) =>
        Add(new() { ["type"] = "MERGE_IDENTITIES", ["base"] = Uuid(into), ["target"] = Uuid(target) });

    public MadeLedger Pay(string id, DateTimeOffset cred, params (string To, string Amount)[] receipts) =>
        Pay(id, cred, Policy("IMMEDIATE", receipts), receipts);

    public MadeLedger Pay(string id, DateTimeOffset cred, JsonObject policy, params (string To, string Amount)[] receipts) => Add(new()
    {
        ["type"] = "DISTRIBUTE_GRAIN",
        ["distribution"] = new JsonObject
        {
            ["id"] = Uuid(id),
            ["credTimestamp"] = cred.ToUnixTimeMilliseconds(),
            ["allocations"] = new JsonArray(new JsonObject
            {
                ["id"] = Uuid($"allocation {id}"),
                ["policy"] = policy,
                ["receipts"] = new JsonArray([.. receipts.Select(each =>
                    new JsonObject { ["id"] = Uuid(each.To), ["amount"] = each.Amount })]),
            }),
        },
    });

    public static JsonObject Policy(string type, params (string To, string Amount)[] receipts)
    {
        var budget = receipts.Aggregate(System.Numerics.BigInteger.Zero, (sum, each) =>
            sum + System.Numerics.BigInteger.Parse(each.Amount, System.Globalization.CultureInfo.InvariantCulture)).ToString();
        var policy = new JsonObject { ["policyType"] = type, ["budget"] = budget };
        if (type == "RECENT") (policy["discount"], policy["exclusions"]) = (0.25, new JsonArray(Uuid("bot")));
        else if (type == "SPECIAL") (policy["recipient"], policy["memo"]) = (Uuid(receipts[0].To), "for the tools");
        else policy["numIntervalsLookback"] = type == "BALANCED" ? 0 : 1;
        return policy;
    }

    public MadeLedger Transfer(string from, string to, string amount, string? memo = null) => Add(new()
    {
        ["type"] = "TRANSFER_GRAIN",
        ["from"] = Uuid(from),
        ["to"] = Uuid(to),
        ["amount"] = amount,
        ["memo"] = memo,
    });

    public MadeLedger PayoutAddress(string who, string address) => Add(new()
    {
        ["type"] = "SET_PAYOUT_ADDRESS",
        ["id"] = Uuid(who),
        ["currency"] = Currency(),
        ["payoutAddress"] = address,
    });

    public MadeLedger SetCurrency() => Add(new() { ["type"] = "SET_EXTERNAL_CURRENCY", ["currency"] = Currency() });

    public MadeLedger Executed(string id) => Add(new() { ["type"] = "MARK_DISTRIBUTION_EXECUTED", ["id"] = Uuid(id) });

    public MadeLedger Plain(string type) => Add(new() { ["type"] = type });

    public byte[] ToBytes() => Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));

    public byte[] ToArray() => Encoding.UTF8.GetBytes($"[\n{string.Join(",\n", lines)}\n]");

    /// <summary>An instance that has this ledger and nothing else.</summary>
    public InstanceFiles ToInstance() => Instance((InstanceFiles.LedgerPath, ToBytes()));

    public static InstanceFiles Instance(params (string Path, byte[] Content)[] files) => new("made",
        files.ToDictionary(file => file.Path, file => (Func<Stream>)(() => new MemoryStream(file.Content, writable: false))));

    private static JsonObject Currency() => new() { ["type"] = "EVM", ["chainId"] = "1", ["tokenAddress"] = Token };
}
