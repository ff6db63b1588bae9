using Grain.Functions.Distributions.Amounts;
using Grain.Functions.Ledgers.Identities;

namespace Grain.Functions.SourceCred.Ledger;

/// <summary>Reads the policy that an allocation of the ledger names. Ledgers of before may leave out how far it looks back.</summary>
internal static class PolicyReader
{
    private const int TextMax = 10_000;
    private static readonly string[] Types = ["BALANCED", "IMMEDIATE", "RECENT", "SPECIAL"];

    public static DistributedPolicy Read(SentValue sent)
    {
        var type = sent.Present("policyType") ? sent.OptionalChoice("policyType", Types) ?? "" : "";
        var policy = new DistributedPolicy(type);
        return type switch
        {
            "BALANCED" or "IMMEDIATE" => policy with { Lookback = Number(sent, "numIntervalsLookback") },
            "RECENT" => policy with { Discount = Discount(sent), Exclusions = Exclusions(sent) },
            "SPECIAL" => policy with
            {
                Recipient = InstanceIds.Identity(ActionReader.Uuid(sent, "recipient")),
                Memo = ActionReader.Line(sent, "memo"),
            },
            _ => policy,
        };
    }

    /// <summary>What a policy was to hand out.</summary>
    public static GrainAmount Budget(SentValue sent)
    {
        var budget = ActionReader.Amount(sent, "budget");
        if (budget.Sign < 0) sent.Fail("budget", "must not be negative");
        return budget;
    }

    private static double? Number(SentValue sent, string name)
    {
        if (sent.Find(name) is not { } found) return null;
        if (found.Element.ValueKind == JsonValueKind.Number && found.Element.TryGetDouble(out var number) && double.IsFinite(number))
            return number;
        found.Fail("must be a number");
        return null;
    }

    private static double? Discount(SentValue sent)
    {
        if (!sent.Present("discount")) return null;
        var discount = Number(sent, "discount");
        if (discount is < 0 or > 1) sent.Fail("discount", "must lie between 0 and 1");
        return discount;
    }

    private static IReadOnlyList<string>? Exclusions(SentValue sent)
    {
        string[] excluded = [.. sent.Elements("exclusions", TextMax).Select(each => each.AsText(TextMax) ?? "")];
        // Some have the name behind it: id//name.
        return excluded.Length == 0 ? null : [.. excluded.Select(each => InstanceIds.Identity(each.Split("//")[0]))];
    }
}
