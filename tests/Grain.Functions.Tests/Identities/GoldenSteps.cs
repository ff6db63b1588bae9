using System.Text.Json;
using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Accounts.Balances;
using Grain.Functions.Ledgers.Identities;
using Grain.Functions.Tests.Accounts;

namespace Grain.Functions.Tests.Identities;

/// <summary>Plays steps of the golden ledger; each gives <c>ok</c>, <c>no-op</c> or the kind of error.</summary>
internal static class GoldenSteps
{
    public static async Task<string> PlayAsync(Community community, JsonElement step, int index)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(step.GetProperty("ledgerTimestamp").GetInt64());
        if (Text("op") == "transferGrain") return ResultOf(await TransferAsync());
        RegisterEvent asked = Text("op") switch
        {
            "createIdentity" => new IdentityCreated(Text("id"), Text("name"), Text("type")),
            "renameIdentity" => new IdentityRenamed(Text("id"), Text("name")),
            "changeIdentityType" => new IdentityTypeChanged(Text("id"), Text("type")),
            "activate" => new ActivitySet(Text("id"), true),
            "deactivate" => new ActivitySet(Text("id"), false),
            "addAlias" => new AliasAdded(Text("id"), step.TryGetProperty("aliasOf", out var of) ? of.GetString()! : Text("alias")),
            "mergeIdentities" => new IdentitiesMerged(Text("base"), Text("target")),
            "setPayoutAddress" => new PayoutAddressSet(Text("id"), CurrencyOf(step), step.GetProperty("payoutAddress").GetString()),
            "setExternalCurrency" => new CurrencySet(CurrencyOf(step)),
            "removeExternalCurrency" => new CurrencySet(null),
            "enableAccounting" => new AccountingSet(true),
            "disableAccounting" => new AccountingSet(false),
            "enableIntegrationTracking" => new TrackingSet(true),
            "disableIntegrationTracking" => new TrackingSet(false),
            "markDistributionExecuted" => new DistributionExecuted(Text("distribution")),
            "distributeGrain" =>
                new GrainDistributed(Text("distribution"), [.. step.GetProperty("allocations").EnumerateArray().Select(AllocationOf)]),
            var op => throw new InvalidDataException($"The golden ledger has an operation '{op}' that is not known here."),
        };
        return ResultOf(asked switch
        {
            GrainDistributed distribution => await community.Distributions.DistributeAsync(community.Space, distribution, default, at),
            AccountingSet or CurrencySet => await community.Payout.ChangeAsync(community.Space, asked, default, at),
            _ => await community.Registers.ChangeAsync(community.Space, [asked], default, at),
        });

        string Text(string name) => step.GetProperty(name).GetString()!;

        Task<TransferOutcome> TransferAsync() => community.Transfers.SendAsync(
            community.Space,
            new TransferRequest($"t{index}", Text("from"), Text("to"), GrainAmount.Parse(Text("amount")),
                step.TryGetProperty("memo", out var memo) ? memo.GetString() : null),
            default);
    }

    public static Currency CurrencyOf(JsonElement element) => new(
        element.GetProperty("chainId").GetString()!, element.TryGetProperty("tokenAddress", out var token) ? token.GetString() : null);

    private static SpecialAllocation AllocationOf(JsonElement element) => new(
        GrainAmount.Parse(element.GetProperty("budget").GetString()!),
        [.. element.GetProperty("receipts").EnumerateArray().Select(receipt =>
            new Receipt(receipt.GetProperty("id").GetString()!, GrainAmount.Parse(receipt.GetProperty("amount").GetString()!)))]);

    private static string ResultOf(TransferOutcome outcome) => outcome switch
    {
        TransferOutcome.Completed => "ok",
        TransferOutcome.Refused refused => refused.Kind,
        _ => outcome.GetType().Name,
    };

    private static string ResultOf(RegisterOutcome outcome) => outcome switch
    {
        RegisterOutcome.Changed => "ok",
        RegisterOutcome.Unchanged => "no-op",
        RegisterOutcome.Refused refused => refused.Kind,
        _ => throw new InvalidOperationException(outcome.GetType().Name),
    };
}
