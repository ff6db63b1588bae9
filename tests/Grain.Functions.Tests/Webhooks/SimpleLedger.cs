using Grain.Functions.Ledgers.Grants;
using Grain.Functions.Webhooks.Reading;

namespace Grain.Functions.Tests.Webhooks;

/// <summary>What the real ledger does with grants, without storing them: the first of an id counts, later ones change nothing.</summary>
internal sealed class SimpleLedger
{
    private readonly HashSet<string> seen = [];

    public Dictionary<string, Points> Totals { get; } = [];

    public int Count => seen.Count;

    public Points Total => Totals.Values.Aggregate(Points.Zero, (sum, total) => sum + total);

    public void Append(WebhookOutcome outcome)
    {
        if (outcome is not WebhookOutcome.Normalised normalised) return;
        foreach (var grant in normalised.Grants)
            if (seen.Add(grant.GrantId)) Totals[grant.Contributor] = Totals.GetValueOrDefault(grant.Contributor) + grant.Amount;
    }
}
