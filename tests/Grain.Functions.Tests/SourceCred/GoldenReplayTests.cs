using System.Text.Json;
using System.Text.Json.Nodes;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.SourceCred.Ledger;
using Grain.Functions.Tests.Identities;
using Xunit;

namespace Grain.Functions.Tests.SourceCred;

/// <summary>SourceCred's own vectors, written as a ledger and played. What it refuses is refused for the same reason.</summary>
public sealed class GoldenReplayTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "ledger");

    /// <summary>What SourceCred's parser refuses before its ledger sees it.</summary>
    private static readonly HashSet<string> OfTheParser =
    [
        RegisterFault.InvalidName, RegisterFault.NameTooLong, RegisterFault.InvalidIdentityType, RegisterFault.InvalidPayoutAddress,
        RegisterFault.InvalidCurrency, RegisterFault.InvalidDistribution,
    ];

    public static TheoryData<string> Cases => GoldenLedgerTests.Cases;

    [Theory]
    [MemberData(nameof(Cases))]
    public void Follows_the_golden_ledger(string name)
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, name + ".json")));
        var (made, expected, replay) = (new MadeLedger(), new List<(int, string)>(), new LedgerReplay());
        foreach (var step in golden.RootElement.GetProperty("steps").EnumerateArray())
        {
            var expect = step.GetProperty("expect");
            if (expect.GetProperty("result").GetString() == "no-op") continue;
            made.Add(ActionOf(step), step.GetProperty("ledgerTimestamp").GetDouble());
            if (expect.TryGetProperty("error", out var error))
                expected.Add((made.Lines.Count, OfTheParser.Contains(error.GetString()!) ? "malformed" : error.GetString()!));
            else if (IsRefusedHere(step, name, made.Lines.Count) is { } kind) expected.Add((made.Lines.Count, kind));
            // Switching accounting off writes further events, in the order of the accounts.
            if (step.GetProperty("op").GetString() == "disableAccounting" && expect.GetProperty("eventsAppended").GetInt32() > 1)
                made.Add(new() { ["type"] = "TOGGLE_ACTIVATION", ["identityId"] = MadeLedger.Uuid("b") },
                    step.GetProperty("ledgerTimestamp").GetDouble());
        }

        var reader = LedgerReader.Open(made.ToInstance());
        Assert.NotEmpty(reader.Play(replay, lenient: true).ToArray());
        Assert.Equal(expected, reader.Skipped.Select(each => (each.Line, each.Kind)));
        if (name is not ("quirk-merge-loop" or "payout-address-removed")) Compare(replay, golden.RootElement.GetProperty("final"));
    }

    private static string? IsRefusedHere(JsonElement step, string name, int line) =>
        step.TryGetProperty("payoutAddress", out var address) && address.ValueKind == JsonValueKind.Null ? "malformed"
        : name == "quirk-merge-loop" && line == 7 ? RegisterFault.AlreadyMerged : null;

    private static JsonObject ActionOf(JsonElement step)
    {
        string Text(string member) => step.GetProperty(member).GetString()!;
        string Id(string member) => MadeLedger.Uuid(Text(member));
        JsonObject Currency() => step.TryGetProperty("tokenAddress", out var token) && token.ValueKind == JsonValueKind.String
            ? new() { ["type"] = "EVM", ["chainId"] = Text("chainId"), ["tokenAddress"] = token.GetString() }
            : new() { ["type"] = "PROTOCOL", ["chainId"] = Text("chainId") };
        return Text("op") switch
        {
            "createIdentity" => JsonNode.Parse(new MadeLedger().Create(Text("id")).Lines[0])!["action"]!.DeepClone().AsObject() is var made
                && made["identity"]!.AsObject() is var identity ? With(made, identity, Text("name"), Text("type")) : null!,
            "renameIdentity" => new() { ["type"] = "RENAME_IDENTITY", ["identityId"] = Id("id"), ["newName"] = Text("name") },
            "changeIdentityType" => new() { ["type"] = "CHANGE_IDENTITY_TYPE", ["identityId"] = Id("id"), ["newType"] = Text("type") },
            "activate" or "deactivate" => new() { ["type"] = "TOGGLE_ACTIVATION", ["identityId"] = Id("id") },
            "addAlias" => new()
            {
                ["type"] = "ADD_ALIAS",
                ["identityId"] = Id("id"),
                ["alias"] = new JsonObject
                {
                    ["description"] = "",
                    ["address"] = step.TryGetProperty("aliasOf", out _)
                        ? MadeLedger.Address("sourcecred", "core", "IDENTITY", Id("aliasOf")) : MadeLedger.Address(Text("alias")),
                },
            },
            "mergeIdentities" => new() { ["type"] = "MERGE_IDENTITIES", ["base"] = Id("base"), ["target"] = Id("target") },
            "distributeGrain" => new()
            {
                ["type"] = "DISTRIBUTE_GRAIN",
                ["distribution"] = new JsonObject
                {
                    ["id"] = Id("distribution"),
                    ["credTimestamp"] = step.GetProperty("credTimestamp").GetDouble(),
                    ["allocations"] = new JsonArray([.. step.GetProperty("allocations").EnumerateArray().Select(AllocationOf)]),
                },
            },
            "transferGrain" => new()
            {
                ["type"] = "TRANSFER_GRAIN",
                ["from"] = Id("from"),
                ["to"] = Id("to"),
                ["amount"] = Text("amount"),
                ["memo"] = null,
            },
            "setPayoutAddress" => new()
            {
                ["type"] = "SET_PAYOUT_ADDRESS",
                ["id"] = Id("id"),
                ["currency"] = Currency(),
                ["payoutAddress"] = step.GetProperty("payoutAddress").GetString(),
            },
            "setExternalCurrency" => new() { ["type"] = "SET_EXTERNAL_CURRENCY", ["currency"] = Currency() },
            "removeExternalCurrency" => new() { ["type"] = "REMOVE_EXTERNAL_CURRENCY" },
            "enableAccounting" => new() { ["type"] = "ENABLE_ACCOUNTING" },
            "disableAccounting" => new() { ["type"] = "DISABLE_ACCOUNTING" },
            "enableIntegrationTracking" => new() { ["type"] = "ENABLE_GRAIN_INTEGRATION" },
            "disableIntegrationTracking" => new() { ["type"] = "DISABLE_GRAIN_INTEGRATION" },
            "markDistributionExecuted" => new() { ["type"] = "MARK_DISTRIBUTION_EXECUTED", ["id"] = Id("distribution") },
            var op => throw new InvalidOperationException(op),
        };
    }

    private static JsonObject With(JsonObject made, JsonObject identity, string name, string type)
    {
        (identity["name"], identity["subtype"]) = (name, type);
        return made;
    }

    private static JsonNode AllocationOf(JsonElement allocation) => new JsonObject
    {
        ["id"] = MadeLedger.Uuid("allocation"),
        ["policy"] = new JsonObject
        {
            ["policyType"] = "IMMEDIATE",
            ["numIntervalsLookback"] = 1,
            ["budget"] = allocation.GetProperty("budget").GetString(),
        },
        ["receipts"] = new JsonArray([.. allocation.GetProperty("receipts").EnumerateArray().Select(receipt => new JsonObject
        {
            ["id"] = MadeLedger.Uuid(receipt.GetProperty("id").GetString()!), ["amount"] = receipt.GetProperty("amount").GetString(),
        })]),
    };

    private static void Compare(LedgerReplay replay, JsonElement final)
    {
        var expected = final.GetProperty("accounts").EnumerateArray().ToArray();
        Assert.Equal(expected.Length, replay.Accounts.Count());
        foreach (var (account, there) in replay.Accounts.Zip(expected))
        {
            string Text(string member) => there.GetProperty(member).GetString()!;
            Assert.Equal((MadeLedger.Uuid(Text("id")), Text("name"), Text("type"), there.GetProperty("active").GetBoolean()),
                (account.Id, account.Name, account.Subtype, account.Active));
            Assert.Equal((Text("balance"), Text("paid")), (account.Balance.ToString(), account.Paid.ToString()));
            Assert.Equal(there.GetProperty("aliasCount").GetInt32(), account.Aliases.Count);
            Assert.Equal(there.GetProperty("mergedIds").EnumerateArray().Select(id => MadeLedger.Uuid(id.GetString()!)), account.Ids);
            Assert.Equal(there.GetProperty("payoutAddresses").EnumerateObject().Select(each =>
                    (GoldenSteps.CurrencyOf(JsonDocument.Parse(each.Name).RootElement).Key, each.Value.GetString()!)),
                account.PayoutAddresses.Select(each => (each.Key, each.Value)));
            Assert.Equal(there.GetProperty("allocationHistory").EnumerateArray().Select(each =>
                    (each.GetProperty("credTimestamp").GetInt64(), each.GetProperty("amount").GetString()!)),
                account.History.Select(each => (each.CredAt.ToUnixTimeMilliseconds(), each.Amount.ToString())));
        }

        Assert.Equal(final.GetProperty("accountingEnabled").GetBoolean(), replay.Accounting);
        Assert.Equal(final.GetProperty("integrationTracking").GetBoolean(), replay.Tracking);
        Assert.Equal(final.GetProperty("trackedDistributions").EnumerateArray().Select(each =>
                (MadeLedger.Uuid(each.GetProperty("id").GetString()!), each.GetProperty("executed").GetBoolean())).Order(),
            replay.Tracked.Select(each => (each.Key, each.Value)).Order());
        Assert.Equal(final.GetProperty("lastDistributionTimestamp") is { ValueKind: JsonValueKind.Number } last ? last.GetInt64() : null,
            replay.LastCredAt?.ToUnixTimeMilliseconds());
    }
}
