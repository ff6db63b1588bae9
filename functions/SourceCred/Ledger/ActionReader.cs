using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;
using static Grain.Functions.SourceCred.Ledger.LedgerAction;

namespace Grain.Functions.SourceCred.Ledger;

/// <summary>Reads an event as SourceCred's own parser does: other members are let pass, and what it would refuse is told.</summary>
internal static class ActionReader
{
    private const int UuidLength = 22;
    private const int TextMax = 10_000;
    private const int Many = 1_000_000;

    /// <summary>What a uuid of 16 bytes is written in.</summary>
    private const string Base64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

    /// <summary>Reads an event; its faults are told to the value.</summary>
    /// <returns><see langword="null"/> if it has one.</returns>
    public static (string Uuid, DateTimeOffset At, LedgerAction Action)? Read(SentValue sent)
    {
        if (!sent.IsObject()) return null;
        if (sent.Text("version", TextMax) is not ("1" or "")) sent.Fail("version", "must be \"1\", the only version there is");
        var (uuid, at) = (Uuid(sent, "uuid"), Time(sent, "ledgerTimestamp"));
        var read = sent.Find("action") is { } action && action.IsObject() ? Action(action) : null;
        if (read is null && sent.Faults.Count == 0) sent.Fail("action", "is missing");
        return sent.Faults.Count == 0 ? (uuid, at, read!) : null;
    }

    private static LedgerAction? Action(SentValue sent)
    {
        switch (sent.Text("type", TextMax))
        {
            case "CREATE_IDENTITY": return sent.Find("identity") is { } identity ? Creation(identity) : Missing(sent, "identity");
            case "RENAME_IDENTITY": return new RenameIdentity(Uuid(sent, "identityId"), Name(sent, "newName"));
            case "CHANGE_IDENTITY_TYPE": return new ChangeIdentityType(Uuid(sent, "identityId"), Subtype(sent, "newType"));
            case "ADD_ALIAS":
                return sent.Find("alias") is not { } alias ? Missing(sent, "alias")
                    : new AddAlias(Uuid(sent, "identityId"), Address(alias, "address"), Line(alias, "description") ?? "");
            case "MERGE_IDENTITIES": return new MergeIdentities(Uuid(sent, "base"), Uuid(sent, "target"));
            case "TOGGLE_ACTIVATION": return new ToggleActivation(Uuid(sent, "identityId"));
            case "DISTRIBUTE_GRAIN":
                return sent.Find("distribution") is { } distribution ? Distribution(distribution) : Missing(sent, "distribution");
            case "TRANSFER_GRAIN":
                return new TransferGrain(Uuid(sent, "from"), Uuid(sent, "to"), Amount(sent, "amount"), Line(sent, "memo", orNull: true));
            case "SET_PAYOUT_ADDRESS":
                return new SetPayoutAddress(Uuid(sent, "id"), Currency(sent), EthAddress(sent, "payoutAddress"));
            case "SET_EXTERNAL_CURRENCY": return new SetExternalCurrency(Currency(sent));
            case "REMOVE_EXTERNAL_CURRENCY": return new RemoveExternalCurrency();
            case "ENABLE_ACCOUNTING": return new Accounting(true);
            case "DISABLE_ACCOUNTING": return new Accounting(false);
            case "ENABLE_GRAIN_INTEGRATION": return new Integration(true);
            case "DISABLE_GRAIN_INTEGRATION": return new Integration(false);
            case "MARK_DISTRIBUTION_EXECUTED": return new MarkDistributionExecuted(Uuid(sent, "id"));
            case "": return null;
            default:
                sent.Fail("type", "is none of the sixteen actions of SourceCred's ledger");
                return null;
        }
    }

    private static LedgerAction? Missing(SentValue sent, string name)
    {
        sent.Fail(name, "is missing");
        return null;
    }

    private static CreateIdentity Creation(SentValue sent) => new(Uuid(sent, "id"), Name(sent, "name"), Subtype(sent, "subtype"),
        Address(sent, "address"), sent.Present("aliases") ? sent.Elements("aliases", Many).Count() : 0);

    private static DistributeGrain Distribution(SentValue sent) => new(Uuid(sent, "id"), Time(sent, "credTimestamp"),
        [.. Listed(sent, "allocations").Select(Allocation)]);

    private static SourceAllocation Allocation(SentValue sent)
    {
        var (policy, budget) = (new DistributedPolicy(""), GrainAmount.Zero);
        if (sent.Find("policy") is not { } found) sent.Fail("policy", "is missing");
        else if (found.IsObject()) (policy, budget) = (PolicyReader.Read(found), PolicyReader.Budget(found));
        return new SourceAllocation(Uuid(sent, "id"), policy, budget,
            [.. Listed(sent, "receipts").Select(receipt => new Receipt(Uuid(receipt, "id"), Amount(receipt, "amount")))]);
    }

    private static IEnumerable<SentValue> Listed(SentValue sent, string name) => sent.Present(name) ? sent.Elements(name, Many) : [];

    /// <summary>The 22 characters that SourceCred writes 16 bytes in. Signs are in none, nor some pairs of letters.</summary>
    internal static string Uuid(SentValue sent, string name)
    {
        var text = sent.Text(name, TextMax);
        if (text.Length > 0 && !IsUuid(text)) sent.Fail(name, $"must be an id as SourceCred makes it: {UuidLength} letters and digits");
        return text;
    }

    private static bool IsUuid(string text) => text.Length == UuidLength && text.All(char.IsAsciiLetterOrDigit)
        // The last character holds two bits, the other four are zero.
        && Base64.IndexOf(text[^1], StringComparison.Ordinal) % 16 == 0
        && !text.Zip(text.Skip(1)).Any(pair => IsOdd(pair.First) && IsOdd(pair.Second));

    private static bool IsOdd(char c) => "csfhuit".Contains(char.ToLowerInvariant(c), StringComparison.Ordinal);

    private static string Name(SentValue sent, string name)
    {
        var text = sent.Text(name, TextMax);
        if (text.Length > 0 && RegisterRules.FaultOfName(text) is { } fault) sent.Fail(name, $"{fault.Reason} ({fault.Kind})");
        return text;
    }

    private static string Subtype(SentValue sent, string name) => sent.Present(name)
        ? sent.OptionalChoice(name, IdentityTypes.All) ?? "" : "";

    private static string Address(SentValue sent, string name)
    {
        var text = sent.Text(name, TextMax);
        if (text.Length > 0 && !InstanceIds.IsAddress(text)) sent.Fail(name, "must be the address of a node");
        return text;
    }

    private static Currency Currency(SentValue action)
    {
        if (action.Find("currency") is not { } sent)
        {
            action.Fail("currency", "is missing");
            return new Currency("");
        }

        var currency = sent.OptionalText("type", TextMax) == "EVM"
            ? new Currency(sent.Text("chainId", TextMax), EthAddress(sent, "tokenAddress")) : new Currency(sent.Text("chainId", TextMax));
        if (sent.Faults.Count == 0 && !currency.IsValid)
            sent.Fail("must be a chain's number with a token's address (EVM), or BTC or FIL (PROTOCOL)");
        return currency;
    }

    private static string EthAddress(SentValue sent, string name)
    {
        var text = sent.Text(name, TextMax);
        if (text.Length > 0 && EthereumAddress.Fault(text) is { } fault) sent.Fail(name, $"is no Ethereum address: {fault}");
        return text;
    }

    internal static GrainAmount Amount(SentValue sent, string name)
    {
        if (sent.Text(name, TextMax) is not { Length: > 0 } text) return default;
        if (!GrainAmount.TryParse(text, out var amount, out var fault)) sent.Fail(name, fault!);
        else if (amount > GrainAmount.OneMax) sent.Fail(name, "must not exceed 10^60 base units");
        return amount;
    }

    /// <summary>Milliseconds since 1970, of which a calendar has a day.</summary>
    internal static DateTimeOffset Time(SentValue sent, string name)
    {
        if (!sent.Present(name)) return default;
        var number = sent.Find(name)!.Value.Element;
        if (number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out var milliseconds)
            && milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
            return DateTimeOffset.UnixEpoch.AddTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond));
        sent.Fail(name, "must be a time in milliseconds since 1970, in the years 1 to 9999");
        return default;
    }

    /// <summary>A text that may be empty.</summary>
    internal static string? Line(SentValue sent, string name, bool orNull = false)
    {
        if (!sent.Element.TryGetProperty(name, out var found)) sent.Fail(name, "is missing");
        else if (found.ValueKind == JsonValueKind.Null && orNull) return null;
        else if (found.ValueKind != JsonValueKind.String) sent.Fail(name, "must be a text");
        else if (found.ValueEquals("")) return "";
        else return sent.OptionalText(name, TextMax);
        return null;
    }
}
