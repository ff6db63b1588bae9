using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.Ledgers.Accounts;

/// <summary>A transfer, mint or burn as it is asked for; amounts in grain.</summary>
internal sealed record MoveBody(string? Id, string? From, string? To, string? Amount, string? Memo)
{
    /// <summary>What shall be moved, under which id. An end that the address does not take must not be said, and is empty.</summary>
    /// <param name="values">Reads it.</param>
    /// <param name="hasFrom">Whether somebody is named whose grain it is.</param>
    /// <param name="hasTo">Whether somebody gets it; else it is destroyed.</param>
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public (string Id, string From, string To, GrainAmount Amount, string? Memo) Checked(RequestValues values, bool hasFrom, bool hasTo)
    {
        var (id, from, to) = (values.NewId("$.id", Id), hasFrom ? values.Account("$.from", From) : "",
            hasTo ? values.Account("$.to", To) : "");
        var amount = hasTo ? values.Amount("$.amount", Amount) : values.Burnt("$.amount", Amount);
        var memo = values.Memo("$.memo", Memo);
        if (!hasFrom) values.Absent("$.from", From);
        if (!hasTo) values.Absent("$.to", To);
        values.Check();
        return (id, from, to, amount, memo);
    }
}

/// <summary>A hold as it is asked for; the amount in grain.</summary>
internal sealed record HoldBody(string? Id, string? From, string? To, string? Amount, string? Memo, JsonElement? ExpiresAt)
{
    /// <summary>
    /// What shall be held, under which id. Whose grain it is must not be said where it is the caller's own, and is empty.
    /// </summary>
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public (string Id, string From, string? To, GrainAmount Amount, string? Memo, DateTimeOffset End) Checked(
        RequestValues values, DateTimeOffset now, bool isOwn)
    {
        var (id, from, to) = (values.NewId("$.id", Id), isOwn ? "" : values.Account("$.from", From),
            To is null ? null : values.Account("$.to", To));
        var (amount, memo, end) = (values.Kept("$.amount", Amount), values.Memo("$.memo", Memo),
            values.End("$.expiresAt", ExpiresAt, now));
        if (isOwn) values.Absent("$.from", From);
        values.Check();
        return (id, from, to, amount, memo, end);
    }
}

/// <summary>A commit of a hold as it is asked for; the amount in grain.</summary>
internal sealed record CommitBody(string? From, string? Part, string? Amount, string? To, string? Memo)
{
    /// <summary>What shall be sent of a hold, which the address names; likewise.</summary>
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public (string Id, string From, string? To, string? Part, GrainAmount? Amount, string? Memo) Checked(
        RequestValues values, string hold, bool isOwn)
    {
        var (id, from, to) = (values.Id("id", hold), isOwn ? "" : values.Account("$.from", From),
            To is null ? null : values.Account("$.to", To));
        var (part, amount, memo) = (Part is null ? null : values.NewId("$.part", Part),
            Amount is null ? (GrainAmount?)null : values.Kept("$.amount", Amount), values.Memo("$.memo", Memo));
        if (isOwn) values.Absent("$.from", From);
        values.Check();
        return (id, from, to, part, amount, memo);
    }
}

/// <summary>The end of a hold as it is asked for.</summary>
internal sealed record VoidBody(string? From);

/// <summary>A special distribution as it is asked for.</summary>
internal sealed record DistributionBody(string? Id, string? Memo, IReadOnlyList<ReceiptBody>? Receipts)
{
    /// <summary>Each receipt is written by itself; more people go in several distributions, or in an epoch.</summary>
    internal const int ReceiptsMax = 500;

    /// <summary>What shall be distributed, under which id.</summary>
    /// <exception cref="ProblemException">400 with all faults.</exception>
    public (string Id, string? Memo, SpecialAllocation All) Checked(RequestValues values)
    {
        var (id, memo) = (values.NewId("$.id", Id), values.Memo("$.memo", Memo));
        if (id.Length > RegisterRules.NameLengthMax)
            values.Fail("$.id", $"has {id.Length} characters; at most {RegisterRules.NameLengthMax} are taken");
        if (Receipts is not { Count: > 0 and <= ReceiptsMax }) values.Fail("$.receipts", $"must have 1 to {ReceiptsMax} elements");
        values.Check();
        var receipts = Receipts!.Index()
            .Select(item => new Receipt(
                values.Account($"$.receipts[{item.Index}].to", item.Item?.To),
                values.Amount($"$.receipts[{item.Index}].amount", item.Item?.Amount)))
            .ToArray();
        values.Check();
        return (id, memo, new SpecialAllocation(GrainAmount.Sum(receipts.Select(receipt => receipt.Amount)), receipts));
    }
}

/// <summary>Who gets how much grain.</summary>
internal sealed record ReceiptBody(string? To, string? Amount);

/// <summary>Freezing as it is asked for.</summary>
internal sealed record FreezeBody(bool? Frozen, string? Reason);

/// <summary>A switch.</summary>
internal sealed record SwitchBody(bool? Enabled);

/// <summary>Whose payments are marked; of all who can be paid, if absent: now, or as the file of that state had it.</summary>
internal sealed record MarkBody(IReadOnlyList<string>? Identities, long? AsOf);

/// <summary>The external currency; none if it is <c>null</c>.</summary>
internal sealed record CurrencyBody(Currency? Currency);

/// <summary>How requests are read: a misspelt name is an error.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(MoveBody))]
[JsonSerializable(typeof(HoldBody))]
[JsonSerializable(typeof(CommitBody))]
[JsonSerializable(typeof(VoidBody))]
[JsonSerializable(typeof(DistributionBody))]
[JsonSerializable(typeof(FreezeBody))]
[JsonSerializable(typeof(SwitchBody))]
[JsonSerializable(typeof(CurrencyBody))]
[JsonSerializable(typeof(MarkBody))]
internal sealed partial class GrainRequestJson : JsonSerializerContext;
